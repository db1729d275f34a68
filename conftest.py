"""What every test relies on: databases, files, the browser, and no silent skips in CI."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from common import turns
from common.files import own_process
from common.files.reading import sandbox
from testing import remembered
from testing.databases import BARE, FACTS, FILLED, Databases, storage

pytest_plugins = ["testing.browser"]

# Looking through everything for garbage again and again takes a third of the time in which modules
# are imported and tests collected.
gc.set_threshold(100_000, 20, 50)

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NO_CHROMIUM = "Chromium is not installed: apt-get install chromium fonts-noto-core fonts-noto-cjk"
# The browser talks to the test's own server and to nothing else.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IS_CI = os.environ.get("CI", "").lower() == "true"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests are skipped, which CI does not allow. What the database
    has no part in is tried on SQLite alone: what looks at pages as such, reads files, draws; and
    every test that pytest-django refuses the database, since it asked for none.
    Files that take minutes come first: one that is begun last is waited for."""
    in_browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path.name not in LONG, item.path not in in_browser))
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        left_out = [item for item in items if is_the_same_everywhere(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_the_same_everywhere(item)]
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


# The fixtures that lead to a database, whichever others ask for them.
WITH_DATABASE = {"databases", "db", "live_server", "transactional_db"}


def is_the_same_everywhere(item: pytest.Item) -> bool:
    """Whether a test has the same answer on any database: it says so, or can reach none."""
    if item.get_closest_marker("once"):
        return True
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db"):
        return False
    return WITH_DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: looking through them for garbage again and
    again takes a twentieth of the whole run."""
    gc.collect()
    gc.freeze()


# Files that take minutes without a browser.
LONG = {
    "test_as_of.py",
    "test_caching.py",
    "test_deployment.py",
    "test_form_costs.py",
    "test_fuzz.py",
    "test_pages_facts.py",
    "test_pages_queries.py",
    "test_upgrade_from_before.py",
}

# Requests to the API made off its description, in this process and those that it started; and how
# many there must be in a whole run on one database, so that CI tries twice as many.
MADE_UP: pytest.StashKey[int] = pytest.StashKey()
MADE_UP_AT_LEAST = 5_000


# The folder of the databases that those of each process are copied from.
TEMPLATES: pytest.StashKey[Path] = pytest.StashKey()


def worker(config: pytest.Config) -> str:
    """Which process of the run this is; empty for the first, which starts the others."""
    name: str = getattr(config, "workerinput", {}).get("workerid", "")
    return name


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MADE_UP] = 0
    given = getattr(config, "workerinput", {}).get("templates")
    config.stash[TEMPLATES] = Path(given or tempfile.mkdtemp(prefix="poa-databases-"))


def pytest_configure_node(node: Any) -> None:
    """Another process of this run is about to start."""
    node.workerinput["templates"] = str(node.config.stash[TEMPLATES])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not worker(config):
        with config.stash[blocking_manager_key].unblock():
            Databases(config.stash[TEMPLATES], process="").remove_templates()
        shutil.rmtree(config.stash[TEMPLATES])


@pytest.fixture(scope="session")
def count_made_up(pytestconfig: pytest.Config) -> Callable[[], None]:
    """Counts one request that was made up."""

    def count() -> None:
        pytestconfig.stash[MADE_UP] += 1

    return count


def pytest_testnodedown(node: Any) -> None:
    """Another process of this run is done."""
    node.config.stash[MADE_UP] += getattr(node, "workeroutput", {}).get("made_up", 0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Say how much was tried. In CI a skipped test is a failure: what was not run is not known to
    work; so are too few requests made up."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["made_up"] = config.stash[MADE_UP]
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    faults = []
    if IS_CI and reporter and reporter.stats.get("skipped"):
        faults.append("CI=true: skipped tests count as failures.")
    if config.stash[MADE_UP] and reporter:
        reporter.ensure_newline()
        reporter.write_line(f"Requests made off the API's description: {config.stash[MADE_UP]:,}")
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if IS_CI and is_whole and config.stash[MADE_UP] < MADE_UP_AT_LEAST:
        faults.append(f"CI=true: {MADE_UP_AT_LEAST:,} requests must be made up.")
    if faults and reporter and not session.exitstatus:
        reporter.write_line(" ".join(faults), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def databases(
    pytestconfig: pytest.Config, django_test_environment: None, django_db_blocker: Any
) -> Iterator[Databases]:
    """The databases of this process of the run."""
    own = Databases(pytestconfig.stash[TEMPLATES], process=worker(pytestconfig))
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        own.use(BARE)
        # A test that writes for others to see ends with a new copy instead of emptied tables.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: own.renew())
        with django_db_blocker.block():
            yield own
        own.remove()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases) -> None:
    """In place of pytest-django's."""


@pytest.fixture(scope="session", autouse=True)
def unthrottled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No caller's minute runs out: all tests ask from one address, those of other processes on this
    machine too. A test of the limit sets one, with counts of its own."""
    counts = tmp_path_factory.mktemp("counts") / "counts.sqlite3"
    with override_settings(API_RATE=None, API_COUNTS=counts):
        yield


@pytest.fixture(scope="module")
def module_database(
    databases: Databases, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """For records that are made once for all tests of a module, and taken back after the last.
    What a test does to them is taken back after that test."""
    files = override_settings(**storage(tmp_path_factory.mktemp("attachments")))
    with files, django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _kind_of_database(
    request: pytest.FixtureRequest, databases: Databases, django_db_blocker: Any
) -> Iterator[None]:
    """The starting facts, or the filled tables, for a single test marked so; a module asks for
    ``database_of_facts``."""
    kinds = [kind for kind in (FACTS, FILLED) if request.node.get_closest_marker(kind)]
    if not kinds:
        yield
        return
    with django_db_blocker.unblock(), databases.using(kinds[0]):
        yield


@pytest.fixture
def _django_db_helper(_kind_of_database: None, _django_db_helper: None) -> None:
    """The kind of database is chosen before pytest-django begins the test's transaction."""


@pytest.fixture(scope="module")
def database_of_facts(databases: Databases, django_db_blocker: Any) -> Iterator[None]:
    """The real data, for all tests of a module."""
    with django_db_blocker.unblock(), databases.using(FACTS):
        yield


@pytest.fixture(scope="module")
def facts(database_of_facts: None, module_database: None) -> None:
    """The real data, and a transaction around all tests of a module."""


@pytest.fixture(autouse=True)
def quick_and_private(settings: Any, tmp_path: Path) -> None:
    """A password hasher that costs nothing, and attachments in a folder of the test's own; and
    English, whatever the language of the last request before."""
    translation.activate(settings.LANGUAGE_CODE)
    settings.TURNS_DIR = tmp_path / "turns"
    turns.forget_threads()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name, value in storage(tmp_path / "attachments").items():
        setattr(settings, name, value)


@pytest.fixture(scope="session", autouse=True)
def nothing_kept() -> Iterator[None]:
    """Every answer is made anew, so that tests see what making it takes. A module about what is
    kept asks for ``keeping``."""
    with override_settings(KEPT_BYTES=0):
        yield


@pytest.fixture
def keeping(settings: Any) -> Iterator[None]:
    """Public answers are kept, as in a process that has just begun."""
    # It knows records, which are not known yet when this file is read.
    from tracker.kept import kept

    settings.KEPT_BYTES = 8 * 1024 * 1024
    kept.clear()
    yield
    kept.clear()


@pytest.fixture(autouse=True)
def remembered_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is looked into twice. Where that process is what is tested, a module has a fixture
    of this name that does nothing."""
    monkeypatch.setattr(own_process, "run", remembered.run)
    monkeypatch.setattr(sandbox, "_run", remembered.read)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; reached only where a browser test runs."""
    # Playwright keeps an event loop in this thread from here on, beside which Django would
    # refuse the database to all later tests of the process.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": CHROMIUM_ARGUMENTS,
    }
