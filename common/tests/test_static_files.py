"""The static files of a deployment: compressed once, under the names that pages link to."""

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from whitenoise.compress import Compressor  # type: ignore[import-untyped]

from common.files.static_files import StaticFiles

STYLE, PICTURE = b"body { color: black } " * 100, b"\x89PNG" + bytes(100)
Start = Callable[[], None]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Do what a start does with the files that are collected already."""
    (tmp_path / "page.css").write_bytes(STYLE)
    (tmp_path / "page.png").write_bytes(PICTURE)

    def start() -> None:
        storage = StaticFiles(location=tmp_path, base_url="/static/")
        paths = {name: (storage, name) for name in ("page.css", "page.png")}
        for _name, _hashed, processed in storage.post_process(paths):
            assert processed in (True, False)

    return start


@pytest.fixture
def compressed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was compressed with Brotli, in order."""
    seen: list[bytes] = []

    def compress(data: bytes) -> bytes:
        seen.append(data)
        return brotli.compress(data)

    monkeypatch.setattr(Compressor, "compress_brotli", staticmethod(compress))
    return seen


def test_a_file_is_compressed_under_the_name_that_pages_link_to(
    start: Start, tmp_path: Path
) -> None:
    start()
    [style] = tmp_path.glob("page.*.css")
    assert brotli.decompress(Path(f"{style}.br").read_bytes()) == STYLE
    assert gzip.decompress(Path(f"{style}.gz").read_bytes()) == STYLE
    [picture] = tmp_path.glob("page.*.png")
    assert {path.name for path in tmp_path.iterdir()} == {
        *("page.css", "page.png", "staticfiles.json", picture.name),
        *(style.name, f"{style.name}.br", f"{style.name}.gz"),
    }


def test_what_an_earlier_release_compressed_under_the_other_name_goes(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "page.css.br").write_bytes(brotli.compress(b"body { color: red }"))
    start()
    assert not (tmp_path / "page.css.br").exists()


def test_another_start_compresses_nothing(
    start: Start, compressed: list[bytes], tmp_path: Path
) -> None:
    start()
    assert compressed == [STYLE]
    start()
    assert compressed == [STYLE]
    assert len(list(tmp_path.glob("page.*.css.*"))) == 2


@pytest.mark.parametrize("ending", [".br", ".gz"])
@pytest.mark.parametrize("left", [0, 10, None])
def test_a_start_that_was_killed_leaves_nothing_half_compressed(
    start: Start, compressed: list[bytes], tmp_path: Path, ending: str, left: int | None
) -> None:
    start()
    [style] = tmp_path.glob("page.*.css")
    part = Path(f"{style}{ending}")
    whole = part.read_bytes()
    part.unlink() if left is None else part.write_bytes(whole[:left])
    start()
    assert part.read_bytes() == whole
    assert compressed == [STYLE, STYLE]
