"""Every table of figures takes the same number of queries, however many records there are."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.tests.test_coverage_recount import TABLES
from commitments.models import CommitmentLink, LinkKind
from reports.models import GroupKind, Reporter, ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_group,
    make_published,
    make_state,
)


def test_a_table_takes_the_same_queries_at_any_size(db: None, client: Client) -> None:
    document, earlier = make_document("new"), make_document("old")
    cycles = [make_cycle("2021", earlier), make_cycle("2022", document)]
    group = make_group("sids", kind=GroupKind.SIDS)
    found = []
    for size in (3, 30):
        while Reporter.objects.count() < size:
            state, old, new = make_state(), make_commitment(earlier), make_commitment(document)
            CommitmentLink.objects.create(commitment=new, earlier=old, kind=LinkKind.REPEATS)
            group.memberships.create(reporter=state)
            make_published(state, cycles[0], {old: ResponseStatus.PLANNED})
            make_published(state, cycles[1], {new: ResponseStatus.PLANNED})
        found.append([queries(client, f"{path}{query}") for path in TABLES for query in QUERIES])
    assert found[0] == found[1]
    assert max(found[0]) < 30


QUERIES = ("/", "/?as_of=2022-05-31&group=sids:sids")


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/api/v1/coverage/{path}").status_code == 200
    return len(captured)
