"""All public data in one file."""

from collections.abc import Sequence

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from api.reading.base import ApiView
from api.reading.exports import in_turn
from api.shared.negotiation import ZipFile
from publications.package.archive import NAME, archive


class Package(ApiView):
    """The open-data package: every kind of record as a CSV file, with a `datapackage.json`
    (Frictionless), a data dictionary and checksums. Published records of real cycles."""

    renderer_classes: Sequence[type[BaseRenderer]] = (ZipFile,)

    def answer(self) -> None:
        """A file, which no serializer describes."""

    def get(self, request: Request) -> StreamingHttpResponse:
        return in_turn(archive(), content_type=ZipFile.media_type, name=f"{NAME}.zip")
