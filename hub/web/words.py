"""Every word a visitor reads, in Vietnamese and English: one table, two columns.

A value may name places to fill (`{n}`), and in English both numbers: `{n} file|{n} files`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Lang = Literal["vi", "en"]
LANGUAGES: tuple[Lang, Lang] = ("vi", "en")


def word(lang: Lang, key: str, **names: object) -> str:
    """The words under this key, with the named places filled in; `one=True` picks the singular.

    >>> word("en", "files", n="1", one=True), word("en", "files", n="3"), word("vi", "files", n="3")
    ('1 file', '3 files', '3 tệp')
    """
    text = WORDS[key][LANGUAGES.index(lang)]
    single, _, plural = text.partition("|")
    return (plural if plural and not names.get("one") else single).format(**names)


def known_word(lang: Lang, kind: str, name: str) -> str:
    """The words for a code such as a state or an error, or the code itself where it has none.

    >>> known_word("vi", "state", "silent"), known_word("vi", "state", "asleep")
    ('im lặng', 'asleep')
    """
    key = f"{kind}.{name}"
    return word(lang, key) if key in WORDS else name


_TABLE: dict[str, tuple[str, str]] = {
    # every page
    "tagline": ("Thông báo của các cơ quan nhà nước, một nơi theo dõi", "Public notices of every agency in one place"),
    "description": (
        "Mọi thông báo, văn bản của các cơ quan {place}: tìm kiếm, theo dõi, xem lại từng phiên bản.",
        "Every notice and document of the agencies of {place}: search, follow, see each version.",
    ),
    "the_province": ("trong tỉnh", "the province"),
    "skip": ("Tới nội dung chính", "Skip to the content"),
    "navigation": ("Các trang chính", "Main pages"),
    "search": ("Tìm kiếm", "Search"),
    "search_placeholder": ("Tìm thông báo, văn bản, số hiệu", "Notices, documents, numbers"),
    "home": ("Mới nhất", "Newest"),
    "agencies": ("Cơ quan", "Agencies"),
    "subscribe": ("Theo dõi", "Follow"),
    "coverage": ("Độ phủ", "Coverage"),
    "about": ("Giới thiệu", "About"),
    "other_language": ("English", "Tiếng Việt"),
    "api": ("API cho máy đọc", "API"),
    "footer_source": (
        "Nội dung do các cơ quan công bố; Đầu Mối dẫn lại và ghi rõ nguồn. Văn bản gốc của cơ quan là căn cứ.",
        "Published by the agencies; Đầu Mối repeats it and names the source. The agency's original prevails.",
    ),
    "updated_ago": ("cập nhật {ago}", "updated {ago}"),
    "sources_working": ("{n}/{all} nguồn đang hoạt động", "{n} of {all} sources working"),
    "printed_source": ("Nguồn: {url}", "Source: {url}"),
    "printed_from": ("In từ {url}", "Printed from {url}"),
    "printed_at": ("lúc {when}", "at {when}"),
    "printed_id": ("Mã: {id}", "Id: {id}"),
    # lists
    "home_heading": ("Thông báo của các cơ quan {place}", "Notices of the agencies of {place}"),
    "newest": ("Mới nhất", "Newest"),
    "older": ("Xem các thông báo cũ hơn", "Older notices"),
    "sections": ("Chuyên mục", "Sections"),
    "last_week": ("Số thông báo trong 7 ngày qua", "Notices of the last 7 days"),
    "all_agencies": ("Xem cả {n} cơ quan", "See all {n} agencies"),
    "files": ("{n} tệp", "{n} file|{n} files"),
    "also_at": ("cũng đăng tại {n} nơi", "also in {n} other place|also in {n} other places"),
    "listing_description": ("Các thông báo mới nhất: {name}.", "The newest notices: {name}."),
    "search_within": ("Tìm trong mục này", "Search within"),
    "agencies_lead": (
        "Số bên cạnh tên là số thông báo đã lưu. Cơ quan đã giải thể, sáp nhập vẫn giữ trang riêng.",
        "The figure beside a name is the number of notices kept. Agencies that merged or closed keep their page.",
    ),
    "empty_hub": ("Chưa có thông báo nào được thu thập.", "No notice has been collected yet."),
    "empty_hub_next": ("Xem các nguồn đang được thu thập ra sao", "See how the collecting of the sources is going"),
    "empty_listing": ("Chưa có thông báo nào ở đây.", "There is no notice here yet."),
    "empty_listing_next": ("Xem tình trạng các nguồn", "See how the sources are doing"),
    "empty_agencies": (
        "Danh mục cơ quan còn trống. Người vận hành thêm bằng lệnh: daumoi source add.",
        "No agency is listed yet. An operator adds one with: daumoi source add.",
    ),
    # an agency
    "agency": ("Cơ quan", "Agency"),
    "level": ("Cấp", "Level"),
    "valid": ("Hiệu lực", "Existence"),
    "valid_from": ("từ {day}", "since {day}"),
    "valid_to": ("đến {day}", "until {day}"),
    "parent": ("Trực thuộc", "Part of"),
    "successor": ("Tiếp nhận bởi", "Succeeded by"),
    "predecessors": ("Tiền thân", "Preceded by"),
    "its_sources": ("Nguồn của cơ quan", "Sources of this agency"),
    "no_sources": ("Chưa có nguồn nào được thu thập.", "No source is collected yet."),
    # search
    "search_title": ("Tìm: {q}", "Search: {q}"),
    "results": ("{n} kết quả", "{n} result|{n} results"),
    "results_heading": ("Kết quả", "Results"),
    "for_query": ("cho", "for"),
    "follow_search": ("Theo dõi tìm kiếm này", "Follow this search"),
    "filters": ("Đang lọc theo", "Filters in use"),
    "remove_filter": ("bỏ lọc", "remove this filter"),
    "sort.relevance": ("Sát nhất", "Best match"),
    "sort.newest": ("Mới nhất", "Newest"),
    "year": ("Năm", "Year"),
    "narrow": ("Lọc kết quả", "Narrow the results"),
    "from_day": ("Từ ngày", "From"),
    "to_day": ("Đến ngày", "To"),
    "apply": ("Lọc", "Apply"),
    "pages": ("Các trang kết quả", "Pages of results"),
    "previous_page": ("Trang trước", "Previous page"),
    "next_page": ("Trang sau", "Next page"),
    "page_of": ("Trang {n} / {all}", "Page {n} of {all}"),
    "empty_search": ("Không tìm thấy thông báo nào.", "Nothing was found."),
    "empty_search_words": (
        "Thử ít từ hơn; gõ có dấu hay không dấu đều được.",
        "Try fewer words; with or without accent marks.",
    ),
    "empty_search_filters": ("Bỏ các điều kiện lọc", "Remove the filters"),
    "empty_search_follow": (
        "Hoặc theo dõi tìm kiếm này để được báo khi có thông báo mới.",
        "Or follow this search, and learn of it when there is something.",
    ),
    "mistake_heading": ("Chưa hiểu câu tìm kiếm này", "This search could not be understood"),
    "mistake_at": ("Chỗ chưa hiểu là ký tự thứ {at}:", "The trouble is at character {at}:"),
    "mistake.other": ("Chỉ cần gõ các từ cần tìm là đủ.", "Plain words are enough."),
    "mistake.unclosed_quote": ("Khép lại dấu ngoặc kép: “đất đai”.", "Close the quotation mark: “đất đai”."),
    "mistake.empty_quote": ("Viết từ cần tìm giữa hai dấu ngoặc kép.", "Write words between the quotation marks."),
    "mistake.unclosed_group": ("Khép lại dấu ngoặc đơn: (nhà OR đất).", "Close the parenthesis: (nhà OR đất)."),
    "mistake.unopened_group": ("Mở dấu ngoặc đơn trước: (nhà OR đất).", "Open the parenthesis first: (nhà OR đất)."),
    "mistake.empty_group": ("Viết từ cần tìm giữa hai dấu ngoặc đơn.", "Write words between the parentheses."),
    "mistake.too_deep": ("Dùng ít dấu ngoặc đơn lồng nhau hơn.", "Use fewer parentheses inside each other."),
    "mistake.dangling_operator": (
        "Viết từ ở cả hai bên OR (HOẶC), AND (VÀ), và sau dấu trừ.",
        "Write words on both sides of OR and AND, and after a minus.",
    ),
    "mistake.empty_field": (
        "Viết giá trị liền sau dấu hai chấm: agency:so-y-te.",
        "Write the value right after the colon: agency:so-y-te.",
    ),
    "mistake.unknown_field": (
        "Dùng agency: section: type: number: source: from: hoặc to:, hay chừa một khoảng trắng sau dấu hai chấm.",
        "Use agency: section: type: number: source: from: or to:, or leave a blank after the colon.",
    ),
    "mistake.bad_number": ("Viết số văn bản: number:1234/QĐ-UBND.", "Write a document number: number:1234/QĐ-UBND."),
    "mistake.bad_date": ("Viết ngày như 24/09/2010, 09/2010 hoặc 2010.", "Write a date such as 2010-09-24 or 2010."),
    "mistake.too_long": ("Dùng ít từ hơn.", "Use fewer words."),
    "mistake.too_slow": ("Dùng ít từ hơn, hoặc từ hiếm hơn.", "Use fewer words, or rarer ones."),
    "mistake_repair": ("Tìm: {q}", "Search for: {q}"),
    "fault.day": ("Không hiểu ngày “{written}”; hãy viết như 24/09/2010.", "“{written}” is no date; write 2010-09-24."),
    "fault.order": ("“Từ ngày” đứng sau “đến ngày”: {written}.", "The first day is after the last: {written}."),
    "fault.page": ("Không có trang “{written}”.", "There is no page “{written}”."),
    "fault.sort": ("Không có cách xếp “{written}”.", "There is no order “{written}”."),
    "fault.length": (
        "Câu tìm quá dài, chỉ dùng phần đầu: “{written}…”",
        "The search is too long; only its beginning was used: “{written}…”",
    ),
    # a notice
    "number": ("Số/ký hiệu", "Number"),
    "type": ("Loại văn bản", "Type"),
    "issued": ("Ngày ban hành", "Issued"),
    "signer": ("Người ký", "Signed by"),
    "section": ("Chuyên mục", "Section"),
    "published": ("Ngày đăng", "Published"),
    "first_seen": ("Lần đầu thấy", "First seen"),
    "changed": ("Thay đổi", "Changed"),
    "times": ("Mốc thời gian", "Times"),
    "origin.feed": ("theo nguồn tin", "by the source's feed"),
    "origin.listing": ("theo danh sách của nguồn", "by the source's list"),
    "origin.page": ("theo trang gốc", "by the original page"),
    "origin.first_seen": ("nguồn không ghi ngày; lấy lúc thấy lần đầu", "not dated by the source; when first seen"),
    "files_heading": ("Tệp đính kèm", "Files"),
    "kept_copy": ("Bản lưu", "Kept copy"),
    "unnamed_file": ("Tệp đính kèm", "File"),
    "cites": ("Căn cứ, viện dẫn", "Cites"),
    "also_published": ("Cũng đăng tại", "Also published by"),
    "cite_this": ("Trích dẫn", "Cite this"),
    "report_error": ("Báo lỗi ở thông báo này", "Report an error in this notice"),
    "attribution": ("Nội dung của {agency}, dẫn lại nguyên văn từ", "By {agency}, repeated as published at"),
    "only_files": ("Nguồn chỉ đăng tệp đính kèm.", "The source published the files only."),
    "no_text": ("Nguồn chỉ đăng tiêu đề.", "The source published the title only."),
    "redacted_title": ("Nội dung đã gỡ theo yêu cầu", "Removed on request"),
    "mark.withdrawn": ("Đã gỡ khỏi nguồn", "Withdrawn at source"),
    "mark.edited": ("Đã sửa", "Edited"),
    "mark.late": ("Đến muộn", "Late"),
    "mark.redacted": ("Đã gỡ theo yêu cầu", "Removed on request"),
    "mark_means.withdrawn": (
        "Cơ quan không còn đăng thông báo này ({day}). Nội dung dưới đây là bản lưu.",
        "The agency no longer publishes this notice ({day}). What follows is the kept copy.",
    ),
    "mark_means.edited": ("Nguồn đã thay đổi nội dung, lần cuối {day}.", "The source changed it, last at {day}."),
    "mark_means.late": (
        "Thông báo chỉ xuất hiện tại nguồn lúc {seen}, sau ngày đăng ghi trên đó.",
        "It appeared at the source only at {seen}, later than the date it bears.",
    ),
    "mark_means.redacted": (
        "Nội dung được gỡ để bảo vệ dữ liệu cá nhân ({day}).",
        "The content was removed to protect personal data ({day}).",
    ),
    "see_changes": ("Xem thay đổi", "See the changes"),
    # its versions
    "versions": ("{n} phiên bản", "{n} version|{n} versions"),
    "version": ("Phiên bản {n}", "Version {n}"),
    "revisions_of": ("Các phiên bản: {title}", "Versions: {title}"),
    "revisions_heading": ("Các phiên bản", "Versions"),
    "back_to_notice": ("Về thông báo", "Back to the notice"),
    "first_version": ("Bản đầu tiên được thấy.", "As first seen."),
    "one_version": ("Thông báo chưa từng thay đổi kể từ khi được thấy.", "It has not changed since it was first seen."),
    "changed_fields": ("Thay đổi", "Changed"),
    "changed_unknown": ("Nội dung thay đổi.", "Its content changed."),
    "compare": ("So sánh phiên bản", "Compare versions"),
    "compare_before": ("So với bản trước", "Compare with the one before"),
    "compare_first": ("So với bản đầu", "Compare with the first"),
    "compare_heading": ("So sánh phiên bản {a} và {b}", "Versions {a} and {b} compared"),
    "compare_same": ("Chữ trong hai phiên bản giống nhau.", "The words of both versions are the same."),
    "added_words": ("chữ thêm", "added"),
    "removed_words": ("chữ bỏ", "removed"),
    "paragraphs_same": ("{n} đoạn không đổi", "{n} paragraph unchanged|{n} paragraphs unchanged"),
    "digest": ("Dấu nội dung", "Digest"),
    "kept_page": ("trang đã lưu", "kept page"),
    # coverage
    "coverage_heading": ("Độ phủ: các nguồn đang ra sao", "Coverage: how the sources are doing"),
    "coverage_lead": (
        "Mỗi dòng là một nguồn. Khi nguồn ngừng trả lời, trang này nói rõ từ lúc nào và vì sao; tin đã lưu vẫn còn.",
        "One line for each source. When one stops answering, this page says since when and why; what was kept stays.",
    ),
    "source": ("Nguồn", "Source"),
    "state": ("Tình trạng", "State"),
    "last_try": ("Lần thử gần nhất", "Last try"),
    "last_ok": ("Lần đọc được gần nhất", "Last success"),
    "last_new": ("Tin mới gần nhất", "Last new notice"),
    "why": ("Lý do", "Why"),
    "not_yet": ("chưa có", "not yet"),
    "states_meaning": ("Ý nghĩa các tình trạng", "What the states mean"),
    "empty_coverage": (
        "Chưa có nguồn nào. Người vận hành thêm bằng lệnh: daumoi source add.",
        "There is no source yet. An operator adds one with: daumoi source add.",
    ),
    "last_month": ("30 ngày qua", "Last 30 days"),
    "days_new": ("{n} tin mới", "{n} new notice|{n} new notices"),
    "days_bad": ("{n} ngày có lỗi", "{n} day with errors|{n} days with errors"),
    "days_none": ("chưa thu thập", "not collected"),
    "days_meaning": (
        "Dải 30 ngày: cột cao là ngày có tin mới, cột thấp là ngày đọc được mà không có tin mới, vạch treo phía trên "
        "là ngày có lỗi, chỗ trống là ngày không thu thập.",
        "The strip of 30 days: a tall bar is a day with new notices, a low bar one that was read without any, a mark "
        "hanging from the top a day with errors, and a blank one without a collection.",
    ),
    "gaps": ("còn thiếu {n} khoảng", "{n} open gap|{n} open gaps"),
    "incidents": ("Sự cố", "Incidents"),
    "incidents_lead": (
        "Khi một nguồn hỏng, hỏng từ lúc nào, vì sao, và khi nào trở lại. Nguồn tự được thử lại.",
        "When a source fails, since when and why, and when it is back. Sources are tried again by themselves.",
    ),
    "no_incidents": ("Không có sự cố nào đang diễn ra.", "No incident is open."),
    "incidents_over": ("Đã qua trong 30 ngày", "Over, in the last 30 days"),
    "incident_open": ("Đang diễn ra", "Open"),
    "incident_closed": ("Đã qua", "Over"),
    "incident_since": ("Từ {since}", "Since {since}"),
    "incident_over": ("Từ {since} đến {until}, kéo dài {lasted}", "From {since} to {until}, {lasted} in all"),
    "incident_late": (
        "{n} thông báo đến muộn vì sự cố này",
        "{n} notice came late because of it|{n} notices came late because of it",
    ),
    "incident_sources": ("{n} nguồn", "{n} source|{n} sources"),
    "incident_of_hub": ("Đầu Mối: {n} nguồn", "Đầu Mối itself: {n} source|Đầu Mối itself: {n} sources"),
    "follow_incidents": ("Theo dõi sự cố", "Follow the incidents"),
    # what can be done about an incident
    "advice.away": (
        "Máy chủ của cơ quan phải tự hoạt động lại; việc gấp thì liên hệ thẳng cơ quan. Tin bị lỡ sẽ được bù.",
        "The agency's server has to come back; what is urgent is best asked there. What was missed will be caught up.",
    ),
    "advice.name": (
        "Tên miền có thể đã hết hạn hoặc đổi. Người vận hành kiểm tra địa chỉ mới của cơ quan.",
        "The name may have expired or changed. An operator looks for the agency's new address.",
    ),
    "advice.tls": (
        "Cơ quan cần gia hạn hoặc sửa chứng chỉ. Đừng nhập mật khẩu ở trang đó cho đến khi xong.",
        "The agency has to renew or mend its certificate. Enter no password there until it has.",
    ),
    "advice.refusing": (
        "Trang mở được bằng trình duyệt nhưng không cho máy đọc. Người vận hành xin cơ quan cho phép.",
        "People may still see the site, programmes may not. An operator asks the agency to let the hub read it.",
    ),
    "advice.lost": (
        "Trang có thể đã dời chỗ. Người vận hành tìm lại bằng lệnh: daumoi source verify.",
        "The page may have moved. An operator finds it again with: daumoi source verify.",
    ),
    "advice.gone": (
        "Người vận hành tìm trang mới hoặc cơ quan kế nhiệm; tin đã lưu vẫn còn.",
        "An operator looks for the new site or the agency that took over; what was kept stays.",
    ),
    "advice.layout": (
        "Trang có thể đã đổi giao diện. Người vận hành sửa quy tắc đọc; tin bị lỡ sẽ được bù.",
        "The site may have a new design. An operator corrects the rule; what was missed will be caught up.",
    ),
    "advice.unreadable": (
        "Một phần nội dung không đọc được. Người vận hành xem bằng lệnh: daumoi source show.",
        "A part of it cannot be read. An operator looks at it with: daumoi source show.",
    ),
    "advice.silent": (
        "Nguồn vẫn trả lời nhưng không có gì mới. Người vận hành xem cơ quan có đăng ở nơi khác không.",
        "It answers and has nothing new. An operator looks whether the agency publishes elsewhere by now.",
    ),
    "advice.internal": (
        "Lỗi của Đầu Mối, không phải của cơ quan. Người vận hành xem nhật ký và lệnh: daumoi doctor.",
        "A fault of the hub, not of the agency. An operator looks at the log and at: daumoi doctor.",
    ),
    "advice.hub": (
        "Hầu hết các nguồn cùng mất liên lạc, nên lỗi ở đường mạng của Đầu Mối. Người vận hành kiểm tra mạng và DNS.",
        "Nearly all sources are out of reach at once, so it is the hub's network. An operator looks at it and at DNS.",
    ),
    # completeness
    "completeness": ("Tính đầy đủ", "Completeness"),
    "completeness_lead": (
        "Mỗi đêm hệ thống đối chiếu những gì nguồn đang niêm yết với những gì đã lưu, và ghi lại mọi khoảng trống.",
        "Every night what the source lists is compared with what was stored, and every gap is written down.",
    ),
    "gaps_open": ("Khoảng trống chưa lấp", "Open gaps"),
    "gaps_closed": ("Khoảng trống đã lấp", "Gaps that were filled"),
    "gaps_none": ("Không có khoảng trống nào đang mở.", "No gap is open."),
    "gap_days": ("từ {since} đến {until}", "from {since} to {until}"),
    "gap_until": ("đến {until}", "up to {until}"),
    "gap_closed": ("Đã lấp lúc {at}.", "Filled at {at}."),
    "gap_open": ("Mở từ {at}.", "Open since {at}."),
    "gap_found": ("Đã tìm lại {n} tin.", "{n} notice was found.|{n} notices were found."),
    "gap.window": (
        "giữa hai lần đọc, nguồn đăng nhiều hơn số tin mà bảng tin hiển thị",
        "more was published between two visits than the address shows",
    ),
    "gap.outage": (
        "nguồn không trả lời một thời gian, và sau đó chỉ hiển thị tin mới hơn",
        "the source did not answer for a while, and has shown only younger notices since",
    ),
    "gap.budget": ("một lần đọc chưa lấy hết, phần còn lại chờ lần sau", "a visit left some over for the next one"),
    "gap_open.untried": ("Chưa thử lấp.", "Not tried yet."),
    "gap_open.no_archive": (
        "Không tìm thấy danh sách tin cũ nào của nguồn.",
        "No list of the source's older notices was found.",
    ),
    "gap_open.archive_short": (
        "Danh sách của nguồn không lùi đủ xa.",
        "The source's list does not go back far enough.",
    ),
    "days_counted": ("Theo ngày", "Day by day"),
    "day": ("Ngày", "Day"),
    "picture": ("Hình", "Picture"),
    "count.listed": ("Niêm yết", "Listed"),
    "count.stored": ("Đã lưu", "Stored"),
    "count.published": ("Đã phát hành", "Published"),
    "count.missing": ("Thiếu", "Missing"),
    "count_meaning": (
        "Niêm yết: nguồn đang hiển thị. Đã lưu: có trong kho, kể cả tin đã gỡ. Đã phát hành: có trong tìm kiếm và "
        "bảng tin. Thiếu: nguồn hiển thị mà kho chưa có.",
        "Listed: the source shows it. Stored: kept here, withdrawn ones too. Published: in search and feeds. "
        "Missing: the source shows it and it is not stored.",
    ),
    # following
    "follow_all": ("Theo dõi tất cả", "Follow everything"),
    "follow_page": ("Theo dõi trang này", "Follow this page"),
    "follow_how": (
        "Đưa một trong các địa chỉ dưới đây vào trình đọc tin; thông báo mới, sửa đổi hay bị gỡ sẽ tự đến, "
        "không cần đăng ký, không lộ danh tính.",
        "Give one of these addresses to a feed reader; what is new, edited or withdrawn then comes by itself, "
        "without signing up and without telling who you are.",
    ),
    "follow_first_time": ("Lần đầu dùng? Xem cách làm.", "New to this? See how."),
    "subscribe_heading": ("Theo dõi thông báo", "Follow the notices"),
    "subscribe_lead": (
        "Chọn điều bạn quan tâm một lần; từ đó thông báo mới tự đến với bạn, miễn phí.",
        "Choose once what matters to you; from then on the notices come to you, free of charge.",
    ),
    "subscribe_steps": ("Ba bước", "Three steps"),
    "subscribe_step_reader": (
        "Cài một trình đọc tin (RSS) bất kỳ trên điện thoại hay máy tính. Đó là ứng dụng gom tin từ những địa chỉ "
        "bạn chọn; Thunderbird và nhiều ứng dụng miễn phí làm được việc này.",
        "Install any feed reader on your phone or computer: a programme that gathers news from the addresses you "
        "choose. Thunderbird and many free ones do.",
    ),
    "subscribe_step_choose": (
        "Chọn một kênh bên dưới: tất cả, một chuyên mục, một cơ quan hay một loại văn bản.",
        "Choose a channel below: everything, a section, an agency or a type of document.",
    ),
    "subscribe_step_paste": (
        "Chép địa chỉ Atom (hoặc RSS, JSON: nội dung như nhau) và dán vào mục “thêm nguồn” của ứng dụng.",
        "Copy its Atom address (RSS and JSON carry the same) and paste it where the reader says “add feed”.",
    ),
    "subscribe_any_search": (
        "Mọi câu tìm kiếm cũng theo dõi được: tìm trước, rồi chọn “Theo dõi tìm kiếm này”.",
        "Any search can be followed as well: search first, then choose “Follow this search”.",
    ),
    "subscribe_privacy": (
        "Thông báo được sửa hay bị gỡ ở nguồn vẫn đến, có ghi rõ. Chúng tôi không biết ai đang theo dõi điều gì.",
        "Notices that are edited or withdrawn arrive too, and say so. We do not know who follows what.",
    ),
    "opml_all": ("Tải danh sách mọi kênh (OPML)", "Download the list of all channels (OPML)"),
    "opml_hint": ("nhập một lần vào trình đọc tin", "for a reader's “import”"),
    "group.all": ("Tất cả", "Everything"),
    "group.sections": ("Theo chuyên mục", "By section"),
    "group.agencies": ("Theo cơ quan", "By agency"),
    "group.types": ("Theo loại văn bản", "By type of document"),
    "group.sources": ("Theo nguồn", "By source"),
    "channel.all": ("Mọi thông báo", "Every notice"),
    "channel.incidents": ("Sự cố của các nguồn", "Incidents of the sources"),
    "channel.withdrawn": ("Thông báo đã bị gỡ", "Withdrawn notices"),
    # about
    "about_heading": ("Đầu Mối là gì", "What Đầu Mối is"),
    "about_promise": (
        "Không thông báo nào của cơ quan bị bỏ sót, thất lạc hay đổi thay trong im lặng; nguồn ngừng thì nói rõ; "
        "ai cũng tìm được và theo dõi được.",
        "Nothing an agency publishes is missed, lost or silently changed; its absence is announced; and everything "
        "can be found and followed by anyone.",
    ),
    "about_what": ("Làm gì", "What it does"),
    "about_what_text": (
        "Mỗi sở, ngành, địa phương có một trang riêng. Đầu Mối đọc tất cả theo lịch, giữ lại những gì họ công bố, "
        "cho tìm như người Việt vẫn gõ (có dấu hay không), và phát lại thành kênh để theo dõi.",
        "Every department, board and district has a site of its own. Đầu Mối reads them all on a schedule, keeps what "
        "they announce, searches it as Vietnamese people type, with or without marks, and republishes it as feeds.",
    ),
    "about_trust": ("Vì sao tin được", "Why it can be trusted"),
    "about_trust_source": (
        "Mỗi thông báo ghi cơ quan, địa chỉ gốc và thời điểm; nội dung được dẫn lại nguyên văn.",
        "Every notice names its agency, its original address and its times; it is repeated word for word.",
    ),
    "about_trust_versions": (
        "Bản sửa không thay bản cũ: mọi phiên bản được giữ và so sánh được. Tin bị gỡ được ghi là đã gỡ.",
        "An edit replaces nothing: all versions are kept and can be compared. What is withdrawn says so.",
    ),
    "about_trust_coverage": (
        "Tình trạng của từng nguồn được công khai, kể cả khi hỏng.",
        "How each source is doing is public, above all when it fails.",
    ),
    "about_trust_private": (
        "Không quảng cáo, không theo dõi người đọc, không cookie. Trang dùng được khi tắt script.",
        "No advertising, no tracking, no cookies. The pages work without scripts.",
    ),
    "about_reuse": ("Dùng lại", "Reuse"),
    "about_reuse_text": (
        "Ai cũng có thể dùng lại, với điều kiện ghi tên cơ quan và nguồn (Nghị định 43/2011/NĐ-CP, Điều 5). "
        "Có kênh tin, API và bản chép đồng bộ cho máy.",
        "Anyone may reuse it who names the agency and the source (Decree 43/2011/NĐ-CP, article 5). There are feeds, "
        "an API, and a change log from which a copy can be kept.",
    ),
    "about_personal": ("Dữ liệu cá nhân", "Personal data"),
    "about_personal_text": (
        "Thông báo có khi nêu tên người dân. Nếu pháp luật cho phép bạn yêu cầu gỡ, hãy liên hệ: nội dung được gỡ "
        "khỏi mọi phiên bản và mọi kênh.",
        "Notices sometimes name citizens. Where the law lets you ask for removal, write to us: the content is taken "
        "out of every version and every feed.",
    ),
    "contact": ("Liên hệ", "Contact"),
    "no_contact": ("Người vận hành chưa ghi địa chỉ liên hệ.", "The operator has not given an address yet."),
    # problems
    "problem.missing": ("Không có trang này", "There is no such page"),
    "problem.closed": ("Chỉ dành cho người vận hành", "For operators only"),
    "problem.foreign": ("Yêu cầu đến từ một trang khác", "The request came from another site"),
    "problem.large": ("Yêu cầu quá lớn", "The request is too large"),
    "problem.fast": ("Xin chờ một chút", "Please wait a moment"),
    "problem.method": ("Không dùng được cách gọi này", "This cannot be done here"),
    "problem.bad": ("Yêu cầu chưa đúng", "The request is not right"),
    "problem.long": (
        "Địa chỉ quá dài; hãy rút ngắn câu tìm kiếm.",
        "The address is too long; please shorten the search.",
    ),
    "problem.busy": ("Tìm kiếm đang được dựng lại", "The search is being rebuilt"),
    "problem.fault": ("Có lỗi phía chúng tôi", "Something went wrong on our side"),
    "problem_means.missing": (
        "Địa chỉ có thể bị gõ nhầm. Thông báo đã bị gỡ ở nguồn vẫn còn trang riêng tại đây.",
        "The address may be mistyped. Notices withdrawn at their source still have their page here.",
    ),
    "problem_means.closed": (
        "Phần này để trông coi các nguồn. Mọi thông báo, tìm kiếm và kênh theo dõi đều mở cho mọi người.",
        "This part is for watching over the sources. Notices, search and feeds are open to everyone.",
    ),
    "problem_means.foreign": (
        "Trình duyệt của bạn được một trang khác sai gửi yêu cầu này, nên chúng tôi không làm theo.",
        "Another site made your browser send this request, so it was not carried out.",
    ),
    "problem_means.large": (
        "Nội dung gửi lên vượt quá mức chúng tôi nhận.",
        "What was sent is more than we accept.",
    ),
    "problem_means.fast": (
        "Có quá nhiều lượt tìm kiếm từ mạng của bạn. Hãy thử lại sau vài giây; các trang khác và các kênh theo dõi "
        "vẫn dùng được.",
        "Too many searches came from your network. Please try again in a few seconds; other pages and feeds work.",
    ),
    "problem_means.method": ("Trang này chỉ để đọc.", "This page can only be read."),
    "problem_means.bad": ("Một phần của địa chỉ không đọc được.", "A part of the address could not be read."),
    "problem_means.busy": (
        "Danh sách, trang thông báo và kênh theo dõi vẫn dùng được. Hãy thử tìm lại sau vài phút.",
        "Lists, notices and feeds work as before. Please search again in a few minutes.",
    ),
    "problem_means.fault": (
        "Lỗi đã được ghi lại. Các trang khác vẫn dùng được.",
        "It has been recorded. The other pages still work.",
    ),
    "problem_next": ("Bạn có thể đi tiếp từ đây:", "You can go on from here:"),
    # how a source is doing
    "state.new": ("mới thêm", "new"),
    "state.healthy": ("hoạt động", "healthy"),
    "state.late": ("chậm", "late"),
    "state.silent": ("im lặng", "silent"),
    "state.partial": ("thiếu", "partial"),
    "state.failing": ("lỗi", "failing"),
    "state.challenged": ("bị chặn", "challenged"),
    "state.moved": ("đã chuyển", "moved"),
    "state.gone": ("đã đóng", "gone"),
    "state.paused": ("tạm dừng", "paused"),
    "state_means.new": ("Vừa được thêm, chưa thu thập lần nào.", "Just added, not collected yet."),
    "state_means.healthy": ("Trả lời đều, đọc được đầy đủ.", "Answers regularly and can be read in full."),
    "state_means.late": ("Quá giờ hẹn mà chưa thu thập được.", "Past its due time and not collected yet."),
    "state_means.silent": (
        "Vẫn trả lời nhưng im lặng lâu hơn thói quen của nguồn.",
        "Still answers, but has been quiet for longer than is its habit.",
    ),
    "state_means.partial": ("Chỉ đọc được một phần.", "Only a part of it could be read."),
    "state_means.failing": ("Không trả lời hoặc không đọc được.", "Does not answer, or cannot be read."),
    "state_means.challenged": (
        "Trang kiểm tra trình duyệt hoặc đăng nhập chắn trước nội dung.",
        "A browser check or sign-in page stands before the content.",
    ),
    "state_means.moved": ("Đã chuyển sang địa chỉ khác.", "Has moved to another address."),
    "state_means.gone": ("Trang đã đóng hẳn.", "The site has closed for good."),
    "state_means.paused": ("Người vận hành tạm dừng thu thập.", "Paused by an operator."),
    # why a collection failed: hub.errors.CODES as a citizen would want it explained
    "error.dns_not_found": ("Tên miền không tồn tại.", "The host name does not exist."),
    "error.dns_failed": ("Máy chủ tên miền không trả lời.", "The name server did not answer."),
    "error.connect_refused": ("Máy chủ từ chối kết nối.", "The server refuses connections."),
    "error.connect_timeout": (
        "Không kết nối được trong thời gian cho phép.",
        "The server could not be reached in time.",
    ),
    "error.reset": ("Máy chủ ngắt kết nối giữa chừng.", "The server broke the connection off."),
    "error.tls_expired": ("Chứng chỉ bảo mật đã hết hạn.", "Its security certificate has expired."),
    "error.tls_host": ("Chứng chỉ bảo mật cấp cho tên miền khác.", "Its security certificate is for another host."),
    "error.tls_chain": (
        "Chứng chỉ bảo mật thiếu chuỗi xác thực hoặc không được tin cậy.",
        "Its security certificate is incomplete or not trusted.",
    ),
    "error.tls_protocol": ("Máy chủ không hỗ trợ kết nối bảo mật phù hợp.", "It offers no usable secure connection."),
    "error.deadline": ("Trả lời quá chậm, chưa xong khi hết giờ.", "The answer was not complete in time."),
    "error.too_large": ("Trả lời lớn hơn mức cho phép.", "The answer is larger than allowed."),
    "error.truncated": ("Trả lời bị đứt giữa chừng.", "The answer broke off before its end."),
    "error.bad_encoding": ("Dữ liệu nén bị hỏng hoặc không hỗ trợ.", "The answer is compressed wrongly or damaged."),
    "error.redirect_loop": ("Trang chuyển hướng vòng quanh.", "The site redirects in a circle."),
    "error.redirect_refused": (
        "Trang chuyển hướng tới địa chỉ không dùng được.",
        "It redirects to an unusable address.",
    ),
    "error.blocked_address": ("Địa chỉ thuộc mạng nội bộ, không được phép.", "The address is private and not allowed."),
    "error.robots_denied": (
        "Trang không cho phép thu thập tự động (robots.txt).",
        "The site does not allow automatic reading (robots.txt).",
    ),
    "error.http_4xx": ("Máy chủ báo trang không có hoặc yêu cầu sai.", "The server says the page is not there."),
    "error.http_410": ("Máy chủ báo trang đã gỡ vĩnh viễn.", "The server says the page is gone for good."),
    "error.http_429": ("Máy chủ yêu cầu giảm tần suất.", "The server asks us to slow down."),
    "error.http_5xx": ("Máy chủ của nguồn gặp sự cố.", "The source's server has a fault."),
    "error.not_a_feed": ("Nội dung nhận được không phải nguồn tin.", "The answer is not a feed."),
    "error.not_a_listing": ("Không tìm thấy danh sách tin trong trang.", "No list of notices was found in the page."),
    "error.challenge_page": ("Trang kiểm tra trình duyệt chắn trước nguồn.", "A browser check stands before the site."),
    "error.login_page": ("Trang đăng nhập thay chỗ nội dung.", "A sign-in page stands in place of the content."),
    "error.maintenance_page": ("Nguồn đang bảo trì.", "The source is under maintenance."),
    "error.empty": ("Danh sách trống, trước đó có tin.", "It lists nothing where it listed something before."),
    "error.layout_changed": ("Bố cục trang đã đổi, chưa đọc được.", "The page's layout has changed."),
    "error.parse_failed": ("Không đọc được nội dung.", "The content could not be read."),
    "error.internal": ("Lỗi phía Đầu Mối, đang được xử lý.", "A fault of ours; it is being looked into."),
    # what may differ between two states of a notice
    "field.title": ("tiêu đề", "title"),
    "field.summary": ("tóm tắt", "summary"),
    "field.text": ("nội dung", "text"),
    "field.html": ("cách trình bày", "layout"),
    "field.attachments": ("tệp đính kèm", "files"),
    "field.section": ("chuyên mục", "section"),
    "field.section_source": ("chuyên mục của nguồn", "the source's heading"),
    "field.published": ("ngày đăng", "date of publication"),
    "field.issued_on": ("ngày ban hành", "date of issue"),
    "field.doc_number": ("số/ký hiệu", "number"),
    "field.doc_type": ("loại văn bản", "type"),
    "field.signer": ("người ký", "signer"),
    "field.cites": ("căn cứ, viện dẫn", "citations"),
    "field.url": ("địa chỉ", "address"),
    "field.withdrawn": ("tình trạng gỡ bỏ", "withdrawal"),
    "field.redacted": ("gỡ theo yêu cầu", "redaction"),
    # levels of agencies, widest first
    "level.tinh": ("Cấp tỉnh", "Province"),
    "level.huyen": ("Cấp huyện (đến 30/06/2025)", "District (until 30 Jun 2025)"),
    "level.xa": ("Cấp xã", "Commune and ward"),
    "level.": ("Khác", "Other"),
    # what became of a file's text
    "file.no_text": ("không tìm được chữ trong tệp", "its words cannot be searched"),
    "file.failed": ("tệp không đọc được", "the file could not be read"),
    "file.not_fetched": ("chưa tải được tệp từ nguồn", "the source did not give it"),
    "file.part": ("chỉ tìm được một phần tệp", "only part of it can be searched"),
    "file.scan": ("bản quét, không tìm được chữ trong tệp", "a scan: its words cannot be searched"),
    "file.signature_only": ("bản quét có ký số, không tìm được chữ", "a signed scan: its words cannot be searched"),
    "file.garbled": ("chữ trong tệp bị lỗi, không tìm được", "its letters are broken and cannot be searched"),
    "file.empty": ("tệp không có chữ", "there are no words in it"),
    "file.encrypted": ("tệp có mật khẩu", "protected by a password"),
    "file.damaged": ("tệp hỏng, không mở được", "the file is damaged"),
    "file.too_heavy": ("tệp quá nặng, không đọc được chữ", "too heavy for its words to be read"),
    "file.web_page": ("nguồn đưa ra trang web thay cho tệp", "the source gives a web page in its place"),
    "file.archive": ("tệp nén, không tìm được bên trong", "an archive: not searched inside"),
    "file.picture": ("hình ảnh", "a picture"),
    "file.audio_video": ("âm thanh, phim", "sound or film"),
    "file.unknown_type": ("loại tệp không đọc được chữ", "of a type whose words are not read"),
    "file.too_large": ("tệp lớn hơn mức được lưu", "larger than what is kept"),
}
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(_TABLE)
