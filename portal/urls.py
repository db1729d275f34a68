"""Addresses under ``/my/``, in each language like the public pages."""

from django.urls import path

from portal import (
    announcements,
    assistance,
    contacts,
    figures,
    filling,
    handing_in,
    home,
    matches,
    offers,
    offline,
    people,
    progress,
    questions,
    requests,
    taking_away,
)

app_name = "my"

urlpatterns = [
    path("", home.home, name="home"),
    path("<slug:reporter>/<slug:cycle>/begin/", home.begin, name="begin"),
    path("reports/<slug:reference>/", filling.report, name="report"),
    path("reports/<slug:reference>/part/<int:number>/", filling.part, name="part"),
    path("reports/<slug:reference>/section/<int:number>/", questions.section, name="section"),
    path("reports/<slug:reference>/derived/", questions.derived, name="derived"),
    path("reports/<slug:reference>/figures/", figures.figures, name="figures"),
    path("reports/<slug:reference>/progress/", progress.progress, name="progress"),
    path("reports/<slug:reference>/plans/", announcements.announced, name="announced"),
    path("reports/<slug:reference>/plans/new/<slug:of>/", announcements.add, name="announce"),
    path("reports/<slug:reference>/plans/<int:number>/", announcements.change, name="announcement"),
    path(
        "reports/<slug:reference>/plans/<int:number>/remove/",
        announcements.remove,
        name="withdraw-announcement",
    ),
    path("assistance/", assistance.projects, name="assistance"),
    path("requests/", requests.requests, name="requests"),
    path("requests/requests.<document:form>", requests.requests_file, name="requests-file"),
    path("requests/new/<slug:reporter>/", requests.new_request, name="new-request"),
    path("requests/<slug:reference>/", requests.request_page, name="request"),
    path("requests/<slug:reference>/step/", requests.request_step, name="request-step"),
    path("requests/<slug:reference>/match/", requests.match, name="match"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/<slug:party>/", offers.new_offer, name="new-offer"),
    path("offers/<slug:reference>/", offers.offer, name="offer"),
    path("offers/<slug:reference>/step/", offers.offer_step, name="offer-step"),
    path("matches/", matches.matches, name="matches"),
    path("matches/<slug:reference>/step/", matches.match_step, name="match-step"),
    path("notices/", assistance.notices, name="notices"),
    path(
        "notices/<slug:reporter>/<slug:reference>/", assistance.answer_notice, name="answer-notice"
    ),
    path("updates/", assistance.updates, name="updates"),
    path("updates/<slug:reference>/", assistance.update, name="update"),
    path(
        "updates/<slug:reporter>/<slug:reference>/", assistance.agree_to_update, name="agree-update"
    ),
    path("baselines/", progress.baselines, name="baselines"),
    path("baselines/<slug:reference>/", progress.decide, name="decide"),
    path("people/", people.people, name="people"),
    path("people/<slug:reporter>/appoint/", people.appoint, name="appoint"),
    path("people/<slug:reporter>/<int:number>/end/", people.dismiss, name="dismiss"),
    path(
        "people/<slug:reporter>/<int:number>/take-back/",
        people.take_back,
        name="take-back-invitation",
    ),
    path("offices/", contacts.offices, name="offices"),
    path("offices/new/<slug:reporter>/", contacts.new_office, name="new-office"),
    path("offices/<slug:reference>/", contacts.office, name="office"),
    path("offices/<slug:reference>/step/", contacts.office_step, name="office-step"),
    path("reports/<slug:reference>/about/", filling.about, name="about"),
    path("reports/<slug:reference>/messages/", filling.ask, name="ask"),
    path("reports/<slug:reference>/files/", filling.attach, name="attach"),
    path("reports/<slug:reference>/files/<slug:key>/remove/", filling.remove, name="remove"),
    path("reports/<slug:reference>/confirm/", filling.confirm, name="confirm"),
    path("reports/<slug:reference>/form.xlsx", offline.form, name="form"),
    path("reports/<slug:reference>/upload/", offline.upload, name="upload"),
    path("reports/<slug:reference>/upload/accept/", offline.accept, name="accept"),
    path("reports/<slug:reference>/preview/", taking_away.preview, name="preview"),
    path("reports/<slug:reference>/draft.<document:form>", taking_away.draft, name="draft"),
    path("reports/<slug:reference>/submit/", handing_in.submit, name="submit"),
    path("reports/<slug:reference>/correct/", handing_in.correct, name="correct"),
    path("reports/<slug:reference>/discard/", handing_in.discard, name="discard"),
    path("reports/<slug:reference>/receipt/", handing_in.receipt, name="receipt"),
    path(
        "reports/<slug:reference>/receipt.<form:form>", handing_in.receipt_file, name="receipt-file"
    ),
]
