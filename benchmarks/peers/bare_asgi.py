"""No framework: psycopg with prepared statements and binary rows, and orjson."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from benchmarks.speed import sql

Send = Callable[[dict[str, Any]], Awaitable[None]]
PREPARE = {"prepare_threshold": 0, "autocommit": True, "row_factory": dict_row}
pool: Any = AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=8, kwargs=PREPARE, open=False)


async def rows(query: str) -> list[dict[str, Any]]:
    async with pool.connection() as connection, connection.cursor(binary=True) as cursor:
        await cursor.execute(query)
        return await cursor.fetchall()


async def submissions() -> dict[str, Any]:
    count = await rows(sql.LIST_COUNT)
    results = await rows(sql.LIST_ROWS)
    return {"count": count[0]["count"], "next": "?page=2", "previous": None, "results": results}


async def matrix() -> dict[str, Any]:
    keys = (await rows(sql.MATRIX_KEYS))[0]["json_agg"]
    results = await rows(sql.MATRIX_ROWS)
    return {"cycle": sql.CYCLE, "commitments": keys, "count": len(results), "results": results}


ANSWERS = {"/list": submissions, "/matrix": matrix}


async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    body = orjson.dumps(await ANSWERS[scope["path"]]())
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def lifespan(receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    await receive()
    await pool.open(wait=True)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})
