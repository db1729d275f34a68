"""Forms in the administration: shown whole, frozen once answered, staged, versioned, mapped."""

import copy
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import CommitmentLink, LinkKind
from questionnaires import answering, deriving, staging, templates
from questionnaires.answering import Given
from questionnaires.deriving import Decision
from questionnaires.mapping import suggesting, table
from questionnaires.mapping.effects import effects
from questionnaires.mapping.table import Entry
from questionnaires.models import (
    Continuation,
    Gate,
    Part,
    Question,
    QuestionMapping,
    ReportTemplate,
    ResponseSource,
    Stage,
)
from testing.builders import (
    FORM,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_officer,
    make_state,
    make_user,
    publish,
    texts,
)

pytestmark = pytest.mark.django_db
YES = {"yes": "implemented"}


class World:
    def __init__(self) -> None:
        self.document = make_document("bms8")
        self.one, self.two, self.three = (
            make_commitment(self.document, number, title=texts(title))
            for number, title in (
                ("21", "Coordination bodies"),
                ("22", "Points of contact"),
                ("23", "Collected weapons"),
            )
        )
        self.cycle = make_cycle("2022", self.document)
        self.loaded = make_form(
            self.cycle, [("body", self.one, "main", YES), ("contact", self.two, "supporting", {})]
        )
        self.template = self.loaded.template
        self.officer = make_officer()
        self.state = make_state("KEN")

    def answered(self, **fields: Any) -> Any:
        draft = make_draft(self.state, self.cycle, **fields)
        given = [Given("body", "tick", "yes"), Given("collected", "tick", "yes")]
        answering.record(draft, self.loaded, given, by=self.officer)
        return draft

    def question(self, key: str) -> Question:
        found: Question = self.template.questions.get(key=key)
        return found

    def url(self, name: str) -> str:
        return reverse(f"admin:questionnaires_reporttemplate_{name}", args=[self.template.pk])


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def staff(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def large(number: int) -> list[dict[str, Any]]:
    """A form of so many questions, each behind the first one's gate."""
    form = copy.deepcopy(FORM[:1])
    question = form[0]["questions"][1]
    form[0]["questions"] = form[0]["questions"][:1] + [
        {**question, "key": f"q{n}", "number": f"1.{n}"} for n in range(2, number + 1)
    ]
    return form


# Shown


def test_the_page_of_a_form_shows_all_of_it(world: World, staff: Client) -> None:
    world.answered()
    Question.objects.filter(key="contact").update(certainty="C")
    ReportTemplate.objects.update(is_reconstructed=True)
    page = staff.get(world.url("change")).content.decode()
    for text in (
        "Is there a coordination body?",
        "PoA II.4",
        "asked if 1.1 is Yes, Developing",
        "guessed from outcome documents",
        "frozen: reports answer it",
        "private: persons and how to reach them",
        "This is not the official form.",
        "informs 1 commitment",
    ):
        assert text in page
    listed = staff.get(reverse("admin:questionnaires_reporttemplate_changelist")).content.decode()
    assert "reconstructed" in listed


@pytest.mark.parametrize("name", ["change", "mapping"])
def test_a_form_of_780_questions_costs_no_more_queries(
    world: World, staff: Client, name: str
) -> None:
    counted = []
    for number in (78, 780):
        world.loaded = make_form(world.cycle, [("body", world.one, "main", YES)], large(number))
        world.template = world.loaded.template
        staff.get(world.url(name))
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(world.url(name)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_lists_of_records_of_forms_open(world: World, staff: Client) -> None:
    for model in ("reporttemplate", "templatesection", "question", "part", "blankform"):
        address = reverse(f"admin:questionnaires_{model}_changelist")
        assert staff.get(address, {"q": "body"}).status_code == 200


def test_who_may_only_look_changes_nothing(world: World, client: Client) -> None:
    from django.contrib.auth.models import Permission

    looker = make_user(is_staff=True)
    looker.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="questionnaires", codename__startswith="view_"
        )
    )
    client.force_login(looker)
    assert client.get(world.url("change")).status_code == 200
    assert client.get(world.url("mapping")).status_code == 200
    assert client.post(world.url("mapping"), {"_save": "1"}).status_code == 403
    assert client.post(world.url("stage"), {"stage": "draft"}).status_code == 403
    assert client.post(world.url("next")).status_code == 403
    add = reverse("admin:questionnaires_blankform_add")
    assert client.get(add).status_code == 403
    client.force_login(make_user())
    assert client.get(world.url("mapping")).status_code == 302


# Frozen


def change(staff: Client, record: Any, **fields: Any) -> Any:
    """Save a record's page as it is shown, with ``fields`` in the place of what stands there."""
    address = reverse(f"admin:questionnaires_{record._meta.model_name}_change", args=[record.pk])
    page = staff.get(address)
    data: dict[str, Any] = {}
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            widget = getattr(bound.field.widget, "widget", bound.field.widget)
            data.update(_data(widget.get_context(bound.html_name, bound.value(), {})["widget"]))
    return staff.post(address, {**data, **fields})


def _data(widget: dict[str, Any]) -> dict[str, Any]:
    if "subwidgets" in widget:
        return {k: v for each in widget["subwidgets"] for k, v in _data(each).items()}
    if "answers" in widget:
        found: dict[str, Any] = {f"{widget['name']}-shown": "1"}
        if widget["is_tick"]:
            found[f"{widget['name']}-answers"] = [
                a["key"] for a in widget["answers"] if a["is_there"]
            ]
        return found
    value = widget["value"]
    if isinstance(value, list):
        value = value[0] if value else ""
    return {widget["name"]: "" if value is None else value}


def test_wording_of_an_answered_question_may_be_corrected(world: World, staff: Client) -> None:
    world.answered()
    question = world.question("body")
    answer = change(staff, question, text_fr="Y a-t-il un organe ?")
    assert answer.status_code == 302, answer.context["errors"]
    question.refresh_from_db()
    assert question.text["fr"] == "Y a-t-il un organe ?"
    history = reverse("admin:questionnaires_question_history", args=[question.pk])
    assert "organe" in staff.get(history).content.decode()


def test_what_moves_an_answered_question_is_refused_in_words(world: World) -> None:
    world.answered()
    question = world.question("body")
    question.number = "9.9"
    with pytest.raises(ValidationError) as caught:
        question.full_clean()
    assert caught.value.error_dict["number"][0].code == "frozen"
    part = Part.objects.get(question=question, key="tick")
    part.options = {"answers": ["yes", "no"]}
    with pytest.raises(ValidationError) as caught:
        part.full_clean()
    assert caught.value.error_dict["options"][0].code == "frozen"
    private = Part.objects.get(question=question, key="name")
    private.privacy = "public"
    with pytest.raises(ValidationError) as caught:
        private.full_clean()
    assert caught.value.error_dict["privacy"][0].code == "frozen"
    details = Part.objects.get(question=question, key="details")
    details.privacy = "private"
    details.label = texts("In your words")
    details.full_clean()
    gate = Gate.objects.get(question=world.question("contact"))
    gate.opened_by = ["yes"]
    gate.full_clean()


def test_a_part_of_an_answered_question_keeps_its_boxes_on_its_page(
    world: World, staff: Client
) -> None:
    world.answered()
    part = Part.objects.get(question__key="body", key="tick")
    answer = change(staff, part, **{"options-answers": ["yes"]})
    assert answer.status_code == 200
    assert "anything else is a new version" in answer.content.decode()
    part.refresh_from_db()
    assert part.options["answers"] == ["yes", "no", "developing"]


def test_what_only_the_database_refuses_is_no_error_page(world: World, staff: Client) -> None:
    """Taking away a question that opens the gate of an answered one takes that gate away."""
    draft = make_draft(world.state, world.cycle)
    Gate.objects.create(
        question=world.question("by-type"), on=world.question("contact"), opened_by=["yes"]
    )
    given = [Given("by-type", "weapons", {"seized": "3"}, row="rifles")]
    answering.record(draft, world.loaded, given, by=world.officer)
    address = reverse("admin:questionnaires_question_delete", args=[world.question("contact").pk])
    answer = staff.post(address, {"post": "yes"}, follow=True)
    assert answer.status_code == 200
    assert "Nothing was saved" in answer.content.decode()
    assert world.question("contact")


def test_rows_and_columns_are_edited_in_six_languages(world: World, staff: Client) -> None:
    part = Part.objects.get(question__key="by-type")
    address = reverse("admin:questionnaires_part_change", args=[part.pk])
    assert "Rifles" in staff.get(address).content.decode()
    data = {
        "options-columns-count": "1",
        "options-columns-0-key": "seized",
        "options-columns-0-label_en": "Seized",
        "options-columns-0-label_ar": "المضبوطة",
        "options-columns-0-kind": "number",
        "options-rows-count": "0",
    }
    answer = change(staff, part, **data)
    assert answer.status_code == 302, answer.context["errors"]
    part.refresh_from_db()
    (column,) = part.options["columns"]
    assert column["label"] == {"en": "Seized", "ar": "المضبوطة"}
    assert column["kind"] == "number"
    answer = change(staff, part, **{**data, "options-columns-0-key": "Not a key"})
    assert answer.status_code == 200


# Stage and versions


def test_a_draft_is_put_in_use_once_it_lacks_nothing(world: World, staff: Client) -> None:
    ReportTemplate.objects.update(stage=Stage.DRAFT, kinds=[])
    answer = staff.post(world.url("stage"), {"stage": "in_use"}, follow=True)
    assert "Say which kinds of reporter it is for." in answer.content.decode()
    ReportTemplate.objects.update(kinds=["state"])
    staff.post(world.url("stage"), {"stage": "in_use"})
    assert ReportTemplate.objects.get().stage == Stage.IN_USE
    staff.post(world.url("stage"), {"stage": "draft"})
    assert ReportTemplate.objects.get().stage == Stage.DRAFT
    world.answered()
    staff.post(world.url("stage"), {"stage": "in_use"})
    answer = staff.post(world.url("stage"), {"stage": "draft"}, follow=True)
    assert "Reports answer this form: it stays in use." in answer.content.decode()


def test_a_next_version_continues_every_question(world: World, staff: Client) -> None:
    world.answered()
    staff.post(world.url("next"))
    draft = ReportTemplate.objects.get(version=2)
    assert (draft.stage, draft.cycles.count()) == (Stage.DRAFT, 0)
    copied = templates.load(draft).form
    assert copied.sections == world.loaded.form.sections
    assert Continuation.objects.filter(question__template=draft).count() == 4
    assert QuestionMapping.objects.filter(question__template=draft).count() == 2
    assert draft.questions.first().history.count() == 1


def test_a_next_version_costs_the_same_for_a_long_form(world: World) -> None:
    counted = []
    for number in (78, 780):
        template = make_form(world.cycle, [], large(number)).template
        with CaptureQueriesContext(connection) as queries:
            staging.next_version(template)
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 60  # rows go in batches


# The mapping


def entries(world: World, *listed: Entry) -> table.Entries:
    return {each.key: each for each in listed}


def save(world: World, *listed: Entry, by: Any = None, seen: str = "") -> Any:
    return table.save(
        world.template,
        entries(world, *listed),
        [question.key for question in world.loaded.form.questions()],
        seen=seen or table.fingerprint(table.table_of(world.template)),
        by=by or world.officer,
    )


def test_saving_writes_what_differs_with_its_history(world: World) -> None:
    changed = save(
        world,
        Entry("body", "bms8-21", "main", {"yes": "implemented", "no": "not_implemented"}),
        Entry("collected", "bms8-23", "main", {"yes": "in_progress", "no": ""}),
    )
    assert len(changed) == 3
    stored = {m.question.key: m for m in QuestionMapping.objects.select_related("question")}
    assert stored["body"].proposes == {"yes": "implemented", "no": "not_implemented"}
    assert stored["collected"].proposes == {"yes": "in_progress"}
    assert set(stored) == {"body", "collected"}
    kinds = QuestionMapping.history.values_list("history_type", flat=True)
    assert sorted(kinds) == ["+", "+", "+", "-", "~"]
    assert not save(world, *table.table_of(world.template).entries.values())


@pytest.mark.parametrize(
    "wrong",
    [
        Entry("body", "elsewhere-1", "main"),
        Entry("body", "bms8-22", "main", {"maybe": "implemented"}),
        Entry("body", "bms8-22", "main", {"yes": "wonderful"}),
        Entry("body", "bms8-22", "chief"),
        Entry("nothing", "bms8-22", "main"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_saved(world: World, wrong: Entry) -> None:
    before = table.table_of(world.template).entries
    with pytest.raises(ValidationError):
        save(world, wrong)
    assert table.table_of(world.template).entries == before


def test_another_change_meanwhile_is_not_overwritten(world: World) -> None:
    seen = table.fingerprint(table.table_of(world.template))
    save(world, Entry("body", "bms8-22", "main", YES))
    with pytest.raises(ValidationError) as caught:
        save(world, seen=seen)
    assert caught.value.code == "changed"
    with pytest.raises(PermissionDenied):
        save(world, by=make_user(is_staff=True))


def test_the_scope_is_that_of_the_cycles_and_the_kinds_of_reporters(world: World) -> None:
    make_commitment(
        world.document, "24", directed_to_states=False, directed_to_regional_organisations=True
    )
    make_commitment(make_document("other"), "1")
    assert [c.key for c in table.scope_of(world.template)] == ["bms8-21", "bms8-22", "bms8-23"]
    world.template.kinds = []
    assert table.scope_of(world.template) == []


def test_completeness_both_ways(world: World) -> None:
    found = table.completeness(table.table_of(world.template))
    assert [c.key for c in found.unasked] == ["bms8-23"]
    assert [c.key for c in found.supported] == ["bms8-22"]
    assert [q.key for q in found.unmapped] == ["collected", "by-type"]


def test_suggestions_by_citation_and_by_words(world: World) -> None:
    programme = make_document("poa")
    paragraph = make_commitment(programme, "II.4")
    CommitmentLink.objects.create(
        commitment=world.three, earlier=paragraph, kind=LinkKind.FOLLOWS_UP
    )
    found = suggesting.suggestions(table.table_of(world.template))
    assert (found["body"][0].commitment, found["body"][0].why) == (world.three, "linked")
    assert found["collected"][0].commitment == world.three
    assert found["collected"][0].why == "words"
    assert all(s.commitment != world.one for s in found["body"])


def test_a_change_shows_what_it_would_change_and_rewrites_nothing(world: World) -> None:
    published = world.answered()
    deriving.confirm(published, world.loaded, [Decision("bms8-21")], by=world.officer)
    publish(published)
    state = make_state("FRA")
    draft = make_draft(state, world.cycle)
    answering.record(draft, world.loaded, [Given("body", "tick", "yes")], by=world.officer)
    before = table.table_of(world.template)
    wanted = entries(world, Entry("body", "bms8-21", "main", {"yes": "in_progress"}))
    changed = table.changes(before, wanted, ["body"])
    found = effects(before, wanted, changed)
    (effect,) = found.drafts
    assert (effect.submission, effect.before, effect.after) == (
        draft,
        "implemented",
        "in_progress",
    )
    assert found.kept_reports == 1
    save(world, *wanted.values())
    source = ResponseSource.objects.get(response__submission=published)
    assert source.proposed_status == "implemented"
    assert source.response.status == "implemented"
    assert not source.is_outdated


def test_the_mapping_is_edited_on_its_page(world: World, staff: Client) -> None:
    address = world.url("mapping")
    page = staff.get(address)
    assert "Coordination bodies" in page.content.decode()
    lines = {
        "seen": page.context["seen"],
        "line-body": "bms8-21",
        "body|bms8-21|role": "main",
        "body|bms8-21|yes": "implemented",
        "add-collected": "23",
    }
    added = staff.post(address, {**lines, "_add": "1"}).content.decode()
    assert "Nothing of this is saved yet." in added
    assert 'name="collected|bms8-23|role"' in added
    wrong = staff.post(address, {**lines, "add-collected": "99", "_add": "1"})
    assert wrong.status_code == 422
    lines |= {
        "add-collected": "",
        "line-collected": "bms8-23",
        "collected|bms8-23|role": "main",
        "collected|bms8-23|yes": "implemented",
    }
    preview = staff.post(address, {**lines, "_preview": "1"}).content.decode()
    assert "not mapped" in preview
    assert QuestionMapping.objects.count() == 2
    answer = staff.post(address, {**lines, "_save": "1"})
    assert answer.status_code == 302
    assert QuestionMapping.objects.get(question__key="collected").proposes == YES
    assert "added" in staff.get(address).content.decode()
    late = staff.post(address, {**lines, "_save": "1"})
    assert late.status_code == 409
