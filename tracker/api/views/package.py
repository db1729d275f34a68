"""All public data in one file."""

from collections.abc import Sequence

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from tracker.api.negotiation import ZipFile
from tracker.api.views.base import ApiView
from tracker.package.archive import NAME, archive


class Package(ApiView):
    """The open-data package: every kind of record as a CSV file, with a `datapackage.json`
    (Frictionless), a data dictionary and checksums. Published records of real cycles."""

    renderer_classes: Sequence[type[BaseRenderer]] = (ZipFile,)

    def answer(self) -> None:
        """A file, which no serializer describes."""

    def get(self, request: Request) -> StreamingHttpResponse:
        return StreamingHttpResponse(
            archive(),
            content_type=ZipFile.media_type,
            headers={"Content-Disposition": f'attachment; filename="{NAME}.zip"'},
        )
