"""The web server: webhooks, the review page, in development the simulator.

`uvicorn bot.app:create_app --factory` runs it.
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from bot import auth, card_pages, look, pages, parcels, public, readiness, review, simulator, webhooks
from bot.access_log import hide_links
from bot.headers import Guarded
from channels import registry
from crm_core.crm import Clock, send_only_through, utc_now


def create_app(clock: Clock = utc_now) -> FastAPI:
    """The application. `clock`: the time its pages go by (tests set it)."""
    hide_links()
    send_only_through(registry.opened(webhooks.channels))
    app = FastAPI(title="Herring", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.clock = clock
    app.state.login_attempts = auth.Attempts()
    for part in (readiness, card_pages, look, parcels, webhooks, public, auth, review, simulator):
        app.include_router(part.router)
    app.mount("/static", pages.Static(), name="static")
    app.add_api_route("/", _home, include_in_schema=False)
    pages.add_errors(app)
    app.add_middleware(Guarded)
    return app


def _home() -> RedirectResponse:
    return RedirectResponse("/review", 303)
