"""Addresses of the pages; tracker/urls.py puts them under each language's prefix.

The slug converter lets no control character through to the database.
"""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from website import (
    about,
    attachments,
    briefs,
    charts,
    commitments,
    comparing,
    contacts,
    cooperation,
    cycles,
    data,
    deadlines,
    documents,
    feeds,
    home,
    indicators,
    instruments,
    matching,
    matrix,
    meetings,
    plans,
    questionnaires,
    questions,
    reporters,
    searching,
    sources,
    states,
    translations,
    trends,
    versions,
)


class DocumentConverter:
    """The formats of a document."""

    regex = "pdf|docx"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class FormConverter(DocumentConverter):
    """The formats of a page."""

    regex = "pdf|docx|json"


register_converter(DocumentConverter, "document")
register_converter(FormConverter, "form")
register_converter(charts.AddressConverter, "chart")
register_converter(indicators.SdmxConverter, "sdmx")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("states/", states.states, name="states"),
    path("states/<slug:code>/", reporters.state, name="state"),
    path("states/<slug:code>/brief.<form:form>", briefs.state_brief, name="state-brief"),
    path("states/<slug:code>/reports.atom", feeds.Reports(), name="state-feed"),
    path("feeds/reports.atom", feeds.Reports(), name="feed"),
    path("feeds/deadlines.ics", deadlines.calendar, name="deadlines"),
    path(
        "states/<slug:code>/versions/<slug:cycle>/", versions.state_versions, name="state-versions"
    ),
    path("organisations/", reporters.organisations, name="organisations"),
    path("organisations/<slug:code>/", reporters.organisation, name="organisation"),
    path(
        "organisations/<slug:code>/brief.<form:form>",
        briefs.organisation_brief,
        name="organisation-brief",
    ),
    path("organisations/<slug:code>/reports.atom", feeds.Reports(), name="organisation-feed"),
    path(
        "organisations/<slug:code>/versions/<slug:cycle>/",
        versions.organisation_versions,
        name="organisation-versions",
    ),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/trend-report/", trends.choose, name="trends"),
    path("cycles/trend-report.<document:form>", trends.report, name="trend-report"),
    path("cycles/<slug:code>/", cycles.cycle, name="cycle"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<slug:key>/", meetings.meeting, name="meeting"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<slug:key>/", documents.document, name="document"),
    path("documents/<slug:document_key>/<slug:slug>/", commitments.commitment, name="commitment"),
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/<slug:key>/", instruments.instrument, name="instrument"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:key>/", sources.source, name="source"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path(
        "questionnaires/<slug:key>/<int:version>/",
        questionnaires.questionnaire,
        name="questionnaire",
    ),
    path(
        "questionnaires/<slug:key>/<int:version>/<slug:cycle>/<slug:question>/",
        questions.question,
        name="question",
    ),
    path(
        "questionnaires/<slug:key>/<int:version>/<slug:cycle>/<slug:question>.csv",
        questions.question_csv,
        name="question-csv",
    ),
    path("contacts/", contacts.contacts, name="contacts"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:key>/", plans.plan, name="plan"),
    path("targets/", plans.targets, name="targets"),
    path("targets/<slug:key>/", plans.target, name="target"),
    path("cooperation/", cooperation.overview, name="cooperation"),
    path("cooperation/years/<int:year>.<document:form>", cooperation.year, name="assistance-year"),
    path("cooperation/regimes/", cooperation.regimes, name="regimes"),
    path("cooperation/projects/", cooperation.projects, name="projects"),
    path("cooperation/projects/<slug:reference>/", cooperation.project, name="project"),
    path("cooperation/requests/", matching.requests, name="requests"),
    path("cooperation/requests.<document:form>", matching.requests_file, name="requests-file"),
    path("cooperation/requests/<slug:reference>/", matching.request_page, name="request"),
    path("cooperation/offers/", matching.offers, name="offers"),
    path("cooperation/offers/<slug:reference>/", matching.offer, name="offer"),
    path("cooperation/funds/<slug:key>/", cooperation.fund, name="fund"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/all.sdmx.<sdmx:form>", indicators.sdmx_file, name="figures-sdmx"),
    path("indicators/<slug:key>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:key>.sdmx.<sdmx:form>", indicators.sdmx_file, name="indicator-sdmx"),
    path("coverage/", matrix.coverage_page, name="coverage"),
    path("charts/<chart:address>.svg", charts.svg_file, name="chart-svg"),
    path("charts/<chart:address>.png", charts.png_file, name="chart-png"),
    path("embed/<chart:address>/", charts.embed, name="chart-embed"),
    path("compare/", comparing.compare, name="compare"),
    path("about/", about.about, name="about"),
    path("search/", searching.search, name="search"),
    path("data/", data.data, name="data"),
    path("data/translations/", translations.translations, name="translations"),
    # Not public: a guard protects each of these pages.
    path("my/", include("portal.urls")),
    path("attachments/<slug:reference>/<slug:key>/", attachments.attachment, name="attachment"),
]
