"""Small PDFs, with a text layer or as a scan; the same input gives the same bytes.

No viewer is sure to have a font with Vietnamese letters, and bundling one would outweigh the demo. So every letter is
a small drawing (a Type 3 font): the base letter of Times, which all viewers have, with its marks drawn over it. A map
to Unicode makes the text readable for programs.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import normalize

_WIDTH, _HEIGHT, _MARGIN, _SIZE, _LEADING = 595, 842, 72, 12, 18
_LINES = (_HEIGHT - 2 * _MARGIN) // _LEADING
_FREE_CODES = (*range(128, 256), *range(1, 32))

# Advance widths of Times for the letters from space to tilde, in thousandths (Adobe's core metrics).
_WIDTHS = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
)  # fmt: skip

_SMALL, _CAPITAL, _STACK = 470, 680, 130
"""Where a mark begins over a small and a capital letter, and how much higher the second mark stands."""

_BAR, _DOT_BELOW = "-", "\u0323"
# Each mark as a path around the middle of the letter, at its top (the dot and the bar: at the base line).
_TONES = {
    "\u0300": "30 30 m -60 150 l",
    "\u0301": "-30 30 m 60 150 l",
    "\u0303": "-120 70 m -80 160 -30 130 0 105 c 30 80 80 60 120 150 c",
    "\u0309": "-50 150 m -20 200 70 180 50 120 c 40 90 0 80 0 30 c",
}
_SHAPES = {"\u0302": "-120 30 m 0 130 l 120 30 l", "\u0306": "-110 140 m -90 20 90 20 110 140 c"}
_HORN = {"o": "150 -40 m 240 0 260 60 200 120 c", "u": "170 -60 m 260 -40 290 40 240 110 c"}
_DOT = "0 -140 m 0 -140 l"
_STRUCK = {"d": "20 590 m 240 590 l", "D": "-350 340 m -20 340 l"}


def text_pdf(text: str) -> bytes:
    """A PDF whose text can be copied and searched; lines of the text begin new lines."""
    lines = [line for paragraph in text.split("\n") for line in _wrap(paragraph)]
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    codes = _codes(text)
    glyphs = [_stream(_glyph(letter)) for letter in codes]
    first = 6 + len(glyphs)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _font(codes),
        _stream(_to_unicode(codes)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman "
        b"/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /dotlessi] >> >>",
        *glyphs,
    ]
    for n, page in enumerate(pages):
        objects += [_page(first + 2 * n + 1), _stream(_content(page, codes))]
    return _document(objects)


def scan_pdf(picture: bytes) -> bytes:
    """A PDF of one grey picture (PNG), as a scanner makes it; a PNG's rows are packed as PDF wants them."""
    width, height, depth = (int.from_bytes(picture[at : at + size]) for at, size in ((16, 4), (20, 4), (24, 1)))
    head = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray "
        f"/BitsPerComponent {depth} /DecodeParms "
        f"<< /Predictor 15 /Colors 1 /BitsPerComponent {depth} /Columns {width} >>"
    )
    box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Resources << /XObject << /Im 4 0 R >> >>"
    return _document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R {box} /Contents 5 0 R >>".encode(),
            _packed(b"".join(_picture_data(picture)), head),
            _stream(f"q {_WIDTH} 0 0 {_HEIGHT} 0 0 cm /Im Do Q"),
        ]
    )


def _picture_data(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + size]
        at += size + 12


# --- letters -------------------------------------------------------------------------------


def _parts(letter: str) -> tuple[str, str]:
    """The base letter and its marks; the stroke of đ counts as one."""
    if letter in "đĐ":
        return ("d" if letter == "đ" else "D"), _BAR
    spread = normalize("NFD", letter)
    return spread[0], spread[1:]


def _width(letter: str) -> int:
    base, _ = _parts(letter)
    return _WIDTHS[ord(base) - 32] if " " <= base <= "~" else 500


def _glyph(letter: str) -> str:
    """How a letter is drawn, in thousandths of its size."""
    base, marks = _parts(letter)
    width = _width(letter)
    shown = b"\x01" if base == "i" and marks not in ("", _DOT_BELOW) else base.encode("cp1252", "replace")
    strokes = "".join(f"q 1 0 0 1 {width // 2} {height} cm {path} S Q " for path, height in _strokes(base, marks))
    return f"{width} 0 d0 BT /T 1000 Tf <{shown.hex()}> Tj ET 48 w 1 J 1 j {strokes}"


def _strokes(base: str, marks: str) -> Iterator[tuple[str, int]]:
    """The path of each mark and the height at which it is drawn."""
    top = _CAPITAL if base.isupper() else _SMALL
    shaped = any(mark in _SHAPES for mark in marks)
    for mark in marks:
        if mark in _SHAPES:
            yield _SHAPES[mark], top
        elif mark in _TONES:
            yield _TONES[mark], top + (_STACK if shaped else 0)
        elif mark == "\u031b":
            yield _HORN[base.lower()], top
        else:
            yield (_STRUCK[base], 0) if mark == _BAR else (_DOT, 0)


def _codes(text: str) -> dict[str, int]:
    """A one-byte code for every letter; ASCII keeps its own."""
    letters = sorted(set(text) - {"\n"})
    plain = {letter: ord(letter) for letter in letters if " " <= letter <= "~"}
    others = (letter for letter in letters if letter not in plain)
    return plain | dict(zip(others, _FREE_CODES, strict=False))


def _font(codes: dict[str, int]) -> bytes:
    widths = {code: _width(letter) for letter, code in codes.items()}
    names = " ".join(f"{code} /g{code}" for code in codes.values())
    drawings = " ".join(f"/g{code} {6 + n} 0 R" for n, code in enumerate(codes.values()))
    return (
        "<< /Type /Font /Subtype /Type3 /FontBBox [-100 -250 1100 1100] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/FirstChar 0 /LastChar 255 /Widths [{' '.join(str(widths.get(code, 0)) for code in range(256))}] "
        f"/Encoding << /Type /Encoding /Differences [{names}] >> /CharProcs << {drawings} >> /ToUnicode 4 0 R "
        "/Resources << /Font << /T 5 0 R >> >> >>"
    ).encode()


def _to_unicode(codes: dict[str, int]) -> str:
    pairs = [f"<{code:02X}> <{ord(letter):04X}>" for letter, code in codes.items()]
    blocks = (pairs[at : at + 100] for at in range(0, len(pairs), 100))
    ranges = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sample def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{ranges}\nendcmap end end"
    )


# --- pages ---------------------------------------------------------------------------------


def _wrap(paragraph: str) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}".strip()
        if sum(map(_width, longer)) * _SIZE / 1000 > _WIDTH - 2 * _MARGIN:
            yield line
            longer = word
        line = longer
    yield line


def _page(content: int) -> bytes:
    box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Resources << /Font << /F1 3 0 R >> >>"
    return f"<< /Type /Page /Parent 2 0 R {box} /Contents {content} 0 R >>".encode()


def _content(lines: Sequence[str], codes: dict[str, int]) -> str:
    shown = "".join(f"<{bytes(codes[letter] for letter in line).hex()}> Tj T*\n" for line in lines)
    return f"BT /F1 {_SIZE} Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td\n{shown}ET"


def _stream(text: str) -> bytes:
    return _packed(zlib.compress(text.encode("ascii")))


def _packed(data: bytes, head: str = "") -> bytes:
    return f"<< {head} /Filter /FlateDecode /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _document(objects: Iterable[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, count = len(out), len(offsets) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, table)
    return bytes(out)
