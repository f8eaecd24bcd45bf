"""Whether the server lives, and whether it can answer: for supervisors and balancers."""

from collections.abc import Callable

import orjson
from fastapi import APIRouter, Response

from hub.web.show import api_moment
from hub.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def healthz(visit: Here) -> Response:
    """That it lives, with the settings that weaken a guard or the clock, so that nobody forgets one."""
    settings = visit.parts.settings
    return _json({
        "status": "ok",
        "now": api_moment(visit.now),
        "settings": {
            "base_url": settings.base_url,
            "allow_networks": list(settings.allow_networks),
            "clock": settings.clock or None,
        },
    })  # fmt: skip


@router.get("/readyz")
def readyz(visit: Here) -> Response:
    """Whether store and index answer; 503 names the one that does not."""
    checks = {name: _works(check) for name, check in _checks(visit).items()}
    ready = all(checks.values())
    return _json({"status": "ready" if ready else "not ready", "checks": checks}, 200 if ready else 503)


def _checks(visit: Visit) -> dict[str, Callable[[], int]]:
    return {"store": visit.parts.store.changes.newest, "index": visit.parts.index.count}


def _works(check: Callable[[], int]) -> bool:
    try:
        check()
    except Exception:  # whatever it is, the answer is that it does not work
        return False
    return True


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, {"Cache-Control": "no-store"}, "application/json")
