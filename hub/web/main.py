"""The server's roof: the application that answers people, feed readers and programs."""

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from hub.web import (
    agency_pages,
    api,
    api_correcting,
    api_description,
    api_documents,
    api_incidents,
    api_operating,
    archive_pages,
    completeness,
    console,
    console_audit,
    console_deadlines,
    console_errands,
    console_incidents,
    console_lists,
    console_notice,
    console_source,
    console_topics,
    document_pages,
    evidence_routes,
    export_routes,
    feed_routes,
    guides,
    health,
    locality_pages,
    metrics,
    notice_pages,
    pages,
    scorecards,
    searching,
    signing_in,
    site_files,
    subscribing,
    topic_pages,
    version_pages,
    websub_routes,
)
from hub.web.allowances import Allowances, AtOnce
from hub.web.door import Door
from hub.web.front import Front
from hub.web.guard import Guard
from hub.web.kept_pages import KeptPages
from hub.web.keys import operators_of
from hub.web.months import MonthCounts
from hub.web.ports import Parts
from hub.web.problems import answer_problems
from hub.web.published import Published

ROUTERS = (
    health.router,
    metrics.router,
    api.router,
    api_documents.router,
    api_incidents.router,
    completeness.router,
    scorecards.router,
    api_operating.router,
    api_correcting.router,
    api_description.router,
    evidence_routes.router,
    export_routes.router,
    feed_routes.router,
    site_files.router,
    searching.router,
    notice_pages.router,
    version_pages.router,
    document_pages.router,
    guides.router,
    subscribing.router,
    locality_pages.router,
    agency_pages.router,
    archive_pages.router,
    topic_pages.router,
    pages.router,
    signing_in.router,
    console.router,
    console_audit.router,
    console_deadlines.router,
    console_errands.router,
    console_incidents.router,
    console_lists.router,
    console_notice.router,
    console_source.router,
    console_topics.router,
    websub_routes.router,
)


def make_app(parts: Parts, allowances: Allowances | None = None) -> Front:
    """The application over these parts; `allowances` say how much one client may ask for."""
    # a redirect would be made from the Host header, which anybody may write
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.parts = parts
    app.state.exports = AtOnce()
    app.state.months = MonthCounts()
    for router in ROUTERS:
        app.include_router(router)
    answer_problems(app)
    base_url, operator_of = parts.settings.base_url, operators_of(parts)
    app.add_middleware(Door, base_url=base_url, allowances=allowances or Allowances(), operator_of=operator_of)
    if proxies := list(parts.settings.trusted_proxies):  # before the door, which counts by client
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
    pages = KeptPages(Guard(app), parts.store.commits, parts.clock)
    return Front(pages, Published(parts.public / "feeds", base_url))
