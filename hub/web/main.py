"""The server's roof: the application that answers people, feed readers and programs."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from hub.web import api, api_description, feed_routes, guides, health, notice_pages, pages, searching, site_files
from hub.web.guard import Guard
from hub.web.ports import Parts
from hub.web.problems import answer_problems
from hub.web.published import Published

_ROUTERS = (
    health.router,
    api.router,
    api_description.router,
    feed_routes.router,
    site_files.router,
    searching.router,
    notice_pages.router,
    guides.router,
    pages.router,
)


def make_app(parts: Parts) -> ASGIApp:
    """The application over these parts."""
    # a redirect would be made from the Host header, which anybody may write
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.parts = parts
    app.state.published = Published(parts.public / "feeds")
    for router in _ROUTERS:
        app.include_router(router)
    answer_problems(app)
    return Guard(app)
