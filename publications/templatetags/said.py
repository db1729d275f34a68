"""What a report says, as its State's page shows it: answers of the form, and responses with what
stands behind them. (Nodes of a template take several times as long for so many.)"""

from collections.abc import Iterable, Iterator, Mapping

from django import template
from django.template.defaultfilters import linebreaksbr, truncatechars
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.charts.canvas import escaped, label, linked
from common.languages import language_attributes
from common.templatetags.texts import latin, text
from common.words import language_name, remarked
from publications.answers import Answered, AnsweredForm, AnsweredSection, Piece
from publications.templatetags.records import status_mark
from questionnaires.models import Role
from questionnaires.models.templates import question_address
from questionnaires.sources import Behind
from reports.models import Attachment, Response, Submission

register = template.Library()

# Longer texts are shortened, unless they are shown whole.
LONGEST = 240


@register.simple_tag
def pieces(found: Iterable[Piece], more: str = "", *, is_whole: bool = False) -> SafeString:
    """The answers under a question. Where texts are shortened, ``more`` leads to the whole."""
    lines = [line for each in found for line in _piece(each, more, is_whole=is_whole)]
    return mark_safe("\n".join(lines))  # noqa: S308 (escaped)


def _piece(piece: Piece, more: str, *, is_whole: bool) -> Iterator[str]:
    if piece.label:
        yield f'<p class="meta piece-label">{escaped(piece.label)}</p>'
    look = language_attributes(piece.language) if piece.language or piece.is_text else ""
    if not piece.is_text:
        yield f'<p class="piece" {look}>{conditional_escape(piece.words)}</p>'
        return
    words = linebreaksbr(piece.words) if is_whole else _shortened(piece.words, LONGEST)
    yield f"<blockquote {look}><p>{words}</p></blockquote>"
    if more and not is_whole and len(piece.words) > LONGEST:
        link = linked(_("Read all of it"), more)
        yield f'<p class="meta no-print">{link}</p>'


def _shortened(words: str, length: int) -> str:
    return conditional_escape(truncatechars(words, length))


@register.simple_tag
def answer_articles(section: AnsweredSection, form: AnsweredForm, shown: Submission) -> SafeString:
    """The answers of a section of the form."""
    here = f"?cycle={shown.cycle.code}&answers={section.section.key}#question-"
    articles = [
        f'<article class="response" id="question-{escaped(each.question.key)}">\n'
        f"<div>\n{_question(each, form, shown)}</div>\n"
        f"<div>\n{''.join(_answer(each, here, is_open=section.is_open))}</div>\n</article>"
        for each in section.answers
    ]
    return mark_safe("\n".join(articles))  # noqa: S308 (escaped)


def _question(answer: Answered, form: AnsweredForm, shown: Submission) -> str:
    question = answer.question
    url = escaped(question_address(form.template, shown.cycle, question.key))
    return f'<h4><a href="{url}">{_numbered(question.number, question.text)}</a></h4>\n'


def _numbered(number: str, title: Mapping[str, str]) -> str:
    return f'<span class="paragraph-number">{latin(number)}</span> {text(title)}'


def _answer(answer: Answered, here: str, *, is_open: bool) -> Iterator[str]:
    if answer.value:
        page = f" {_page(answer.page)}" if answer.page else ""
        value = f'<strong dir="auto">{escaped(answer.value)}</strong>'
        yield f'<p class="answer-value">{value}{page}</p>\n'
    elif not answer.is_answered:
        yield f'<p class="muted">{escaped(answer.state_words)}</p>\n'
    if answer.pieces:
        yield pieces(answer.pieces, f"{here}{answer.question.key}", is_whole=is_open) + "\n"
    if answer.supports:
        supports = label(pgettext("an answer, a response", "Supports"))
        supported = " · ".join([_supported(*each) for each in answer.supports])
        yield f'<p class="meta supports">{supports}\n{supported}\n</p>\n'


def _page(number: int) -> str:
    words = _("page %(page)s") % {"page": number}
    return f'<span class="meta">{escaped(words)}</span>'


def _supported(response: Response, role: str) -> str:
    key = response.commitment.key
    supporting = escaped(pgettext("answer", "supporting"))
    note = remarked("", supporting) if role == Role.SUPPORTING else ""
    status = escaped(response.get_status_display())
    return f'<a href="#{escaped(key)}">{latin(key.upper())}</a> {status}{note}'


@register.simple_tag
def response_articles(
    responses: Iterable[Response],
    shown: Submission,
    behind: Mapping[int, list[Behind]],
    form: AnsweredForm | None,
) -> SafeString:
    """Responses of a report: its status and words on each commitment."""
    places = form.places if form else {}
    articles = [_response(each, shown, behind.get(each.pk, []), places) for each in responses]
    return mark_safe("\n".join(articles))  # noqa: S308 (escaped)


def _response(
    response: Response, shown: Submission, behind: list[Behind], places: Mapping[str, str]
) -> str:
    commitment = response.commitment
    url = escaped(commitment.get_absolute_url())
    title = _numbered(commitment.number, commitment.shown_title)
    words = ""
    if response.narrative:
        look = language_attributes(response.language)
        words = f"<blockquote {look}><p>{linebreaksbr(response.narrative)}</p></blockquote>\n"
    return (
        f'<article class="response" id="{escaped(commitment.key)}">\n<div>\n'
        f'<h4>\n<a href="{url}">{title}</a>\n</h4>\n{status_mark(response.status)}\n</div>\n'
        f"<div>\n{words}{_evidence(response, shown)}{_behind(behind, shown, places)}</div>\n"
        "</article>"
    )


def _evidence(response: Response, shown: Submission) -> str:
    """Where the response stands in the report, and a link of its own."""
    if not (response.page or response.evidence_url or response.language):
        return ""
    lines = []
    if response.language:
        name = language_name(response.language)
        lines.append(escaped(_("In %(language)s") % {"language": name}))
    if response.page:
        page = escaped(_("page %(page)s") % {"page": response.page})
        lines.append(f"· {page}" if lines else page)
    if response.attachment and response.attachment.is_public:
        lines.append(f"· {_file(response.attachment, shown)}")
    if response.evidence_url:
        url, words = escaped(response.evidence_url), escaped(_("link to evidence"))
        lines.append(f'· <a href="{url}" rel="nofollow noopener">{words}</a>')
    return '<p class="meta">\n' + "\n".join(lines) + "\n</p>\n"


def _file(file: Attachment, shown: Submission, look: str = "") -> str:
    url = escaped(reverse("attachment", args=[shown.reference, file.key]))
    return f'<a{look} href="{url}"><bdi>{escaped(file.name)}</bdi></a>'


def _behind(behind: list[Behind], shown: Submission, places: Mapping[str, str]) -> str:
    """The answers and passages on which a response rests. Answers lead to their ``places``."""
    if not behind:
        return ""
    title = _("Why it says so")
    items = [f"<li>\n{_line(each, shown, places)}\n</li>" for each in behind]
    return (
        f'<details class="behind">\n<summary>{escaped(title)}</summary>\n'
        f"<ul>\n{''.join(items)}\n</ul>\n</details>\n"
    )


def _line(source: Behind, shown: Submission, places: Mapping[str, str]) -> str:
    if source.number:
        found = _numbered(source.number, source.question)
        if place := places.get(source.number):
            url = escaped(f"?cycle={shown.cycle.code}&answers={place}")
            found = f'<a href="{url}">{found}</a>'
        parts = [found, f'<strong dir="auto">{_shortened(source.said, 160)}</strong>']
        if not source.is_main:
            supporting = escaped(pgettext("answer", "supporting"))
            parts.append(f'<span class="meta">{supporting}</span>')
    else:
        parts = [f'<q dir="auto">{_shortened(source.quotation, 400)}</q>']
    if source.page:
        parts.append(_page(source.page))
    if source.attachment and source.attachment.is_public:
        parts.append(_file(source.attachment, shown, ' class="meta"'))
    return "\n".join(parts)
