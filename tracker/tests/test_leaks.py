"""One reporter's unpublished work reaches nobody else, and nothing internal reaches any reporter:
every route is tried as each kind of stranger, by status and by content."""

import functools
import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from zlib import crc32

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.keys import ApiKey
from common.our_apps import with_records
from common.process_cache import cache
from indicators import announcing, declaring
from indicators.models import Announcement, Observation
from questionnaires import answering, settling
from questionnaires.answering import Given
from reports.attachments import files
from reports.coding import recording
from reports.coding.recording import Answer
from reports.models import Reporter, Submission
from reports.submissions import comments, messages, workflow
from testing.assistance import make_match, make_project, make_request, make_update
from testing.builders import (
    make_adherence,
    make_around,
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_figure,
    make_form,
    make_indicator,
    make_instrument,
    make_officer,
    make_own_draft,
    make_published,
    make_reviewer,
    make_section,
    make_source,
    make_state,
    make_upload,
    make_user,
    publish,
    texts,
)
from testing.offices import make_observer, make_office
from testing.plans import make_baseline, make_measure, make_plan, make_target
from testing.reading import route_of
from tracker.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Planted in everything that is the State's own until it is published, and in everything internal.
OWN, INTERNAL = "Unveröffentlicht", "Dienstgeheimnis"
# Planted in private parts of the form and in texts marked as holding contact data, of a draft and
# of a published report. Only the reporter's own people and the secretariat may ever read them.
PRIVATE = "Privatanschrift"
DRAFT, PUBLISHED, CORRECTED = "KEN-2031-1", "KEN-2022-1", "KEN-2022-2"

# An assessment that both sides have agreed on, but the partners do not share.
ASSESSMENT = "BAS-TEST2345"
# A private office of the State, and a public office that it works with.
HIDDEN, OPEN = "OFF-TEST2345", "OFF-TEST6789"
# A project visible only to its State; and a word planted in one for States and donors.
PROJECT, SHARED = "PRJ-TEST2345", "Staatenkreis"
# A public project; an update on it that waits for agreement; and the currency of money that is
# hidden after publication by silence.
TOLD, SENT, CURRENCY = "PRJ-TEST6789", "UPD-TEST2345", "XTS"
# A request visible only to its State, a match; and a word planted in a request for States and
# donors.
REQUEST, MATCH, ASKED = "REQ-TEST2345", "MAT-TEST2345", "Bittstellerkreis"

# The values that parameters of routes are tried with, by name; ``{file}`` is the key of a private
# file. A new route with an unknown parameter fails.
VALUES = {
    "reference": [
        *(DRAFT, PUBLISHED, CORRECTED, ASSESSMENT, HIDDEN, OPEN),
        *(PROJECT, TOLD, SENT, REQUEST, MATCH),
    ],
    "party": ["KEN"],
    "reporter": ["KEN"],
    "cycle": ["2031"],
    "number": ["1"],
    "of": ["target"],
    "code": ["KEN", "2031", "2022"],
    "key": [
        "{file}",
        "arms",
        "doc",
        "map",
        "secret",
        "half",
        "doc-1",
        f"{PUBLISHED}:doc-1",
        f"{DRAFT}:doc-1",
    ],
    "document_key": ["doc"],
    "slug": ["1"],
    "form": ["docx", "json", "csv"],
    "address": ["sections/2022/KEN", "trend/all"],
    "section": ["reporters"],
    "version": ["1"],
    "year": ["2014"],
    "question": ["body"],
    "app_label": ["reports"],
    "pk": ["1"],
    "id": ["1"],
    "index": ["1"],
    "object_id": ["1"],
    "content_type_id": ["1"],
    "url": [""],
    "token": ["made-up"],
    "uidb36": ["1"],
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)")
# Only staff may enter here; its content is tested with each app.
STAFF = "admin/"
OTHER_LANGUAGES = ("ar/", "zh/", "fr/", "ru/", "es/")


def routes() -> list[str]:
    """Every route, with its parameters by name."""

    def walk(resolver: URLResolver, above: str = "") -> Iterator[str]:
        for pattern in resolver.url_patterns:
            route = above + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, route)
            elif not route.startswith("api/^(?:"):
                yield PARAMETER.sub(lambda m: f"<{m[1] or m[2]}>", route)

    return [re.sub(r"[\^$]", "", route) for route in walk(get_resolver())]


def walked() -> Iterator[str]:
    """Every route outside the administration, in English and in one other language, in turn: all
    six have the same views and templates."""
    turns: Counter[str] = Counter()
    for route in routes():
        language, _sign, rest = route.partition("/")
        if f"{language}/" not in OTHER_LANGUAGES:
            if not route.startswith(STAFF):
                yield route
            continue
        turns[rest] += 1
        if turns[rest] == crc32(rest.encode()) % len(OTHER_LANGUAGES) + 1:
            yield route


def addresses(route: str, file: str) -> Iterator[str]:
    names = re.findall(r"<(\w+)>", route)
    for values in itertools.product(*(VALUES[name] for name in names)):
        pieces = re.split(r"<\w+>", route)
        filled = "".join(map("".join, zip(pieces, [*values, ""], strict=True)))
        yield f"/{filled}".format(file=file)


def is_served(address: str) -> bool:
    """Whether the values make an address of the route: not every parameter accepts every value."""
    return bool(route_of(address[1:]))


@pytest.fixture(scope="module")
def planted(module_database):
    """A draft that was returned once, with every kind of record, and a published report coded by
    the secretariat. Returns the private file's key."""
    document = make_document("doc")
    section = make_section(document, "i")
    commitments = [make_commitment(document, section=section) for _number in range(2)]
    officer = make_officer(name=INTERNAL)
    reviewer = make_reviewer(name=INTERNAL)
    state = make_state("KEN")
    make_published(
        state,
        make_cycle("2022", document),
        {commitments[0]: "planned"},
        secretariat_remarks=INTERNAL,
    )
    make_around(make_instrument("doc"), state)
    make_adherence(make_instrument(), state, document=make_source("doc"), paragraph="1")
    contact = make_contact(state, name=OWN, email=f"{OWN.lower()}@example.org")
    cycle = make_cycle("2031", document)
    draft = make_own_draft(contact, cycle, languages=["en"], reporter_remarks=OWN)
    file = files.attach(draft, make_upload(f"{OWN}.txt", OWN.encode()), by=contact)
    answer = Answer("doc-1", "implemented", OWN, "en", attachment_id=file.pk)
    recording.record(draft, [answer], by=contact)
    workflow.submit(draft, by=contact, reason=OWN)
    workflow.return_to_author(draft, by=reviewer, reason=f"Please go on. {OWN}")
    recording.record(
        draft,
        [
            Answer("doc-2", "planned", note=INTERNAL),
            *map(recording.as_answer, draft.responses.all()),
        ],
        by=officer,
    )
    workflow.change(draft, by=officer, secretariat_remarks=INTERNAL)
    indicator = make_indicator()
    make_figure(indicator, state, "7", submission=draft, comment=OWN)
    make_figure(indicator, state, "8", source=INTERNAL, comment=INTERNAL, stage="in_review")
    fill_forms(draft, contact, commitments)
    plan(draft, contact, commitments[0])
    keep_offices(state)
    messages.send(draft, OWN, by=contact)
    comments.send(draft, OWN, by=contact)
    messages.send(draft, f"An answer. {OWN}", by=officer)
    return file.key


def plan(draft, contact, commitment):
    """A public plan on which the draft declares progress, one that the secretariat is still
    recording, and an assessment that only one side shares."""
    state = draft.reporter
    public = make_plan(None, state, key="map")
    measure = make_measure(public)
    measure.commitments.add(commitment)
    hidden = make_plan(state, key="secret", title=texts(INTERNAL), is_public=False)
    make_measure(hidden, title=texts(INTERNAL)).commitments.add(commitment)
    target = make_target(state, key="half", title=texts(INTERNAL), is_public=False)
    target.alignments.create(commitment=commitment)
    measure.targets.add(target)
    given = declaring.Given("measure:map-1", "limited", narrative=OWN, language="en")
    declaring.record(draft, [given], by=contact)
    planned = Announcement(submission=draft, kind="target", title=OWN, text=OWN, language="en")
    announcing.save(planned, by=contact)
    agreed = dict.fromkeys(("agreed_by_state_on", "agreed_by_partners_on"), public.starts_on)
    make_project(state, owner=state, reference=PROJECT, audience="owner", title=texts(PRIVATE))
    make_project(state, owner=state, audience="states_and_donors", title=texts(SHARED))
    make_project(state, owner=state, step="recorded", title=texts(OWN))
    make_project(state, step="recorded", title=texts(INTERNAL))
    another = make_state()
    asked = make_project(
        another, step="recorded", title=texts(INTERNAL), other_source="A letter", paragraph=""
    )
    asked.notices.create(
        reporter=another, answer="objected", reason=INTERNAL, answered_at=timezone.now()
    )
    shown = make_project(state, reference=TOLD)
    make_update(shown, state, narrative=OWN)
    make_update(shown, state, narrative=OWN, step="sent", reference=SENT)
    silent = {"title": texts(OWN), "description": texts(OWN), "iati_identifier": OWN}
    # Published by silence: only its parties see its text, amounts and places.
    make_project(state, is_whole=False, **silent).budgets.create(
        starts_on=public.starts_on, ends_on=public.starts_on, value=1, currency=CURRENCY
    )
    make_request(state, reference=REQUEST, audience="owner", title=texts(PRIVATE))
    asked = make_request(state, title=texts(ASKED), remark=PRIVATE)
    make_request(state, status="checked", audience="public", title=texts(OWN))
    make_match(asked, reference=MATCH, status="declined", declined_because=OWN)
    kept = make_baseline(
        state, reference=ASSESSMENT, title=texts(PRIVATE), is_shared_by_state=True, **agreed
    )
    # A public record rests on figures that are not public yet.
    told = make_baseline(state, is_shared_by_state=True, is_shared_by_partners=True, **agreed)
    for assessment in (kept, told):
        assessment.observations.set(Observation.objects.exclude(comment=""))


def keep_offices(state):
    secret = {"name": texts(PRIVATE), "address": PRIVATE, "telephone": PRIVATE}
    mailbox = f"{PRIVATE.lower()}@example.org"
    hidden = make_office(state, reference=HIDDEN, mailbox=mailbox, source=PRIVATE, **secret)
    shown = make_office(state, reference=OPEN, is_public=True, function="wps", source=INTERNAL)
    shown.works_with.add(hidden)


def fill_forms(draft, contact, commitments):
    """Answer the forms of both cycles, including values that are never published."""
    published = Submission.objects.get(reference=PUBLISHED)
    loaded = make_form(draft.cycle, [("body", commitments[0], "main", {"yes": "implemented"})])
    loaded.template.cycles.add(published.cycle)
    private = [
        Given("body", "name", PRIVATE, language="en"),
        Given("body", "details", PRIVATE, language="en", contains_contact_data=True),
    ]
    own = [
        Given("body", "tick", "yes"),
        Given("contact", "details", OWN, language="en"),
        Given("by-type", "weapons", {"seized": "1", "remark": OWN}, row="rifles"),
    ]
    answering.record(draft, loaded, [*own, *private], by=contact)
    corrected = workflow.correct(published, by=contact)
    tick = Given("body", "tick", "yes")
    answering.record(corrected, loaded, [tick, *private], by=contact)
    settling.close(corrected, loaded, by=contact)
    publish(corrected)


def strangers() -> dict[str, Client]:
    clients = {"anonymous": Client()}
    for name, user in {
        "contact of another State": make_contact(make_state("FRA")),
        # The account has only that role: an account without a role sees still less.
        "observer of its group": make_observer(Reporter.objects.get(code="KEN")),
        "officer who only looks": make_user(is_staff=True),
    }.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(user)
    return clients


def said(response) -> str:
    """Everything in an answer, including packed files."""
    body = response.getvalue()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(map(archive.read, archive.namelist()))
    return body.decode(errors="replace") + str(response.headers)


def test_no_route_tells_a_stranger_anything_of_a_draft(planted, keeping, settings):
    """Kept answers do not leak either: no signed-in person's answer is kept, and an anonymous
    reader's kept answer equals that of a fresh process."""
    people, asked, compared = strangers(), 0, 0
    anonymous = people.pop("anonymous")
    for route in walked():
        for address in addresses(route, planted):
            for who, client in people.items():
                refuse_secrets(client.get(address), who, address)
                asked += 1
            for client in insiders() if route.startswith("api/") else ():
                client.get(address)
            assert not kept.answers, address
            refuse_secrets(anonymous.get(address), "anonymous", address)
            if kept.answers:
                compared += 1
                refuse_a_difference(anonymous, address, settings)
                kept.clear()
    assert asked > 300
    assert compared > 60


def refuse_secrets(response, who, address):
    text = said(response)
    assert response.status_code < 500, (who, address)
    assert OWN not in text, (who, address)
    assert PRIVATE not in text, (who, address)
    assert PRIVATE.lower() not in text, (who, address)
    assert f"1 {CURRENCY}" not in text.replace("\u00a0", " "), (who, address)
    assert HIDDEN not in text or HIDDEN in address, (who, address)
    assert INTERNAL not in text, (who, address)
    theirs = ("/my/assistance/", "/api/v1/projects/")
    is_theirs = who == "contact of another State" and address in theirs
    assert (SHARED in text) is is_theirs, (who, address)
    # For States and donors: in their own area, and in the API with a session.
    asking = ("/my/requests/", "/my/offers/", "/my/matches/", "/api/v1/requests/")
    is_asked = who == "contact of another State" and address.startswith(asking)
    assert ASKED not in text or is_asked, (who, address)
    assert MATCH not in text or MATCH in address, (who, address)


def refuse_a_difference(client, address, settings):
    """The kept answer of an address must equal a new one, except for its time."""
    again, most = client.get(address), settings.KEPT_BYTES
    settings.KEPT_BYTES = 0
    cache.clear()
    fresh = client.get(address)
    settings.KEPT_BYTES = most
    assert again.headers == fresh.headers, address
    assert again.content == fresh.content, address


@functools.cache
def insiders():
    """Callers who may read more than the public if their key or session is used: in the API."""
    reviewer = make_reviewer()
    _key, text = ApiKey.objects.make(name="key", owner=reviewer, scopes=["submissions:read"])
    session = Client()
    session.force_login(reviewer)
    return [Client(headers={"authorization": f"Bearer {text}"}), session]


def test_the_administration_opens_to_none_of_them(planted):
    for who, client in list(strangers().items())[:3]:
        for route in routes():
            if route.startswith(STAFF) and not route.endswith(("login/", "jsi18n/", "language/")):
                for address in addresses(route, planted):
                    response = client.get(address)
                    assert response.status_code in (302, 404), (who, address)
                    assert OWN not in said(response)


# Pages for every member of staff: the start page with the allowed actions, the texts of scripts,
# and the form of the own password.
FOR_ALL_STAFF = {
    *("admin/", "admin/<url>", "admin/jsi18n/"),
    *("admin/password_change/", "admin/password_change/done/"),
}


def test_staff_without_a_right_see_no_record_and_no_preview(planted):
    """No address of the administration answers GET or POST with a page, including previews of
    forms, imports, coding and documents."""
    client = Client(raise_request_exception=False)
    client.force_login(make_user(is_staff=True))
    before, refused, opened = everything(), 0, set()
    for route in routes():
        if not route.startswith(STAFF) or route.endswith(("login/", "logout/", "language/")):
            continue
        for address in addresses(route, planted):
            upload = make_upload("form.pdf", b"%PDF-1.4")
            sent = {"action": "preview", "_preview": "1", "text": "Mine", "file": upload}
            for response in (client.get(address), client.post(address, sent)):
                refuse_secrets(response, "staff without a right", address)
                if response.status_code in (302, 403, 404, 405):
                    refused += 1
                else:
                    opened.add(route)
    assert opened <= FOR_ALL_STAFF
    assert refused > 400
    assert everything() == before


def test_what_is_not_theirs_is_not_there(planted):
    """404 for every method, whether it exists or not; and nothing changes."""

    people = strangers()
    before = everything()
    mine = [route for route in routes() if route.startswith("my/<") or "/reports/<" in route]
    assert len(mine) > 12
    for who, client in people.items():
        # These are led to sign in, or to set up the second factor.
        expected = 302 if who in ("anonymous", "account without a role") else 404
        for route in mine:
            for address in filter(is_served, addresses(route, planted)):
                for method in ("get", "post"):
                    code = getattr(client, method)(address).status_code
                    assert code in (expected, 405), (who, method, address)
    assert everything() == before


def test_who_may_only_look_changes_nothing(planted):
    """An officer with only viewing rights posts to every page of the administration."""
    looker = make_user(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client(raise_request_exception=False)
    client.force_login(looker)
    before, looked = everything(), 0
    for route in routes():
        if not route.startswith(STAFF) or route.endswith(("login/", "logout/", "language/")):
            continue
        for address in addresses(route, planted):
            response = client.post(
                address, {"post": "yes", "_save": "1", "text": "Mine", "status": ""}
            )
            assert response.status_code < 500, address
            looked += 1
    assert looked > 200
    assert everything() == before


def everything():
    """Every record of every app."""
    models = [model for app in with_records() for model in app.get_models()]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_nothing_internal_reaches_the_reviewed(planted, keeping):
    client = Client()
    client.force_login(make_contact(Submission.objects.get(reference=DRAFT).reporter))
    seen = ""
    for route in walked():
        for address in addresses(route, planted):
            response = client.get(address)
            text = said(response)
            assert INTERNAL not in text, address
            assert response.status_code < 500, address
            assert not kept.answers, address
            if address.startswith("/my/"):
                seen += text
    assert seen.count(OWN) > 5
    assert seen.count(PRIVATE) > 5


def test_private_parts_appear_to_their_own_people_alone(planted):
    """They are in the form and the receipt, but not in the preview of the public page."""
    client = Client()
    client.force_login(make_contact(Submission.objects.get(reference=DRAFT).reporter))
    for reference in (DRAFT, CORRECTED):
        assert PRIVATE in said(client.get(f"/my/reports/{reference}/section/1/"))
        preview = said(client.get(f"/my/reports/{reference}/preview/"))
        assert "Is there a coordination body?" in preview
        assert PRIVATE not in preview
    assert PRIVATE in said(client.get(f"/my/reports/{DRAFT}/form.xlsx"))
