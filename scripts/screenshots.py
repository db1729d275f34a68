"""Takes pictures of each page type: languages × widths, light, dark and print.

Starts its own server on an empty database with the published data and the fictional cycle, and
writes to var/screenshots/. Arguments select pages by name (home, state …).
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var" / "screenshots"
LANGUAGES = {"en": "", "ar": "ar/", "zh": "zh/"}
WIDTHS = {"wide": 1280, "narrow": 390}
PAGES = {
    "home": "",
    "states": "states/?regional_group=african",
    "sign-in": "account/login/",
    "state": "states/KEN/?cycle=2022",
    "state-not-reported": "states/USA/",
    "state-coded": "states/ARG/?cycle=demo",
    "versions": "states/ARG/versions/demo/",
    "indicators": "indicators/",
    "indicator": "indicators/sdg-16-4-2/",
    "contacts": "contacts/",
    "assistance": "cooperation/",
    "regimes": "cooperation/regimes/",
    "projects": "cooperation/projects/?recipient=MLI",
    "requests": "cooperation/requests/",
    "offers": "cooperation/offers/",
    "fund": "cooperation/funds/unscar/",
    "about": "about/",
    "compare": "compare/?state=KEN&state=NOR&group=african&group=europe",
    "plans": "plans/",
    "plan": "plans/demo-roadmap/",
    "targets": "targets/",
    "target": "targets/demo-target/",
    "organisations": "organisations/",
    "organisation": "organisations/recsa/?cycle=2022",
    "cycles": "cycles/",
    "trend-report": "cycles/trend-report/",
    "cycle": "cycles/2022/",
    "cycle-coded": "cycles/demo/",
    "cycle-totals-only": "cycles/2014/",
    "instruments": "instruments/",
    "instrument": "instruments/unroca/",
    "sources": "sources/",
    "source": "sources/sg-2014/",
    "meetings": "meetings/",
    "meeting": "meetings/bms8/",
    "documents": "documents/",
    "document": "documents/bms8/",
    "commitment": "documents/bms8/25/",
    "questionnaires": "questionnaires/",
    "questionnaire": "questionnaires/poa-national-report/1/",
    "question": "questionnaires/poa-national-report/1/demo/national-coordination-body/",
    "coverage": "coverage/",
    "coverage-coded": "coverage/?cycle=demo",
    "search": "search/?q=tracing",
    "search-narrowed": "search/?kind=responses&status=planned",
    "search-nothing": "search/?q=nothing-of-the-kind&status=planned",
    "data": "data/",
    "translations": "data/translations/",
    "embed": "embed/sections/demo/ARG/",
    "embed-map": "embed/map-coverage/demo/",
}


@contextmanager
def server() -> Iterator[str]:
    """The address of a server with the starting data, stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="poa-screenshots-") as folder:
        environment = {**os.environ, "POA_DATA_DIR": folder, "POA_LOG_LEVEL": "ERROR"}
        environment.pop("DATABASE_URL", None)
        for command in (["migrate", "--verbosity", "0"], ["load_facts"], ["load_demo"]):
            manage(*command, environment=environment)
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield ready(f"http://localhost:{port}/")
        finally:
            process.terminate()
            process.wait()


def manage(*command: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        port: int = listener.getsockname()[1]
        return port


def ready(address: str) -> str:
    """``address``, once it answers. Raises OSError if it does not answer within 20 seconds."""
    for _attempt in range(100):
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.2)
        else:
            return address
    raise OSError(f"{address} does not answer")


def take(browser: Browser, address: str, name: str) -> None:
    """All pictures of one page."""
    for language, prefix in LANGUAGES.items():
        url = f"{address}{prefix}{PAGES[name]}"
        for width_name, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                page.goto(url)
                page.screenshot(
                    path=TARGET / f"{name}-{language}-{width_name}-{scheme}.png", full_page=True
                )
                page.close()
        page = browser.new_page()
        page.goto(url)
        page.pdf(path=TARGET / f"{name}-{language}-print.pdf", prefer_css_page_size=True)
        page.close()


def main(names: list[str]) -> int:
    unknown = set(names) - set(PAGES)
    if unknown:
        print(f"No such page: {', '.join(sorted(unknown))}. Known: {', '.join(PAGES)}")
        return 2
    TARGET.mkdir(parents=True, exist_ok=True)
    browsers = ("chromium-headless-shell", "chromium", "google-chrome")
    chromium = next(filter(None, map(which, browsers)), None)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in names or PAGES:
            take(browser, address, name)
            print(name)
        browser.close()
    print(f"Pictures are in {TARGET.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
