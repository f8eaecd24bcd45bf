"""The words of the made-up notices: phrases of administration, syllables, and how often each is used.

The phrases were written for this benchmark; the syllables are all that Vietnamese spelling allows, of which a
seeded choice is taken, so most of them are no words. Weights fall with the rank (Zipf), as in real text.
"""

import unicodedata
from itertools import accumulate
from random import Random

SYLLABLES = 12_000
PHRASE_SHARE = 0.12  # of the pieces that a text is put together from

_OPENINGS = """
căn cứ|thực hiện|triển khai thực hiện|tiếp tục thực hiện|tổ chức thực hiện|phối hợp thực hiện|kiểm tra|rà soát|
phê duyệt|thẩm định|công bố công khai|báo cáo kết quả|xây dựng kế hoạch|ban hành quy định|điều chỉnh bổ sung|
hướng dẫn thực hiện|tăng cường quản lý|đẩy mạnh tuyên truyền|giải quyết khiếu nại|thông báo về việc|
quyết định về việc|tờ trình về việc|
"""
_MATTERS = """
chương trình xây dựng nông thôn mới|kế hoạch phát triển kinh tế|công tác phòng cháy chữa cháy|
quy hoạch sử dụng đất|dự toán ngân sách địa phương|thủ tục hành chính|danh mục dự án đầu tư|
công tác giảm nghèo bền vững|phòng chống thiên tai|bảo vệ môi trường|an toàn thực phẩm|cải cách hành chính|
chuyển đổi số|tuyển dụng viên chức|giá đất trên địa bàn|đấu giá quyền sử dụng đất|
thu hồi đất để thực hiện dự án|bồi thường hỗ trợ tái định cư|
"""
_PHRASES = """
ủy ban nhân dân tỉnh|hội đồng nhân dân thành phố|sở tài nguyên và môi trường|sở kế hoạch và đầu tư|
sở nông nghiệp và phát triển nông thôn|sở giao thông vận tải|sở giáo dục và đào tạo|
sở lao động thương binh và xã hội|văn phòng đoàn đại biểu quốc hội|ban quản lý các khu công nghiệp|
ban chỉ đạo phòng chống dịch|trung tâm y tế huyện|các cơ quan đơn vị có liên quan|trên địa bàn tỉnh|
theo quy định của pháp luật|kể từ ngày ký|có hiệu lực thi hành|chịu trách nhiệm thi hành quyết định này|
trong thời gian tới|đến hết ngày|trước ngày|năm học mới|giai đoạn hai nghìn|quyền sử dụng đất|giấy chứng nhận|
giấy phép xây dựng|hồ sơ đề nghị|thời hạn giải quyết|lệ phí|phí và lệ phí|trụ sở tiếp công dân|
cổng thông tin điện tử|hộp thư điện tử|dịch vụ công trực tuyến|một cửa liên thông|cán bộ công chức|
viên chức và người lao động|người có công với cách mạng|hộ nghèo và cận nghèo|trẻ em có hoàn cảnh|
bảo hiểm xã hội|bảo hiểm y tế|khám bệnh chữa bệnh|tiêm chủng mở rộng|vệ sinh môi trường|rác thải sinh hoạt|
cấp nước sạch|thủy lợi|hồ chứa nước|đê điều|tàu cá|nuôi trồng thủy sản|chăn nuôi gia súc|dịch tả lợn|
rừng phòng hộ|cháy rừng|trồng rừng thay thế|khoáng sản|khai thác cát|đất san lấp|vật liệu xây dựng|
đường giao thông nông thôn|cầu và đường|an toàn giao thông|vận tải hành khách|bến xe|cảng biển|sân bay|
lưới điện|tiết kiệm điện|ngừng cấp điện|chợ truyền thống|xúc tiến thương mại|hàng giả|quản lý thị trường|
doanh nghiệp nhỏ và vừa|hợp tác xã|đăng ký kinh doanh|thuế thu nhập|thu ngân sách nhà nước|
chi đầu tư phát triển|mua sắm tài sản công|đấu thầu qua mạng|kết quả lựa chọn nhà thầu|gói thầu|thanh tra tỉnh|
kết luận thanh tra|tiếp nhận và trả kết quả|phòng chống tham nhũng|kê khai tài sản|thi đua khen thưởng|
bằng khen|đại hội đảng bộ|quốc phòng an ninh|tuyển quân|diễn tập khu vực phòng thủ|trật tự an toàn xã hội|
ma túy|tội phạm|di tích lịch sử|lễ hội|thư viện|thể dục thể thao|du lịch biển đảo|di sản văn hóa|
gia đình văn hóa|tuyển sinh lớp mười|kỳ thi tốt nghiệp|trường trung học phổ thông|giáo viên mầm non|
sách giáo khoa|
"""


def _listed(text: str) -> list[str]:
    return [phrase for phrase in text.replace("\n", "").split("|") if phrase]


# Every opening with every matter beside the rest: some hundred phrases of two to eleven syllables.
_TOGETHER = (f"{how} {what}" for what in _listed(_MATTERS) for how in _listed(_OPENINGS))
PHRASES = tuple(dict.fromkeys([*_listed(_PHRASES), *_listed(_MATTERS), *_TOGETHER]))

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x"
# The vowel that takes the tone stands between bars.
_RIMES = """
|a| |a|c |a|ch |a|i |a|m |a|n |a|ng |a|nh |a|o |a|p |a|t |a|u |a|y |ă|c |ă|m |ă|n |ă|ng |ă|p |ă|t |â|c |â|m
|â|n |â|ng |â|p |â|t |â|u |â|y |e| |e|c |e|m |e|n |e|ng |e|o |e|p |e|t |ê| |ê|ch |ê|m |ê|n |ê|nh |ê|t |ê|u |i|
|i|a |i|ch |i|m |i|n |i|nh |i|p |i|t |i|u i|ê|c i|ê|m i|ê|n i|ê|ng i|ê|p i|ê|t i|ê|u |o| |o|c |o|i |o|m |o|n
|o|ng |o|p |o|t o|a| o|a|c o|a|i o|a|n o|a|ng o|a|nh o|a|t o|e| |ô| |ô|c |ô|i |ô|m |ô|n |ô|ng |ô|p |ô|t |ơ|
|ơ|i |ơ|m |ơ|n |ơ|p |ơ|t |u| |u|a |u|c |u|i |u|m |u|n |u|ng |u|t u|â|n u|â|t u|ê| u|ô|c u|ô|i u|ô|n u|ô|ng
u|y| u|y|nh u|yê|n |ư| |ư|a |ư|c |ư|ng |ư|t |ư|u ư|ơ|c ư|ơ|i ư|ơ|m ư|ơ|n ư|ơ|ng ư|ơ|p ư|ơ|t ư|ơ|u
"""
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def _toned(onset: str, rime: str, tone: str) -> str:
    before, vowel, after = rime.split("|")
    return unicodedata.normalize("NFC", onset + before + vowel + tone + after)


def _syllables() -> tuple[str, ...]:
    every = sorted(
        {_toned(onset, rime, tone) for onset in ["", *_ONSETS.split()] for rime in _RIMES.split() for tone in _TONES}
    )
    return tuple(Random("syllables").sample(every, SYLLABLES))


def _falling(count: int, from_rank: float, share: float) -> list[float]:
    weights = [1 / (rank + from_rank) for rank in range(count)]
    return [share * weight / sum(weights) for weight in weights]


LOOSE = _syllables()
PIECES = (*Random("phrases").sample(PHRASES, len(PHRASES)), *LOOSE)
CUMULATED = tuple(accumulate(_falling(len(PHRASES), 30, PHRASE_SHARE) + _falling(SYLLABLES, 8, 1 - PHRASE_SHARE)))
"""Weights as `random.choices` takes them quickest."""
