"""Around a notice: two versions compared, a document that many cite, words in former versions. CPU of one core.

    python -m benchmarks.around

Texts of 200 KB that are hard to compare; a decree cited by 50,000 notices; one answer of the search
over versions, which reads as much as an answer may cost; documents read in what ordinary notices
say, a second. The last line is PASS or FAIL.
"""

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hub.records import Agency, DocumentKey, Notice, Reference, Source
from hub.store.store import Store
from hub.vietnamese.compare import compared
from hub.web.appearances import phrase_of
from hub.web.documents import gather_document
from hub.web.version_pages import look
from hub.worker.citing import references_of

NOW = datetime(2010, 9, 24, tzinfo=UTC)
LETTERS, CITING, EDITED = 200_000, 50_000, 500
COMPARED, GATHERED, LOOKED = 3.0, 0.2, 0.6
DECREE = DocumentKey("116-nd-cp", "", 2021, "chinh-phu")
RELATIONS = ("basis", "cites", "carries_out", "guides")
PREAMBLE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"
    "Căn cứ Nghị định số 116/2021/NĐ-CP ngày 21/12/2021 của Chính phủ;\n"
    "Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số 5/TTr-SYT ngày 1/2/2022.\n"
)


def main() -> int:
    """0 when every figure is reached, 1 when not."""
    reached = [_comparisons()]
    with TemporaryDirectory() as folder:
        store = _filled(Path(folder))
        reached += [
            _told("a decree cited by 50,000 notices, gathered", GATHERED, lambda: gather_document(store, DECREE))
        ]
        reached += [_told("one answer over versions", LOOKED, lambda: look(store.versions, phrase_of("không đâu có")))]
        store.close()
    began, one = time.process_time(), _notice(0, PREAMBLE + "Nội dung của thông báo. " * 50)
    for _ in range(500):
        references_of(one, ())
    print(f"references of an ordinary notice: {500 / (time.process_time() - began):,.0f} notices a second")
    print("PASS" if all(reached) else "FAIL")
    return 0 if all(reached) else 1


def _comparisons() -> bool:
    pairs = _pairs(Random(7))
    reached = [_told(f"compared, {name}", COMPARED, lambda pair=pair: compared(*pair)) for name, pair in pairs.items()]
    return all(reached)


def _pairs(random: Random) -> Mapping[str, tuple[str, str]]:
    many, few = [f"từ{n}" for n in range(3000)], ["và", "của", "các"]

    def text(words: list[str], ends: str = "\n") -> str:
        lines = (" ".join(random.choice(words) for _ in range(60)) for _ in range(LETTERS // 240))
        return ends.join(lines)[:LETTERS]

    base = text(many)
    shuffled = base.split("\n")
    random.shuffle(shuffled)
    return {
        "a few words changed": (base, base.replace("từ77 ", "khác ")),
        "nothing in common but words": (base, text(many)),
        "paragraphs in another order": (base, "\n".join(shuffled)),
        "three words over and over": (text(few), text(few)),
        "the same on one line": (text(few, " "), text(few, " ")),
        "new words between old ones": (_laced(few, 1), _laced(few, 2)),
        "a b against b a": ("a b " * (LETTERS // 4), "b a a " * (LETTERS // 6)),
    }


def _laced(words: list[str], seed: int) -> str:
    """Anchors that both have, and between them nothing in the same order."""
    random = Random(seed)
    parts = (f"neo{n} " + " ".join(random.choice(words) for _ in range(60)) for n in range(LETTERS // 220))
    return " ".join(parts)[:LETTERS]


def _told(name: str, most: float, work: Callable[[], object]) -> bool:
    began = time.process_time()
    work()
    seconds = time.process_time() - began
    print(f"{name}: {seconds:.2f} s (<= {most})")
    return seconds <= most


def _filled(folder: Path) -> Store:
    store = Store(f"sqlite:///{folder}/hub.db", folder)
    store.migrate()
    store.sources.save_agency(Agency("ubnd", "Ủy ban nhân dân tỉnh"))
    store.sources.save_source(Source("ubnd", "ubnd", "https://ubnd.example/"))
    for start in range(0, CITING, 5000):
        with store.writing() as writer:
            for n in range(start, start + 5000):
                writer.add_notice(_notice(n, ""), [f"https://ubnd.example/{n}"])
    for start in range(0, CITING, 500):
        store.references.save({_id(n): [_citation(n)] for n in range(start, start + 500)})
    with store.writing() as writer:
        for n in range(EDITED):
            writer.edit_notice(_notice(n, "Nội dung đã sửa. " * 500), ("text",), NOW + timedelta(hours=n))
    return store


def _id(n: int) -> str:
    return f"n{n:07d}"


def _notice(n: int, text: str) -> Notice:
    at = NOW + timedelta(minutes=n)
    url = f"https://ubnd.example/{n}"
    return Notice(_id(n), "ubnd", "ubnd", url, f"Thông báo {n}", at, at, at, "minute", "feed", text=text)


def _citation(n: int) -> Reference:
    return Reference(_id(n), "116/2021/NĐ-CP", DECREE, RELATIONS[n % len(RELATIONS)])


if __name__ == "__main__":
    sys.exit(main())
