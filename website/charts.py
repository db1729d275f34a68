"""Charts as files: SVG, PNG, and a small page for other sites to embed."""

from collections.abc import Callable

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from commitments.models import Instrument
from common import dates
from common.charts.chart import Chart, Imprint, printed_file, standalone
from common.charts.tilemap import TileMap
from common.files.press.wire import Unavailable
from common.files.writing.documents import told
from common.files.writing.png import png
from common.multilingual import current_language
from common.turns import PICTURES
from indicators import adherence
from publications import figures, status
from reports import coverage
from reports.models import Reporter, ReportingCycle, Submission
from website import indicators, state_map
from website.cycles import cycle_of
from website.subject import subject

# The policy of the page that others may embed: any site may frame it, and it needs less than other
# pages.
EMBEDDABLE = {
    "frame-ancestors": ["*"],
    "connect-src": None,
    "form-action": [NONE],
    "script-src": None,
}


class AddressConverter:
    """A chart's name and subject: ``arrivals/2022``, ``sections/2022/KEN``."""

    regex = "[-a-z]+(?:/[-A-Za-z0-9]+){1,2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@require_safe
def svg_file(request: HttpRequest, address: str) -> HttpResponse:
    """The chart as a file of its own, with title, source and day."""
    chart = chart_at(address)
    drawing = standalone(
        chart, imprint(request, chart), rtl=get_language_bidi(), language=current_language()
    )
    return HttpResponse(drawing, content_type="image/svg+xml")


@require_safe
def png_file(request: HttpRequest, address: str) -> HttpResponse:
    """The same as a picture; 503 if it cannot be drawn now. Raises Busy before anything is read."""
    with PICTURES.take():
        chart = chart_at(address)
        drawing = printed_file(chart, imprint(request, chart), rtl=get_language_bidi())
        try:
            return HttpResponse(png(drawing), content_type="image/png")
        except Unavailable as error:
            return told(error)


# The only page that other sites may frame: it takes no input and shows the same to everybody.
@csp_replace(EMBEDDABLE)  # type: ignore[arg-type]  # its types know views without arguments only
@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, address: str) -> HttpResponse:
    """The chart alone, with its table and its source."""
    chart = chart_at(address)
    context = {"chart": chart, "is_map": isinstance(chart.plot, TileMap)}
    return render(request, "website/embed.html", context)


def imprint(request: HttpRequest, chart: Chart) -> Imprint:
    """The file's remarks about itself, for readers who find it elsewhere."""
    source = _("Source: PoA Tracker, %(place)s, %(day)s") % {
        "place": request.build_absolute_uri(chart.page).partition("#")[0],
        "day": dates.day(timezone.localdate()),
    }
    return Imprint(source, _("Fictional data. Nothing in it was reported by anybody."))


def chart_at(address: str) -> Chart:
    """The chart of that address; 404 if there is none, or nothing to draw yet."""
    name, *subject = address.split("/")
    maker = MAKERS.get(name)
    chart = maker(*subject) if maker and len(subject) == SUBJECTS.get(name, 1) else None
    if chart is None:
        raise Http404
    return chart


def _cycle(code: str) -> ReportingCycle:
    return subject(cycle_of(code))


def _groups(code: str) -> Chart:
    cycle = _cycle(code)
    return figures.groups_chart(cycle, coverage.roll_call(cycle))


def _arrivals(code: str) -> Chart | None:
    return figures.arrivals_chart(_cycle(code))


def _commitments(code: str) -> Chart | None:
    cycle = _cycle(code)
    return figures.commitments_chart(cycle, coverage.by_commitment(cycle))


def _trend(subject: str) -> Chart | None:
    if subject != "all":
        return None
    return figures.trend_chart(coverage.trend(), Reporter.objects.members().count())


def _map_reported(code: str) -> Chart:
    return state_map.reported(_cycle(code)).chart


def _map_coverage(code: str) -> Chart | None:
    found = state_map.covered(_cycle(code))
    return found.chart if found else None


def _map_instrument(key: str) -> Chart | None:
    instrument = get_object_or_404(Instrument, key=key)
    statuses = adherence.as_of(instrument)
    day = timezone.localdate()
    return state_map.adherence(instrument, statuses, day).chart if statuses else None


def _sections(code: str, reporter: str) -> Chart:
    submission = get_object_or_404(
        Submission.objects.current().select_related("reporter", "cycle__meeting"),
        cycle__code=code,
        reporter__code=reporter,
    )
    memberships = list(submission.reporter.memberships.select_related("group"))
    beside = status.beside_of(submission, memberships)
    rows = status.section_rows(submission, beside)
    return figures.sections_chart(submission, rows, beside.group if beside else None)


def _timeline(subject: str, code: str) -> Chart | None:
    reporter = get_object_or_404(Reporter, code=code)
    if subject != "all":
        return None
    return figures.timeline_chart(reporter, coverage.record_of(reporter))


def _indicator(key: str) -> Chart | None:
    return indicators.chart_of(key)


MAKERS: dict[str, Callable[..., Chart | None]] = {
    "groups": _groups,
    "arrivals": _arrivals,
    "commitments": _commitments,
    "trend": _trend,
    "map-reported": _map_reported,
    "map-coverage": _map_coverage,
    "map-instrument": _map_instrument,
    "sections": _sections,
    "timeline": _timeline,
    "indicator": _indicator,
}
# The number of parts in the subject of a chart, if it is not one.
SUBJECTS = {"sections": 2, "timeline": 2}
