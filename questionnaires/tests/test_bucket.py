"""The life of an attachment in a bucket, as a store on this machine keeps it."""

import secrets
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from common.files.bucket import Bucket
from common.files.storage import FilesAway
from questionnaires import reading, readings
from reports.attachments import files, viewing
from reports.models import Attachment
from reports.submissions import verifying
from testing.builders import make_upload
from testing.read_forms import blank_pdf, reader
from tracker.env_values import read_s3_url

from .test_answering import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Iterator[str]:
    """Its address, with a key and a bucket that no other test has."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://key:s%2Fecret@{host}:{port}/poa-{secrets.token_hex(8)}?region=eu-central-1"
    finally:
        server.stop()


@pytest.fixture
def bucket(store: str, monkeypatch: Any) -> Any:
    """What lies in the bucket, past the tracker."""
    options = read_s3_url(store)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", Bucket(**options))
    client = boto3.resource(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name=options["region_name"],
        aws_access_key_id=options["access_key"],
        aws_secret_access_key=options["secret_key"],
    )
    place = {"LocationConstraint": "eu-central-1"}
    return client.create_bucket(Bucket=options["bucket_name"], CreateBucketConfiguration=place)


def test_the_life_of_an_attachment(
    bucket: Any, client: Client, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    world, content = World(), blank_pdf(2)
    client.force_login(world.officer)
    upload = make_upload("Rapport.pdf", content)
    attached = files.attach(world.draft, upload, by=world.officer)
    assert attached.page_count == 2
    (kept,) = bucket.objects.all()
    assert kept.key == attached.file.name
    assert kept.get()["Body"].read() == content

    # From here on as a later request has it: nothing of the upload is at hand.
    attached = world.draft.attachments.get()
    whole: Any = client.get(reverse("admin:reports_attachment_download", args=[attached.pk]))
    assert b"".join(whole.streaming_content) == content
    part: Any = client.get(whole.request["PATH_INFO"], headers={"range": "bytes=5-9"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, content[5:10])
    assert (viewing.picture(attached, 2) or b"").startswith(b"\x89PNG")
    assert len(viewing.page_sizes(attached)) == 2

    monkeypatch.setattr(reading, "read", reader())
    assert readings.read(attached, by=world.officer).attachment == attached
    copy = make_upload("Redacted.pdf", blank_pdf(1))
    redacted = files.attach(world.draft, copy, by=world.officer, is_public=True)
    assert len(list(bucket.objects.all())) == 2

    assert not verifying.verify().problems
    with django_capture_on_commit_callbacks(execute=True):
        files.remove(redacted, by=world.officer)
    assert [each.key for each in bucket.objects.all()] == [attached.file.name]
    kept.delete()
    assert "is missing" in "".join(verifying.verify().problems)
    assert client.get(whole.request["PATH_INFO"]).status_code == 404


def test_a_store_that_does_not_answer_is_an_outage(client: Client, monkeypatch: Any) -> None:
    world = World()
    client.force_login(world.officer)
    attached = files.attach(world.draft, make_upload(), by=world.officer)
    nobody = Bucket(**read_s3_url("http://key:secret@127.0.0.1:1/attachments?region=eu-central-1"))
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", nobody)
    answer = client.get(reverse("admin:reports_attachment_download", args=[attached.pk]))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    with pytest.raises(FilesAway):
        verifying.verify()
