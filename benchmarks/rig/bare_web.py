"""The floor of the front door: a FastAPI route that puts one row into the same database and answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy import create_engine, text

from crm_core.config import settings
from crm_core.db import driver_url

INSERT = text("INSERT INTO public.bare (body) VALUES (:body)")
TABLE = (
    "CREATE TABLE IF NOT EXISTS public.bare "
    "(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text, received_at timestamptz DEFAULT now())",
    "GRANT INSERT ON public.bare TO PUBLIC",
)


async def raw_body(request: Request) -> bytes:
    return await request.body()


def create_app() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # As ours: every connection that was made is kept, and statements that a pooler could not keep are not prepared.
    engine = create_engine(
        driver_url(settings().database_url),
        pool_size=20,
        max_overflow=0,
        connect_args={"prepare_threshold": None},
    )

    @app.post("/bare")
    def receive(body: Annotated[bytes, Depends(raw_body)]) -> Response:
        with engine.begin() as connection:
            connection.execute(INSERT, {"body": body.decode()})
        return Response(status_code=204)

    return app
