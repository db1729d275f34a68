"""The filters of the lists of requests, offers and matches."""

from api.reading.naming import in_either, keys, searching
from api.shared.parameters import AnyOf, Flag, ListParameters, Ordering, Words
from cooperation.models import Aid, Audience, MatchStatus, OfferStatus, RequestStatus


class Requests(ListParameters):
    search = Words("Words in the name of the State.", method=searching("reporter__search_text"))
    state = keys("states", "Codes of States that ask.", field_name="reporter")
    theme = keys("themes", "Keys of themes.", field_name="themes", distinct=True)
    commitment = keys(
        "commitments", "Keys of commitments.", field_name="commitments", distinct=True
    )
    aid = AnyOf("Kind of aid.", Aid.values)
    status = AnyOf("How far it has come.", RequestStatus.values)
    audience = AnyOf("Who may read it.", Audience.values)
    urgent = Flag("Urgent ones, or the others.", field_name="is_urgent")
    fictional = Flag("Demonstration data, or real ones.", field_name="is_fictional")
    ordering = Ordering("reference", reference="reference", opened_on="opened_on")


class Offers(ListParameters):
    search = Words(
        "Words in the name of the provider.",
        method=in_either("reporter__search_text", "body__search_text"),
    )
    state = keys("states", "Codes of States that provide.", field_name="reporter")
    organisation = keys(
        "organisations", "Codes of organisations and blocs that provide.", field_name="reporter"
    )
    body = keys("bodies", "Keys of bodies that provide.")
    theme = keys("themes", "Keys of themes.", field_name="themes", distinct=True)
    aid = AnyOf("Kind of aid.", Aid.values)
    status = AnyOf("How far it has come.", OfferStatus.values)
    fictional = Flag("Demonstration data, or real ones.", field_name="is_fictional")
    ordering = Ordering("reference", reference="reference", valid_until="valid_until")


class Matches(ListParameters):
    search = Words(
        "Words in the name of the State that asks.",
        method=searching("request__reporter__search_text"),
    )
    state = keys("states", "Codes of States that ask.", field_name="request__reporter")
    body = keys("bodies", "Keys of bodies that provide.")
    status = AnyOf("How far it has come.", MatchStatus.values)
    ordering = Ordering("reference", reference="reference", proposed_on="proposed_on")
