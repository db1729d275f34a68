"""What every test relies on: databases, files, the browser, and no silent skips in CI."""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.template import RequestContext, Template
from django.test import TransactionTestCase, override_settings
from django.test.utils import instrumented_test_render  # type: ignore[attr-defined]
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from common import turns
from common.files import own_process
from common.files.reading import sandbox
from testing.databases import BARE, FACTS, FILLED, Databases, storage
from testing.remembered import Remembered

pytest_plugins = ["testing.browser"]

# Repeated garbage collection takes a third of the time of importing modules and collecting tests.
gc.set_threshold(100_000, 20, 50)

# Tests provoke tens of thousands of refusals: logging each with its origin takes as long as the
# refusal itself.
logging.getLogger("django.request").setLevel(logging.ERROR)

# The first takes a third less processor time: it draws no window around the page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_CHROMIUM = "Chromium is not installed: apt-get install chromium fonts-noto-core fonts-noto-cjk"
# The browser talks only to the test's own server.
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
    """Without Chromium the browser tests are skipped, which CI does not allow. Tests whose result
    does not depend on the database run only on SQLite: those marked ``once``, and those without
    access to a database. Long files run first, so that nobody waits for them at the end; the first
    of all works while another process makes the databases that all others wait for."""
    in_browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(
        key=lambda item: (
            item.path.name != FIRST,
            item.path.name not in LONG,
            item.path not in in_browser,
        )
    )
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        left_out = [item for item in items if is_the_same_everywhere(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_the_same_everywhere(item)]
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


# The fixtures through which a test can reach a database; ``made`` has those of deployments.
WITH_DATABASE = {"databases", "databases_later", "db", "live_server", "made", "transactional_db"}


def is_the_same_everywhere(item: pytest.Item) -> bool:
    """Whether a test has the same result on any database: it is marked so, or can reach none."""
    if item.get_closest_marker("once"):
        return True
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db"):
        return False
    return WITH_DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_finish() -> None:
    """Modules and collected tests stay until the end: repeated garbage collection over them takes a
    twentieth of the whole run."""
    gc.collect()
    gc.freeze()


# Files that take over twenty seconds of the processor without a browser.
LONG = {
    "test_caching.py",
    "test_coverage_recount.py",
    "test_cursors.py",
    "test_deployment.py",
    "test_fields_and_expansions.py",
    "test_fuzz.py",
    "test_leaks.py",
    "test_lists.py",
    "test_methods.py",
    "test_pages_facts.py",
    "test_reading_forms.py",
    "test_recipes.py",
    "test_requests_visibility.py",
}
# The longest, most of it in processes of its own.
FIRST = "test_upgrade_from_before.py"

# The number of requests generated from the API's description, in this process and those that it
# started; and the least number in a whole run on one database. CI runs on two databases.
MADE_UP: pytest.StashKey[int] = pytest.StashKey()
MADE_UP_AT_LEAST = 5_000


# The folder of the template databases, which each process copies, and of remembered results of
# reading files.
TEMPLATES: pytest.StashKey[Path] = pytest.StashKey()


def worker(config: pytest.Config) -> str:
    """The name of this process of the run; empty for the first, which starts the others."""
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
    """Returns a function that counts one generated request."""

    def count() -> None:
        pytestconfig.stash[MADE_UP] += 1

    return count


def pytest_testnodedown(node: Any) -> None:
    """Another process of this run is done."""
    node.config.stash[MADE_UP] += getattr(node, "workeroutput", {}).get("made_up", 0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Print the number of generated requests. In CI a skipped test is a failure, and so are too few
    generated requests."""
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
        # A test that commits ends with a new copy of the database instead of emptied tables.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: own.renew())
        with django_db_blocker.block():
            yield own
        own.remove()


@pytest.fixture
def databases_later(request: pytest.FixtureRequest) -> Callable[[], Databases]:
    """The same, for a test that does much without them: meanwhile another process makes them."""
    return lambda: request.getfixturevalue("databases")


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases) -> None:
    """Replaces pytest-django's fixture."""


@pytest.fixture(scope="session", autouse=True)
def pages_alone_are_told(django_test_environment: None) -> Iterator[None]:
    """A response of Django's test client keeps only the context of its page, not of each part and
    field of the page: copying all of them takes a third of the time of a page."""

    def render(template: Template, context: Any) -> Any:
        is_page = isinstance(context, RequestContext) and not hasattr(context, "is_told")
        if not is_page:
            return template.nodelist.render(context)
        context.is_told = True
        return instrumented_test_render(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def unthrottled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No limit of requests: all tests ask from one address, also those of other processes on this
    machine. A test of the limit sets one, with its own counts."""
    counts = tmp_path_factory.mktemp("counts") / "counts.sqlite3"
    with override_settings(API_RATE=None, API_COUNTS=counts):
        yield


@pytest.fixture(scope="module")
def module_database(
    databases: Databases, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """For records that are made once for all tests of a module, and rolled back after the last
    test. Each test's own changes are rolled back after that test."""
    files = override_settings(**storage(tmp_path_factory.mktemp("attachments")))
    with files, django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _kind_of_database(
    request: pytest.FixtureRequest, databases: Databases, django_db_blocker: Any
) -> Iterator[None]:
    """The starting facts or the filled tables, for a single test with that mark; a module uses
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
    """A fast password hasher, attachments in the test's own folder, and English, whatever the
    language of the last request."""
    translation.activate(settings.LANGUAGE_CODE)
    settings.TURNS_DIR = tmp_path / "turns"
    turns.forget_threads()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name, value in storage(tmp_path / "attachments").items():
        setattr(settings, name, value)


@pytest.fixture(scope="session", autouse=True)
def nothing_kept() -> Iterator[None]:
    """Every answer is made anew, so that tests measure making it. Tests of kept answers use
    ``keeping``."""
    with override_settings(KEPT_BYTES=0):
        yield


@pytest.fixture
def keeping(settings: Any) -> Iterator[None]:
    """Public answers are kept, as in a fresh process."""
    # Imported here: it imports models, which are not ready when this file is read.
    from tracker.kept import kept

    settings.KEPT_BYTES = 8 * 1024 * 1024
    kept.clear()
    yield
    kept.clear()


@pytest.fixture(autouse=True)
def remembered_answers(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is read twice by the separate process. A module that tests that process overrides
    this fixture with an empty one."""
    remembered = Remembered(pytestconfig.stash[TEMPLATES])
    monkeypatch.setattr(own_process, "run", remembered.run)
    monkeypatch.setattr(sandbox, "_run", remembered.read)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The installed Chromium; used only if a browser test runs."""
    # From here on Playwright keeps an event loop in this thread; otherwise Django would refuse the
    # database to all later tests of the process.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": CHROMIUM_ARGUMENTS,
    }
