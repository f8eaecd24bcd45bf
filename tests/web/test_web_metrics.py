"""The figures for monitoring."""

import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from hub.records import Source

LABEL = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE_LINE = re.compile(rf"[a-z_]+(?:\{{{LABEL}(?:,{LABEL})*\}})? -?\d+(?:\.\d+)?(?:e[+-]\d+)?")


def test_the_figures_are_those_of_the_hub(visitor: Any) -> None:
    answer = visitor.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    for line in (
        'daumoi_sources{state="failing"} 1',
        'daumoi_sources{state="paused"} 1',
        'daumoi_notices{withdrawn="false"} 39',
        'daumoi_notices{withdrawn="true"} 1',
        'daumoi_files{state="no_text",reason="scan"} 2',
        "daumoi_changes_total 40",
        'daumoi_consumer_lag_changes{consumer="index"} 0',
        'daumoi_consumer_lag_changes{consumer="publish"} 3',
        'daumoi_consumer_lag_changes{consumer="references"} 0',
        'daumoi_consumer_lag_changes{consumer="places"} 0',
        'daumoi_source_last_ok_age_seconds{source="ubnd-van-ban"} 180',
        'daumoi_source_lag_notices{source="ubnd-van-ban",le="60"} 2',
        'daumoi_source_lag_notices{source="ubnd-van-ban",le="300"} 2',
        'daumoi_source_lag_notices{source="ubnd-van-ban",le="900"} 3',
        'daumoi_source_lag_notices{source="ubnd-van-ban",le="604800"} 3',
        'daumoi_source_lag_notices{source="ubnd-van-ban",le="+Inf"} 4',
    ):
        assert line in lines


def test_of_each_active_source_the_visits_the_delays_and_the_error_are_told(visitor: Any) -> None:
    lines = visitor.get("/metrics").text.splitlines()
    told = {line.partition("{")[0] for line in lines if line.startswith("daumoi_source_")}
    assert told == {
        f"daumoi_source_{name}"
        for name in (
            "last_ok_age_seconds", "last_try_age_seconds", "due_late_seconds", "visits_total", "failures",
            "notices_total", "error", "lag_notices",
        )
    }  # fmt: skip
    failing = [line for line in lines if line.startswith("daumoi_source_error{")]
    assert [re.search('code="(.*)"} 1', line)[1] for line in failing] == ["connect_timeout", "layout_changed"]  # type: ignore[index]
    assert not [line for line in lines if 'source="vinhhai' in line]  # it is paused


def test_every_figure_has_a_type_and_a_meaning(visitor: Any) -> None:
    lines = visitor.get("/metrics").text.splitlines()
    typed = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    explained = [line.split()[2] for line in lines if line.startswith("# HELP ")]
    assert typed == explained
    for line in lines:
        if not line.startswith("# "):
            assert SAMPLE_LINE.fullmatch(line)
            assert re.split(r"[{ ]", line)[0] in typed


def test_a_source_with_a_strange_name_breaks_no_line(visitor_of: Any, sample: ModuleType, tmp_path: Path) -> None:
    source = replace(sample.SOURCES[0], slug='a"\\\n# HELP x y')
    parts = sample.sample_parts(tmp_path, catalogue=sample.Catalogue(sources=[Source("s", "ubnd", ""), source]))
    for line in visitor_of(parts).get("/metrics").text.splitlines():
        assert line.startswith("# ") or SAMPLE_LINE.fullmatch(line), line


def test_there_are_no_figures_where_the_operator_wants_none(
    visitor_of: Any, sample: ModuleType, tmp_path: Path
) -> None:
    parts = sample.sample_parts(tmp_path)
    parts.settings = parts.settings.model_copy(update={"metrics": False})
    assert visitor_of(parts).get("/metrics").status_code == 404
