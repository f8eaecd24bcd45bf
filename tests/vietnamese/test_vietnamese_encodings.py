"""Legacy encodings, wrong declarations and damaged bytes."""

import codecs
import shutil
import subprocess
import unicodedata

import pytest

from hub.vietnamese.encodings import decode, repair
from hub.vietnamese.legacy import READINGS, read_tcvn3, read_vni, read_windows_1252

TEXT = "Ủy ban nhân dân tỉnh Khánh Hòa thông báo về việc nghỉ lễ Quốc khánh, quyết định số 12/QĐ-UBND gửi mọi người"
PAGE = f"<html><head><title>Sở Y tế</title>{{meta}}</head><body class='tin'><p>{TEXT}</p></body></html>"
ENGLISH = "The café near Zürich opened in 2010; naïve résumés cost £5 – “déjà vu” and 24/09/2010."


def to_windows_1258(text: str) -> bytes:
    """Tones as combining letters behind their vowels, as Windows wrote them."""
    out = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        out += unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones
    return out.encode("cp1258")


def to_bytes_of(encoding: str, text: str) -> bytes:
    """TCVN3 or VNI bytes, by trying what the reading makes of every one or two bytes."""
    read = READINGS[encoding]
    latin = [chr(code) for code in range(0xA0, 0x100)]
    pairs = [first + second for first in "aeouyôöAEOUYÔÖ" for second in latin] if encoding == "vni" else []
    table = {read(source): source for source in reversed(latin + pairs) if len(read(source)) == 1}
    return "".join(letter if letter.isascii() else table[letter] for letter in text).encode("latin-1")


def body_in(encoding: str, text: str) -> bytes:
    if encoding == "windows-1258":
        return to_windows_1258(text)
    return text.encode() if encoding == "utf-8" else to_bytes_of(encoding, text)


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "iso-8859-1", "windows-1252", "windows-1258", "us-ascii", "nonsense\0"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1258", "tcvn3", "vni"])
def test_text_is_read_in_its_encoding_whatever_it_declares(encoding: str, declared: str | None) -> None:
    text = TEXT.replace("Ủ", "ủ") if encoding == "tcvn3" else TEXT
    found = decode(body_in(encoding, text), declared)
    assert (found.text, found.encoding, found.doubtful) == (text, encoding, False)


@pytest.mark.parametrize(("encoding", "declared", "repaired"), [
    ("utf-8", "utf-8", False), ("utf-8", None, False), ("utf-8", "iso-8859-1", True),
    ("windows-1258", "windows-1258", False), ("windows-1258", "utf-8", True), ("vni", "iso-8859-1", True),
])  # fmt: skip
def test_a_false_declaration_is_told(encoding: str, declared: str | None, repaired: bool) -> None:
    assert decode(body_in(encoding, TEXT), declared).repaired is repaired


@pytest.mark.parametrize("meta", [
    '<meta charset="windows-1258">', "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=windows-1258'>",
])  # fmt: skip
def test_what_the_page_declares_itself_counts_too(meta: str) -> None:
    found = decode(to_windows_1258(PAGE.format(meta=meta)))
    assert found.encoding == "windows-1258"
    assert not found.repaired
    assert TEXT in found.text


def test_an_xml_prolog_counts_too() -> None:
    body = to_windows_1258('<?xml version="1.0" encoding="windows-1258"?><a>Một</a>')
    assert decode(body).text.endswith("<a>Một</a>")


def test_a_font_says_what_the_bytes_are_where_they_are_too_few() -> None:
    assert "Sở" in decode(b'<font face=".VnTime">S\xeb</font>', "iso-8859-1").text
    assert "Sở" in decode(b'<font face="VNI-Times">S\xf4\xfb</font>', "iso-8859-1").text


def test_one_bad_byte_does_not_turn_a_page_to_mojibake() -> None:
    body = TEXT.encode()
    found = decode(body[:20] + b"\xff" + body[20:], "utf-8")
    assert found.encoding == "utf-8"
    assert found.repaired
    assert found.text.replace("\ufffd", "") == TEXT


def test_a_character_cut_in_half_loses_itself_alone() -> None:
    found = decode("中文网站的新闻标题很长".encode() + b"\xe4\xb8", None)
    assert found.encoding == "utf-8"
    assert found.text.startswith("中文网站")


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "utf-8"])
def test_english_stays_as_it_is(declared: str | None) -> None:
    found = decode(ENGLISH.encode("cp1252"), declared)
    assert found.text == ENGLISH
    assert repair(ENGLISH) == ENGLISH


def test_numbers_and_plain_ascii_stay_as_they_are() -> None:
    for text in ("", "2010 0058 3.822.229", "Thong bao ve viec nghi le"):
        found = decode(text.encode(), "iso-8859-1")
        assert (found.text, found.repaired, found.doubtful) == (text, False, False)
        assert repair(text) == text


@pytest.mark.parametrize(("mark", "encoding"), [
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le"), (b"", "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"),
])  # fmt: skip
def test_wide_encodings_are_known_by_their_mark_or_their_nuls(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)).text == TEXT


def test_another_script_is_read_as_it_declares() -> None:
    text = "Новости провинции и объявления"
    assert decode(text.encode("cp1251"), "windows-1251").text == text
    assert decode(to_windows_1258(TEXT), "windows-1251").text == TEXT


@pytest.mark.parametrize("declared", ["rot13", "zlib", "idna", "unicode_escape", "../../etc", "\ud800", "x" * 5000])
def test_a_declaration_cannot_choose_a_codec_that_is_no_charset(declared: str) -> None:
    assert decode(b"a\\u0041 b", declared).text == "a\\u0041 b"


def test_what_fits_nothing_is_kept_and_said_to_be_doubtful() -> None:
    found = decode(b"\xd8\xd9 \xdb\xdc\xde \xdf\xfe\xff q\xb8\xb8 z\xfe\xb5k \xfd\xfd", None)
    assert found.doubtful
    assert found.encoding == "windows-1252"


@pytest.mark.parametrize("encoding", ["windows-1258", "tcvn3", "vni", "utf-8"])
def test_text_that_was_decoded_wrongly_is_repaired(encoding: str) -> None:
    text = TEXT.replace("Ủ", "ủ")
    wrong = read_windows_1252(body_in(encoding, text))
    assert wrong != text
    assert repair(wrong) == text
    assert repair(repair(wrong)) == text
    assert decode(wrong.encode(), "utf-8").text == text


def test_an_old_article_in_a_new_page_is_repaired_by_itself() -> None:
    page = "Trang chủ | Giới thiệu\nTh«ng b¸o vÒ viÖc tuyÓn dông\nBản quyền thuộc về Sở"
    assert repair(page) == "Trang chủ | Giới thiệu\nThông báo về việc tuyển dụng\nBản quyền thuộc về Sở"


def test_known_lines_of_old_fonts() -> None:
    assert read_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert read_vni("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert read_vni("Ñoäc laäp - Töï do - Haïnh phuùc") == "Độc lập - Tự do - Hạnh phúc"


def test_every_letter_survives_a_round_trip() -> None:
    small = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    for letter in small + "ĂÂĐÊÔƠƯ":
        assert READINGS["tcvn3"](to_bytes_of("tcvn3", letter).decode("latin-1")) == letter
    for letter in small + small.upper():
        assert READINGS["vni"](to_bytes_of("vni", letter).decode("latin-1")) == letter
        assert READINGS["windows-1258"](read_windows_1252(to_windows_1258(letter))) == letter


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv on this machine")
def test_tcvn3_agrees_with_the_table_of_the_c_library() -> None:
    for code in range(0xA0, 0x100):
        command = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
        run = subprocess.run(command, input=bytes([code]) + b" ", capture_output=True, check=False)
        if run.returncode:
            pytest.skip("this iconv does not know TCVN5712-1")
        assert read_tcvn3(chr(code)) == run.stdout.decode().rstrip(" ")


def test_a_page_of_old_letters_saved_as_utf8_is_repaired_around_its_scripts() -> None:
    page = "<script>var menu = open(window);" + "x = y;" * 50 + "</script><p>Th«ng b¸o vÒ viÖc tuyÓn dông cña Së</p>"
    found = decode(page.encode(), "utf-8")
    assert "Thông báo về việc tuyển dụng của Sở" in found.text
    assert (found.encoding, found.repaired) == ("tcvn3", True)


def test_a_few_foreign_words_that_happen_to_make_syllables_change_nothing() -> None:
    text = "The Swedish words så and då stand in this English sentence about the province."
    assert repair(text) == text
    assert decode(text.encode()).text == text
