"""Offers of assistance, of the parties for which the person is an officer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperation import access, offering
from cooperation.models import Offer
from portal.guard import for_contacts
from portal.stepping import RecordForm, days, made_just_now, opened, party_of, say
from publications.records import offered
from reports.models import Group, GroupKind


class OfferForm(RecordForm):
    """What a party is ready to give, and the regions whose States it is for."""

    multiline = ("conditions",)
    places = forms.ModelMultipleChoiceField(
        label=gettext_lazy("For States of these regions"),
        help_text=gettext_lazy("For any State where none is chosen."),
        queryset=Group.objects.filter(kind=GroupKind.REGIONAL_GROUP),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Offer
        fields = [
            *("title", "conditions", "themes", "aid", "places", "amount", "currency"),
            *("valid_from", "valid_until", "contact_mailbox"),
        ]
        widgets = days("valid_from", "valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = gettext_lazy("Most for one project")
        if self.instance.pk:
            places = self.instance.places.exclude(place_group=None)
            self.initial["places"] = [each.place_group for each in places]

    def places_given(self) -> list[dict[str, Any]]:
        """The chosen regions, and the offer's other places, which this form does not show."""
        fields: dict[str, Any] = self.fields
        offered = fields["places"].queryset.values_list("pk", flat=True)
        found = [{"place_group": group} for group in self.cleaned_data["places"]]
        if self.instance.pk:
            others = self.instance.places.values(*offering.PLACE)
            found += [each for each in others if each["place_group_id"] not in set(offered)]
        return found


@for_contacts
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    context = {
        "own": offered.with_line(access.own_offers(request.user)),
        "reporters": access.giving_reporters(request.user),
        "bodies": access.giving_bodies(request.user),
    }
    return render(request, "portal/offers.html", context)


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def new_offer(request: HttpRequest, party: str) -> HttpResponse:
    """A new offer of a State, organisation or body for which the person is an officer."""
    giver = party_of(
        party, access.giving_reporters(request.user), access.giving_bodies(request.user)
    )
    return _edited(request, Offer(**giver))


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """One of the person's own offers, with its steps; a draft can be changed."""
    with opened(request, access.own_offers(request.user), reference) as found:
        access.require(request.method != "POST" or offering.may_write(request.user, found))
        return _edited(request, found)


def _edited(request: HttpRequest, found: Offer) -> HttpResponse:
    """Show the form; on POST save. With faults it is shown again (422)."""
    may_write = found.pk is None or offering.may_write(request.user, found)
    form = OfferForm(request.POST or None, instance=found) if may_write else None
    if form and request.method == "POST" and form.is_valid():
        saved = _saved(form, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("my:offer", saved.reference)
    context = {
        "form": form,
        "offer": found,
        "steps": offering.steps(request.user, found) if found.pk else [],
    }
    status = 422 if form and form.errors else 200
    return render(request, "portal/offer.html", context, status=status)


@transaction.atomic
def _saved(form: OfferForm, *, by: Any) -> Offer:
    """The offer as the form has it; a new one once, however often its button is pressed."""
    offer = form.instance
    party = offer.reporter or offer.body
    own = Offer.objects.filter(reporter=offer.reporter, body=offer.body)
    if made := made_just_now(form, party, own):
        regions = {place.place_group for place in made.places.select_related("place_group")}
        if regions == set(form.cleaned_data["places"]):
            return made
    themes, places = form.cleaned_data["themes"], form.places_given()
    return offering.save(offer, themes=themes, places=places, by=by)


@for_contacts
@require_POST
def offer_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand it in, or close it."""
    found = get_object_or_404(access.own_offers(request.user), reference=reference)
    step = request.POST.get("step", "")
    if step in offering.STEPS:
        say(request, lambda: offering.take(found, step, by=request.user))
    return redirect("my:offer", reference)
