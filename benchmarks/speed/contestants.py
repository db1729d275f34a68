"""Who answers: the tracker, the two floors, and the peers; each where its server listens."""

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.peers import datasette_file
from benchmarks.speed.processes import Server, gunicorn, product, uvicorn
from benchmarks.speed.sql import LIST, MATRIX, SCENES, Scene

# The tracker with nothing kept makes each answer for its request; with kept answers, and with those
# while other connections write.
PRODUCT, FLOOR, BARE = "PoA Tracker", "PostgreSQL", "bare ASGI"
KEPT, WRITTEN = "PoA Tracker, unchanged data", "PoA Tracker, ten writes a second"
NOTHING_KEPT = {"POA_KEPT_MB": "0"}
NAIVE, SELECT_RELATED, AGGREGATE = "DRF, naive", "DRF, select_related", "DRF, ORM aggregate"
NINJA, FASTAPI, DATASETTE = "django-ninja", "FastAPI + SQLAlchemy", "Datasette"
PEER_SETTINGS = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings"}


@dataclass(frozen=True)
class Contestant:
    """One that answers a scene: by HTTP at ``url``, or the database itself where it is empty."""

    name: str
    url: str = ""
    server: Server | None = None
    database: bool = True
    # Writes to public data, by others while it is asked.
    writes_a_second: int = 0
    # How its bodies may be compressed: what is made for the request is compared plain.
    takes: str = ""

    def asked(self) -> AbstractContextManager[None]:
        """Within it, a missing answer raises Failed with the name of this contestant."""
        return self.server.asked(self.name) if self.server else nullcontext()


@dataclass(frozen=True)
class Servers:
    """All servers of a run, by what runs in them."""

    product: Server
    kept: Server
    bare: Server
    django: Server
    fastapi: Server
    datasette: Server

    def all(self) -> list[Server]:
        return [self.product, self.kept, self.bare, self.django, self.fastapi, self.datasette]

    def of(self, scene: Scene) -> list[Contestant]:
        """The contestants of one scene; the peers have no HTML pages."""
        product = Contestant(PRODUCT, self.product.url + scene.path, self.product)
        kept = Contestant(KEPT, self.kept.url + scene.path, self.kept, takes="br, gzip")
        found = [Contestant(FLOOR), product, kept]
        if scene not in (LIST, MATRIX):
            return found
        name = scene.name
        found.append(Contestant(BARE, f"{self.bare.url}/{name}", self.bare))
        if scene == LIST:
            found.append(replace(kept, name=WRITTEN, writes_a_second=10))
            found.append(Contestant(NAIVE, f"{self.django.url}/drf-naive/{name}", self.django))
        related = f"{self.django.url}/drf-select-related/{name}"
        file = f"{self.datasette.url}/bench/{name}.json?_shape=objects"
        file += "".join(f"&_json={column}" for column in JSON_COLUMNS[name])
        return [
            *found,
            Contestant(SELECT_RELATED if scene == LIST else AGGREGATE, related, self.django),
            Contestant(NINJA, f"{self.django.url}/ninja/{name}", self.django),
            Contestant(FASTAPI, f"{self.fastapi.url}/{name}", self.fastapi),
            Contestant(DATASETTE, file, self.datasette, database=False),
        ]


JSON_COLUMNS = {"list": ("languages", "attachments", "fallbacks"), "matrix": ()}


def servers(folder: Path) -> Servers:
    """The servers, not yet started; Datasette's file is written into ``folder``."""
    file, metadata = datasette_file.write(folder)
    peers = "benchmarks.peers"
    return Servers(
        product=product(PRODUCT, NOTHING_KEPT),
        kept=product(KEPT),
        bare=Server(BARE, uvicorn(f"{peers}.bare_asgi:app"), {}, "/list"),
        django=Server(
            f"Django peers ({NAIVE}; {SELECT_RELATED}; {NINJA})",
            gunicorn(f"{peers}.wsgi:application"),
            PEER_SETTINGS,
            "/ninja/list",
        ),
        fastapi=Server(FASTAPI, uvicorn(f"{peers}.fastapi_sqlalchemy:app"), {}, "/list"),
        datasette=Server(DATASETTE, datasette(file, metadata), {}, "/-/versions.json"),
    )


def datasette(file: Path, metadata: Path) -> list[str]:
    settings = ["--setting", "sql_time_limit_ms", "30000", "--setting", "num_sql_threads", "4"]
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(file)]
    return [*command, "--metadata", str(metadata), "--port", "{port}", *settings]


__all__ = ["SCENES", "Contestant", "Servers", "servers"]
