"""The second factor: who needs one, and who has it."""

from collections.abc import Iterator
from typing import Any

import qrcode
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.main import QRCode

QUIET = 4


def lacks_factor(user: Any) -> bool:
    """Whether an account still has to be given its second factor: points of contact always,
    staff where POA_STAFF_MFA says so. One query, and none where the account of the session came
    with it (``accounts.backends``)."""
    is_needed = settings.STAFF_MFA if user.is_staff else True
    if not is_needed:
        return False
    known: bool | None = getattr(user, "has_factor", None)
    return not (is_mfa_enabled(user, [Authenticator.Type.TOTP]) if known is None else known)


def reset(user: Any) -> None:
    """Take a lost second factor away: the next sign-in asks for a new one."""
    Authenticator.objects.filter(user=user).delete()


def qr_svg(text: str, label: str) -> SafeString:
    """A QR code as an SVG picture without any style of its own, as the content policy asks."""
    code = QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    matrix = code.get_matrix()
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {size} {size}" width="240"'
        ' height="240" shape-rendering="crispEdges"><rect width="{size}" height="{size}"'
        ' fill="#fff"/><path fill="#000" d="{path}"/></svg>',
        label,
        size=len(matrix),
        path="".join(squares(matrix)),
    )


def squares(matrix: list[list[bool]]) -> Iterator[str]:
    """The path of each dark square."""
    for y, row in enumerate(matrix):
        for x, is_dark in enumerate(row):
            if is_dark:
                yield f"M{x} {y}h1v1h-1z"
