"""The same in Chromium, which reads HTML as browsers do, with a wire to trip over.

A page trips the wire when it opens a dialog, raises an error, prints to the console (a broken security policy
prints too), asks for anything but pictures and our own files, or when the elements that Chromium made of it
could run something. Fragments are shown as a careless reader would: each a document of its own, no policy.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import uvicorn

from hub.web.front import Front
from hub.web.wire import server_config

SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
FRAMES = 60
# whatever a payload calls to show that it ran
TRIPWIRE = """(() => {
  const trip = (name) => (...given) => { console.error(`TRIPPED ${name} ${given}`); };
  for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch", "write", "tripped"]) {
    window[name] = trip(name);
  }
  document.write = document.writeln = trip("document.write");
  XMLHttpRequest.prototype.open = trip("XMLHttpRequest");
  navigator.sendBeacon = trip("sendBeacon");
})()"""
# what Chromium made of it: everything risky but what our pages have, and every address that runs when followed
LOOK = """(ours) => {
  const risky = new Set(RISKY);
  const bad = (scheme) => scheme && !["http", "https", "mailto", "tel", "about"].includes(scheme.toLowerCase());
  const faults = (document, own) => {
    const found = [];
    for (const e of document.querySelectorAll("*")) {
      if (risky.has(e.localName.split(":").pop()) && !own.has(e)) found.push(e.outerHTML.slice(0, 100));
      for (const {name, value} of e.attributes) {
        const runs = /^on|^style$|^srcdoc$|^formaction$|^http-equiv$|^background$|^ping$/i.test(name);
        const leads = /(^|:)(href|src|action|data|cite|longdesc|poster)$/i.test(name);
        const written = leads ? /^([a-z][a-z0-9+.-]*):/i.exec(value.replace(/[\\t\\r\\n]/g, "").trim()) : null;
        const followed = leads && e.protocol !== undefined ? e.protocol.replace(":", "") : "";
        if (runs || bad(written && written[1]) || bad(followed)) found.push(`${e.localName} ${name}=${value}`);
      }
    }
    return found;
  };
  if (ours) return faults(document, new Set(document.querySelectorAll(ours)));
  return [...document.querySelectorAll("body > iframe")].flatMap(
    (frame) => frame.contentDocument ? faults(frame.contentDocument, new Set()) : ["a frame that went elsewhere"]);
}"""
OURS = ", ".join((
    "head > title", "head > meta:not([http-equiv])", "head > link", 'script[src^="/static/hub.js?"]',
    'form[action="/search"]', 'form[action="/search"] input', 'form[action="/search"] button', "svg.icon", "svg.mark",
    "svg.strip", "svg.bars", "svg.share", 'form[action^="/places"]', 'form[action^="/places"] :is(input, button)',
    'form[action="/subscribe"]', 'form[action="/subscribe"] :is(input, button)',
))  # fmt: skip
# the script of ours is loaded from ours and nothing else may be asked for
HARMLESS_KINDS = frozenset({"document", "stylesheet", "image", "media", "other"})


class Tripwire:
    """A window of Chromium, and everything that happened in it that should not have."""

    def __init__(self, window: Any, risky: Sequence[str]) -> None:
        self.tripped: list[str] = []
        self.shown = 0
        self._window = window
        self._look = LOOK.replace("RISKY", str(sorted(risky)))
        self._where = ""
        window.add_init_script(TRIPWIRE)
        window.on("console", lambda message: self._heard(message.type, message.text))
        window.on("pageerror", lambda error: self._trip(f"error {error}"))
        window.on("dialog", self._spoken_to)
        window.on("request", lambda request: self._asked(request.resource_type, request.url))

    def open(self, url: str) -> None:
        """Look at a page of ours."""
        self._where = url
        self._window.goto(url)
        self._judge(OURS)
        self.shown += 1

    def show(self, fragments: Sequence[str], where: str) -> None:
        """Look at fragments as a reader without any care would show them."""
        self._where = where
        for n in range(0, len(fragments), FRAMES):
            part = fragments[n : n + FRAMES]
            self._window.set_content("".join(f'<iframe srcdoc="{escape(fragment)}"></iframe>' for fragment in part))
            self._judge("")
            self.shown += len(part)

    def _judge(self, ours: str) -> None:
        for fault in self._window.evaluate(self._look, ours):
            self._trip(fault)

    def _spoken_to(self, dialog: Any) -> None:
        self._trip(f"dialog {dialog.message}")
        dialog.dismiss()

    def _heard(self, kind: str, text: str) -> None:
        # pictures that are not there, and pages that are not, are no harm
        if kind in ("error", "warning", "assert") and not text.startswith("Failed to load resource"):
            self._trip(f"console {text}")

    def _asked(self, kind: str, url: str) -> None:
        is_ours = kind == "script" and "/static/hub.js?" in url
        if "canary" in url or not (is_ours or kind in HARMLESS_KINDS):
            self._trip(f"request {kind} {url}")

    def _trip(self, what: str) -> None:
        self.tripped.append(f"{self._where}: {what}"[:300])


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser that reaches nothing but this machine; SystemExit where there is none."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        raise SystemExit("there is no Chromium here; name one in CHROMIUM")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield browser
        browser.close()


@contextmanager
def served(front: Front) -> Iterator[str]:
    """The address of the application while it is being served."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(server_config(front))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
