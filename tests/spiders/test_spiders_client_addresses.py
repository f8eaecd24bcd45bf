"""One parser decides which host an address means, and one page is one address."""

import ast
import json
from pathlib import Path

import pytest
from ada_url import URL
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spiders.addresses import basic_credentials, canonical_url, host_key, join, origin, web_address, without_userinfo

HOSTILE = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "hostile"
WPT = HOSTILE / "urls_wpt.json"
needs_wpt = pytest.mark.skipif(not WPT.exists(), reason="the WHATWG cases are not beside this checkout")

CANONICAL = {
    "HTTPS://SYT.KhanhHoa.gov.vn:443/Tin#dau": "https://syt.khanhhoa.gov.vn/Tin",
    "http://a.vn": "http://a.vn/",
    "http://a.vn:8080/x": "http://a.vn:8080/x",
    "http://user:pass@a.vn/x": "http://a.vn/x",
    "  http://a.vn/x\n": "http://a.vn/x",
    "http://a.vn/b/../c/./d": "http://a.vn/c/d",
    "http://a.vn/tin tức/Thông báo.pdf": "http://a.vn/tin%20t%E1%BB%A9c/Th%C3%B4ng%20b%C3%A1o.pdf",
    "http://a.vn/tin%20t%e1%bb%a9c/Th%C3%b4ng%20b%c3%a1o.pdf": "http://a.vn/tin%20t%E1%BB%A9c/Th%C3%B4ng%20b%C3%A1o.pdf",
    "http://a.vn/d%e1%bb%8a?x=%zz&y=100%": "http://a.vn/d%E1%BB%8A?x=%zz&y=100%",
    "http://a.vn/?b=2&a=1&b=&&c": "http://a.vn/?b=2&a=1&b=&&c",
    "http://a.vn/x?": "http://a.vn/x",
    "http://a.vn/x?utm_source=zalo&UTM_medium=x&fbclid=1&gclid=2&zarsrc=3": "http://a.vn/x",
    "http://a.vn/-/tin/7?p_auth=x1&p_p_id=101&p_p_state=normal&_101_redirect=%2Ftin&inheritRedirect=true": (
        "http://a.vn/-/tin/7"
    ),
    "http://a.vn/tin?p_p_id=101&_101_cur=2&p_auth=x1": "http://a.vn/tin?p_p_id=101&_101_cur=2",
    "http://a.vn/x?id=7&utm_source=zalo&p=2": "http://a.vn/x?id=7&p=2",
    "http://a.vn/tin.do;jsessionid=0A1B.node1?id=7": "http://a.vn/tin.do?id=7",
    "http://a.vn/a;v=1/b;JSESSIONID=0A;x=2": "http://a.vn/a;v=1/b;x=2",
    "http://a.vn/(S(lit3py55t21z5v55vlm25s55))/tin.aspx": "http://a.vn/tin.aspx",
    "http://a.vn/(X(1)S(lit3py55t21z5v55vlm25s55))/tin.aspx": "http://a.vn/tin.aspx",
    "http://a.vn/(S(lit3py55t21z5v55vlm25s55))": "http://a.vn/",
    "http://a.vn/nghi-quyet-(sua-doi)/x": "http://a.vn/nghi-quyet-(sua-doi)/x",
    "http://a.vn/x?PHPSESSID=4f2a&id=1": "http://a.vn/x?id=1",
    "http://a.vn/x?sid=0123456789abcdef0123456789abcdef&id=1": "http://a.vn/x?id=1",
    "http://a.vn/modules.php?name=News&sid=123": "http://a.vn/modules.php?name=News&sid=123",
    "http://a.vn/tin?id=7&t=1658804544379": "http://a.vn/tin?id=7",
    "http://a.vn/tin?_=1658804544&id=7&rnd=0.7315": "http://a.vn/tin?id=7",
    "http://a.vn/x.asp?ASPSESSIONIDQQ=KJD&id=1": "http://a.vn/x.asp?id=1",
    "http://a.vn/lich?t=5&time=1658804544&v=2": "http://a.vn/lich?t=5&time=1658804544&v=2",
    "http://khánhhòa.vn/": "http://xn--khnhha-qta3l.vn/",
    "http://0x7f.1/": "http://127.0.0.1/",
    "http://[::FFFF:1.2.3.4]/": "http://[::ffff:102:304]/",
    "http://a.vn/x\\y": "http://a.vn/x/y",
    "http://127.0.0.1\\@a.vn/": None,
    "http:\\\\a.vn\\x": None,
    "http://a.vn\\:80/": None,
    "javascript:alert(1)": None,
    "JaVa\tScript:alert(1)": None,
    "data:text/html,x": None,
    "mailto:ubnd@a.vn": None,
    "file:///etc/passwd": None,
    "ftp://a.vn/": None,
    "//a.vn/x": None,
    "/x": None,
    "http://": None,
    "http://a b.vn/": None,
    "http://a.vn:99999/": None,
    "http://a\ud800.vn/": None,
    "": None,
}


@pytest.mark.parametrize("url", CANONICAL, ids=ascii)
def test_a_page_has_one_address(url):
    assert canonical_url(url) == CANONICAL[url]


LINKS = {
    "chi-tiet.aspx?id=7": "https://a.vn/tin/chi-tiet.aspx?id=7",
    "/vb/Công văn 12.pdf": "https://a.vn/vb/C%C3%B4ng%20v%C4%83n%2012.pdf",
    "  ../x\n": "https://a.vn/x",
    "//b.vn/x": "https://b.vn/x",
    "?page=2&utm_source=x": "https://a.vn/tin/?page=2&utm_source=x",
    "#top": "https://a.vn/tin/",
    "": "https://a.vn/tin/",
    "\\vb\\x.pdf": "https://a.vn/vb/x.pdf",
    "HTTP://B.vn/": "http://b.vn/",
    "\\\\evil.test\\x": None,
    "/\\evil.test/": None,
    "javascript:void(0)": None,
    "JavaScript:__doPostBack('x','')": None,
    "vbscript:x": None,
    "data:,x": None,
    "mailto:x@a.vn": None,
    "tel:+84258": None,
    "http://[": None,
}


@pytest.mark.parametrize("href", LINKS, ids=ascii)
def test_a_link_is_joined_as_a_browser_would(href):
    assert join("https://a.vn/tin/", href) == LINKS[href]


def test_a_link_on_no_page_leads_nowhere():
    assert join("about:blank", "x") is None
    assert join("nonsense", "x") is None


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("htp:/\\?#&=;.%()[]@SsidAjeon 1áổ\t").map(lambda tail: f"http://a.vn/{tail}")))
@example("http://a.vn/.;jsessionid=1/b")
@example("http://a.vn/(S(a(S(b))c))/x")
@example("http://a.vn/%%34%31?%%aa")
@example("http://a.vn/;jsess;jsessionid=1/ionid=2")
def test_the_canonical_form_is_its_own(url):
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@settings(deadline=None)
@given(st.text(), st.text())
def test_nothing_makes_a_link_raise(base, href):
    join(base, href)
    join("http://a.vn/x/", href)
    without_userinfo(href)
    host_key(href)


@settings(deadline=None)
@given(st.text("áàảãạăắằẳẵặâấầẩẫậđêộờỹ Đ", max_size=20))
def test_letters_and_their_escapes_are_one_address(name):
    escaped = "".join(f"%{byte:02x}" for byte in name.encode())
    assert canonical_url(f"http://a.vn/{name}/x?q={name}&r") == canonical_url(f"http://a.vn/{escaped}/x?q={escaped}&r")


def test_hosts_are_told_apart_by_port_and_origins_by_scheme():
    assert host_key("http://A.vn/x") == host_key("http://a.vn:80") == "a.vn:80"
    assert host_key("https://a.vn/") == "a.vn:443"
    assert host_key("http://[::1]:8080/") == "[::1]:8080"
    assert host_key("mailto:x") == ""
    assert origin("https://a.vn:443/x") == "https://a.vn" != origin("http://a.vn/")


def test_a_password_in_an_address_becomes_a_header_and_is_shown_nowhere():
    assert basic_credentials("http://d%C6%B0:m%40t@a.vn/") == "Basic ZMawOm1AdA=="
    assert basic_credentials("http://a.vn/") is None
    assert web_address("http://du:mat@a.vn/x") == "http://a.vn/x"
    for broken in ("http://du:mat@[/x", "http://du:mat@a b/", "http://du:mat@a.vn\\@b/"):
        assert "mat" not in without_userinfo(broken)


def wpt_cases():
    cases = json.loads(WPT.read_text("utf-8")) if WPT.exists() else []
    return [case for case in cases if isinstance(case, dict)]


@pytest.mark.shared
@needs_wpt
def test_the_host_is_the_one_browsers_see():
    wrong = []
    for case in wpt_cases():
        got = web_address(case["input"], case["base"])
        fits = case.get("protocol") in ("http:", "https:") and not case.get("failure")
        refused = got is None and "\\" in case["input"]  # a backslash that decides the host: no is always safe
        if not refused and (got and URL(got).host) != (case["host"] if fits else None):
            wrong.append((case["input"], got))
    assert not wrong


@pytest.mark.shared
@needs_wpt
def test_canonical_forms_of_all_cases_are_stable():
    forms = [form for case in wpt_cases() if (form := canonical_url(case["input"]))]
    assert len(forms) > 150
    assert [canonical_url(form) for form in forms] == forms


SPIDERS = Path(__file__).parents[2] / "spiders"
FOR_TEXT_ALONE = {"quote", "unquote", "unquote_to_bytes", "urldefrag", "urlencode"}  # none of them looks for a host


def test_no_other_parser_decides_where_a_connection_goes():
    taken: dict[str, set[str]] = {}
    for file in SPIDERS.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                taken.setdefault(str(node.module), set()).update(f"{file.stem}.{name.name}" for name in node.names)
            elif isinstance(node, ast.Import):
                taken.setdefault("import", set()).update(name.name for name in node.names)
    assert {name.partition(".")[2] for name in taken.get("urllib.parse", set())} <= FOR_TEXT_ALONE
    assert taken["yarl"] == {"wire.URL"}  # aiohttp wants one; it is compared with ada's host before it is used
    assert taken["ada_url"] == {"addresses.URL"}
    assert not {name for name in taken["import"] if name.startswith(("urllib", "yarl", "ada_url"))}
