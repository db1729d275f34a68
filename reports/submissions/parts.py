"""What a submission of this app alone consists of: its files and its responses, registered as every
later app registers its own child records."""

from reports.coding import second_look
from reports.models import Action, Attachment, Response, Submission
from reports.models.children import Child
from reports.models.children import register as register_child
from reports.models.columns import ATTACHMENT, RESPONSE
from reports.submissions import checks, rules


def hold_back(submission: Submission, step: str) -> None:
    """Responses that a second person has still to check keep a report from being published."""
    if step == Action.PUBLISH:
        second_look.refuse_unchecked(submission)


def register() -> None:
    """Files first: responses cite them."""
    register_child(
        Child(
            name="attachment",
            plural="files",
            model=Attachment,
            columns=ATTACHMENT,
            key=("sha256",),
        )
    )
    register_child(
        Child(
            name="response",
            plural="responses",
            model=Response,
            columns=RESPONSE,
            key=("commitment",),
            refuses_nil_return=True,
            checks=checks.of_responses,
            hold_back=hold_back,
            rules=rules.OF_RESPONSES,
        )
    )
