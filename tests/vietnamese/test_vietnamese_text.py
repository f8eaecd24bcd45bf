"""Cleaning, the two keys, slugs and capitals."""

import unicodedata

import pytest

from hub.vietnamese.text import clean, clean_lines, fold, sentence_case, slug, tone_key, unescape


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("Qu&amp;#7889;c kh&amp;aacute;nh &amp;amp; l&amp;ecirc;n l&#7883;ch", "Quốc khánh & lên lịch"),
        ("Ngh&ograve; ph&nbsp;ng &ndash; Qu&yacute;", "Nghò ph ng – Quý"),
        ("Văn phograve;ng ldquo;Đẩy mạnh&rdquo;", "Văn phòng “Đẩy mạnh”"),
        ("Thông\u200b báo\ufeff về\u00a0việc\r\n  tuyển\u00addụng", "Thông báo về việc tuyểndụng"),
        ("Số 12/QÐ-UBND, ðất", "Số 12/QĐ-UBND, đất"),
        (unicodedata.normalize("NFD", "Ủy ban nhân dân"), "Ủy ban nhân dân"),
        ("a\u0340 e\u0341", "à é"),
        ("kinh t\u00ea\u0301", "kinh tế"),
        ("trang\x0cmới\x00 \ud83d hết\x07", "trang mới hết"),
        ("hoà, hòa; lí, lý", "hoà, hòa; lí, lý"),
        ("engrave; acute; AT&T", "engrave; acute; AT&T"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("", ""),
    ],
)
def test_clean_repairs_what_machines_did_and_changes_no_word(raw: str, meant: str) -> None:
    assert clean(raw) == meant
    assert clean(meant) == meant


def test_a_text_nested_without_end_is_made_harmless() -> None:
    bomb = "&" + "#38;" * 50_000 + "lt;"
    assert clean(bomb) == "<"
    nested = "&am&#112;;"
    for _ in range(6):
        nested = nested.replace("1", "&#49;")
    assert clean(clean(nested)) == clean(nested)


def test_lines_stay_where_they_are_wanted() -> None:
    assert clean_lines("  Căn cứ\u00a0Luật; \r\n\r\n \tĐiều 1.&nbsp;\nHết ") == "Căn cứ Luật;\nĐiều 1.\nHết"


def test_unescaping_ends_after_three_levels() -> None:
    assert unescape("&amp;lt;p&amp;gt;T&amp;ocirc;i") == "<p>Tôi"
    assert unescape("10 &lt; 20 &amp; 3") == "10 < 20 & 3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("HOÀ", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quí", "quý"),
        ("lí", "lý"),
        ("Mĩ", "mỹ"),
        ("kỉ", "kỷ"),
        ("công ti", "công ty"),
        ("nưóc", "nước"),
        ("đuờng", "đường"),
        ("ngưòi", "người"),
        ("QÐ", "qđ"),
        ("Thuý", "thúy"),
        ("bác sĩ", "bác sỹ"),
    ],
)
def test_spellings_of_one_word_share_their_tone_key(one: str, other: str) -> None:
    assert tone_key(one) == tone_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoa", "hòa"),
        ("dân", "đàn"),
        ("túi", "túy"),
        ("ý", "í"),
        ("hai", "hay"),
        ("tai", "tay"),
        ("ma", "má"),
        ("thuở", "thưở"),
    ],
)
def test_words_that_differ_keep_different_tone_keys(one: str, other: str) -> None:
    assert tone_key(one) != tone_key(other)


def test_tone_keys_are_words_with_the_tone_behind() -> None:
    assert tone_key("Thành phố Nha Trang (quý III), 12/QĐ-UBND.") == "thanh2 phô1 nha trang quy1 iii 12 qđ ubnd"
    assert tone_key("Đường Nguyễn Huệ") == "đương2 nguyên4 huê5"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ĐẮK LẮK", "dak lak"),
        ("Ủy  ban\u00a0nhân dân", "uy ban nhan dan"),
        ("1234/QÐ-UBND", "1234/qd-ubnd"),
        ("İstanbul", "istanbul"),
        ("\u0301", ""),
    ],
)
def test_fold_keys_have_no_marks(text: str, key: str) -> None:
    assert fold(text) == key


def test_slugs_hold_letters_digits_and_single_hyphens() -> None:
    assert slug(" Sở Giáo dục & Đào tạo — (2010) ") == "so-giao-duc-dao-tao-2010"
    assert slug("…") == ""


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("THÔNG BÁO VỀ VIỆC TUYỂN DỤNG VIÊN CHỨC", "Thông báo về việc tuyển dụng viên chức"),
        ("KẾ HOẠCH CỦA UBND TỈNH ĐẮK LẮK QUÝ VI", "Kế hoạch của UBND tỉnh Đắk Lắk quý VI"),
        ("XỬ PHẠT HÀNH VI VI PHẠM", "Xử phạt hành vi vi phạm"),
        ("HĐND TỈNH KHÓA XI HỌP", "HĐND tỉnh khóa XI họp"),
        ("“ĐẤT NƯỚC VIỆT NAM” NĂM 2010", "“Đất nước Việt Nam” năm 2010"),
        ("QĐ 12/QĐ-UBND", "QĐ 12/QĐ-UBND"),
        ("Thông báo TUYỂN DỤNG", "Thông báo TUYỂN DỤNG"),
        ("", ""),
    ],
)
def test_only_titles_in_capitals_are_set_in_sentence_case(title: str, shown: str) -> None:
    assert sentence_case(title) == shown


@pytest.mark.parametrize("between", ["", "\u200b"], ids=["a run", "with invisible letters between"])
def test_marks_without_end_on_one_letter_are_cut(between: str) -> None:
    said = clean("tiê" + between.join(["\u0301", "\u0323"] * 30_000) + "ng Việt")
    assert len(said) < 60 and said.startswith("ti") and said.endswith("ng Việt")


def test_marks_that_a_letter_needs_are_kept() -> None:
    assert clean("e\u0302\u0323 " * 40) == " ".join(["ệ"] * 40)
