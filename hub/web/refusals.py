"""What is wrong with what an operator wrote, in Vietnamese: the catalogue says it in English, for commands and logs.

A sentence that is not here is shown as it is: what another library found wrong with a file, or an answer with a site.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hub.errors import Said
from hub.web.words import Lang

VIETNAMESE: Mapping[str, str] = MappingProxyType(
    {
        # --- problems
        "agency is missing": "thiếu cơ quan",
        "no address": "không có địa chỉ nào",
        "no agency {name!r}": "không có cơ quan {name!r}",
        "no column slug": "không có cột slug",
        "no deadline: {line!r}": "không phải một thời hạn: {line!r}",
        "no encoding {encoding!r}": "không có bảng mã {encoding!r}",
        "no rule {name!r}": "không có quy tắc {name!r}",
        "no section is called {name!r}": "không có chuyên mục {name!r}",
        "no section {section!r}": "không có chuyên mục {section!r}",
        "{said!r} does not say what it is": "{said!r} không nói là xã, phường hay gì khác",
        "{place!r} stands twice": "{place!r} có hai lần",
        "{place}: no place {other!r}": "{place}: không có nơi nào là {other!r}",
        "not TOML: {fault}": "không đúng dạng TOML: {fault}",
        "not UTF-8": "tệp không ở bảng mã UTF-8",
        "not a list of sources": "không phải danh sách nguồn",
        "nothing is chosen": "chưa chọn mục nào",
        "slug {slug!r} is already used": "mã {slug!r} đã có nguồn khác dùng",
        "slug {slug!r} is already used in line {line}": "mã {slug!r} đã dùng ở dòng {line}",
        "the slug is {slug} and stays so": "mã của nguồn là {slug} và không đổi được",
        "the {kind} rule has no {key}": "quy tắc {kind} thiếu {key}",
        "this is not one source": "đây không phải đúng một nguồn",
        "unknown key {key!r}": "không có khóa {key!r}",
        "unknown kind of file": "không nhận ra loại tệp",
        "{key} is missing": "thiếu {key}",
        "{key} must be a date, not {value!r}": "{key} phải là một ngày, không phải {value!r}",
        "{key} must be a list of selectors": "{key} phải là danh sách bộ chọn",
        "{key} must be a list of tables": "{key} phải là danh sách bảng",
        "{key} must be a number of seconds, not {value!r}": "{key} phải là số giây, không phải {value!r}",
        "{key} must be a table": "{key} phải là một bảng",
        "{key} must be a text, not {value!r}": "{key} phải là văn bản, không phải {value!r}",
        "{key} must be a whole number of at least 1, not {value!r}": (
            "{key} phải là số nguyên từ 1, không phải {value!r}"
        ),
        "{key} must be true or false, not {value!r}": "{key} phải là true hoặc false, không phải {value!r}",
        "{key} {name!r} cannot stand in an address": "{key} {name!r} không dùng được trong địa chỉ",
        "{key} {selector!r} is not a selector: {fault}": "{key} {selector!r} không phải bộ chọn: {fault}",
        "{key} {text!r} counts nothing that is known": "{key} {text!r} không đếm gì đã biết",
        "{key} {url!r} is not a full address": "{key} {url!r} không phải địa chỉ đầy đủ",
        "{key} {value!r} is not known": "{key} {value!r} không có",
        "{table}.{key} cannot be {value!r}": "{table}.{key} không thể là {value!r}",
        "{name} has {days!r} for a deadline": "{name} có thời hạn {days!r}",
        "{name} is given twice": "{name} được ghi hai lần",
        # --- remedies
        "CSS, or XPath beginning with / ./ or (": "viết CSS, hoặc XPath bắt đầu bằng / ./ hoặc (",
        "add [rules.{name}.listing]": "thêm [rules.{name}.listing]",
        "add another source instead": "hãy thêm một nguồn khác",
        "add it as [[agency]]": "thêm vào dưới dạng [[agency]]",
        'add {key} = "…"': 'thêm {key} = "…"',
        "begin with the line {columns}": "bắt đầu bằng dòng {columns}",
        "did you mean {near!r}?": "có phải là {near!r}?",
        "give each its own slug": "cho mỗi nguồn một mã riêng",
        "give homepage, feed_url or listing_url": "ghi homepage, feed_url hoặc listing_url",
        "known: {known}": "đã biết: {known}",
        "leave one of the lines out": "bỏ một trong hai dòng",
        "name it .toml, .json, .opml or .csv": "đặt tên tệp .toml, .json, .opml hoặc .csv",
        "save it as OPML 2.0 again": "lưu lại ở dạng OPML 2.0",
        "save the file as UTF-8": "lưu tệp ở bảng mã UTF-8",
        "say whose source it is: its slug and name": "ghi nguồn của cơ quan nào: mã và tên",
        "see the sample catalogue khanhhoa.toml": "xem danh mục mẫu khanhhoa.toml",
        "tick what is to be collected": "đánh dấu những gì cần thu thập",
        "use a-z, 0-9 and single hyphens": "dùng a-z, 0-9 và dấu gạch nối đơn",
        'write a list: [{"slug": "…", "agency": {…}, "homepage": "https://…"}]': (
            'viết một danh sách: [{"slug": "…", "agency": {…}, "homepage": "https://…"}]'
        ),
        "write a rule that finds the dates": "viết quy tắc tìm được ngày tháng",
        "write each below a line [[{key}]]": "viết mỗi mục dưới một dòng [[{key}]]",
        'write it as "xã Đại Lãnh"': 'viết như "xã Đại Lãnh"',
        'give one a slug = "…" of its own': 'cho một nơi slug = "…" riêng',
        'write name = "xã Đại Lãnh" in the tables of place': 'viết name = "xã Đại Lãnh" trong các bảng của place',
        "write it as van-ban = 2": "viết như van-ban = 2",
        'write lines such as slug = "so-y-te" below [[agency]] or [[source]]': (
            'viết các dòng như slug = "so-y-te" dưới [[agency]] hoặc [[source]]'
        ),
        "write one [[source]] and nothing beside it but [rules.NAME.…]": (
            "viết một [[source]], ngoài ra chỉ có thể có [rules.TÊN.…]"
        ),
        "write one of {names}": "viết một trong {names}",
        'write one such as "windows-1258"': 'viết như "windows-1258"',
        "write one such as https://syt.khanhhoa.gov.vn/": "viết như https://syt.khanhhoa.gov.vn/",
        "write such as {example}": "viết như {example}",
        "write whole days of work, 1 to {most}; leave the line out where there is no deadline": (
            "viết số ngày làm việc, từ 1 đến {most}; bỏ dòng nếu không có thời hạn"
        ),
        "write {key} = 2025-07-01, without quotes": "viết {key} = 2025-07-01, không có ngoặc kép",
        "write {key} = 50": "viết {key} = 50",
        "write {key} = 900": "viết {key} = 900",
        "write {key} = true": "viết {key} = true",
        'write {key} = "…"': 'viết {key} = "…"',
        'write {key} = [".ads"]': 'viết {key} = [".ads"]',
        "write {known} in it": "viết {known} trong đó",
    }
)


def in_language(sentence: str, lang: Lang) -> str:
    """The sentence in the visitor's language.

    >>> in_language(Said("no agency {name!r}", name="sxd"), "vi"), in_language("not UTF-8", "en")
    ("không có cơ quan 'sxd'", 'not UTF-8')
    """
    if lang != "vi":
        return sentence
    if isinstance(sentence, Said):
        return VIETNAMESE.get(sentence.template, sentence.template).format(**sentence.names)
    return VIETNAMESE.get(sentence, sentence)
