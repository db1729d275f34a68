"""From a file to an outcome: what the command and the administration both call first."""

from pathlib import PurePath

from commitments.outcomes.parse import parse
from commitments.outcomes.parse.model import Outcome
from common.files.reading import extract
from common.progress import Progress, quiet


def read(data: bytes, name: str, language: str = "", progress: Progress = quiet) -> Outcome:
    """The outcome document in a file. Raises Refused when the file is not taken in."""
    return parse(extract(data, progress), PurePath(name).name, language)
