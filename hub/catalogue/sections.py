"""The sections every portal must have (Decree 43/2011 art. 10–12) and the time to publish (art. 17).

The codes are the hub's own filter; the heading a site prints is kept beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from hub.vietnamese.text import slug


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `days` is the deadline in working days, None where the law says "regularly".

    `of_others` is that for documents of other bodies.
    """

    code: str
    vi: str
    en: str
    days: int | None = None
    of_others: int | None = None


_ALL = (
    Section("gioi-thieu", "Giới thiệu", "About the agency"),
    Section("tin-tuc", "Tin tức, sự kiện", "News and events"),
    Section("chi-dao", "Chỉ đạo, điều hành", "Direction and administration"),
    Section("tuyen-truyen", "Tuyên truyền, phổ biến pháp luật", "Law and policy guidance", 15),
    Section("quy-hoach", "Chiến lược, quy hoạch, kế hoạch", "Strategy, planning and land use", 10),
    Section("van-ban", "Văn bản pháp luật và hành chính", "Legal and administrative documents", 2, 10),
    Section("cong-bao", "Công báo", "Official gazette"),
    Section("du-an", "Dự án, đấu thầu, mua sắm công", "Projects, bidding and public purchase", 10),
    Section("lay-y-kien", "Lấy ý kiến góp ý dự thảo", "Drafts for comment"),
    Section("lien-he", "Liên hệ", "Contact"),
    Section("de-tai", "Chương trình, đề tài khoa học", "Science programmes", 20),
    Section("thong-ke", "Thống kê", "Statistics", 10),
    Section("hoi-dap", "Hỏi đáp", "Questions and answers", 15),
    Section("dich-vu-cong", "Dịch vụ công, thủ tục hành chính", "Public services and procedures"),
)

SECTIONS: Mapping[str, Section] = MappingProxyType({section.code: section for section in _ALL})

# The first code with a keyword in the heading wins, so what is narrow stands before what is wide:
# "Dự thảo văn bản" asks for comments, "Văn bản chỉ đạo điều hành" is a document. "Thông báo",
# "Tuyển dụng" or "Y tế" say nothing of the section and stay without a code.
_KEYWORDS = (
    ("hoi-dap", "hoi dap", "giai dap", "phan anh kien nghi", "tra loi cu tri", "doi thoai"),
    ("lay-y-kien", "lay y kien", "du thao", "gop y", "tham van"),
    ("cong-bao", "cong bao"),
    ("dich-vu-cong", "thu tuc hanh chinh", "tthc", "dich vu cong", "mot cua"),
    ("du-an", "dau thau", "moi thau", "goi thau", "nha thau", "mua sam", "dau gia", "du an", "dau tu"),
    ("quy-hoach", "quy hoach", "ke hoach su dung dat", "dat dai", "gia dat", "thu hoi dat", "giai phong mat bang",
     "tai dinh cu", "chien luoc"),
    ("tuyen-truyen", "tuyen truyen", "pho bien", "giao duc phap luat", "chinh sach moi", "chu truong chinh sach"),
    ("de-tai", "de tai", "nghien cuu khoa hoc"),
    ("thong-ke", "thong ke", "so lieu", "nien giam"),
    ("van-ban", "van ban", "quyet dinh", "nghi quyet", "chi thi"),
    ("chi-dao", "chi dao", "dieu hanh", "cong dien", "tiep cong dan", "lich lam viec", "lich cong tac", "khen thuong",
     "xu phat", "xu ly vi pham"),
    ("lien-he", "lien he", "danh ba", "duong day nong"),
    ("gioi-thieu", "gioi thieu", "co cau to chuc", "so do to chuc", "chuc nang nhiem vu"),
    ("tin-tuc", "tin tuc", "su kien", "thoi su", "tin hoat dong", "tin trong tinh", "tin moi", "ban tin",
     "thong cao bao chi"),
)  # fmt: skip


@lru_cache(maxsize=4096)  # a province prints a few hundred headings, again and again
def section_code(heading: str) -> str | None:
    """The code of a heading as a site prints it, None if that is not sure.

    >>> section_code("Chỉ đạo điều hành"), section_code("Quy hoạch - đất đai"), section_code("MỜI THẦU")
    ('chi-dao', 'quy-hoach', 'du-an')
    >>> section_code("Thông báo") is None
    True
    """
    folded = slug(heading)
    if folded in SECTIONS:
        return folded
    words = f"-{folded}-"
    return next((code for code, *keywords in _KEYWORDS if any(_holds(words, keyword) for keyword in keywords)), None)


def _holds(words: str, keyword: str) -> bool:
    return f"-{keyword.replace(' ', '-')}-" in words
