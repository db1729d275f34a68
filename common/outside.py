"""Links to other sites that people enter and pages show. None of them is ever fetched."""

import ipaddress
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.bounding import normalised

# Names that lead nowhere on the public internet (RFC 6761, 6762, 7686, 8375, and ICANN's
# ``internal``).
PRIVATE = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "onion", "invalid"}
)
PRIVATE_ENDS = (".home.arpa", ".in-addr.arpa", ".ip6.arpa")


def host_of(address: str) -> str:
    """The name of the site, to be shown beside a link to it; empty for a text that is no
    address."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def validate_public_link(address: str) -> None:
    """Raise ValidationError unless ``address`` is one that anybody can open safely: https, of a
    site with a public name, with neither a user's name nor a password in it."""
    try:
        parts = urlsplit(address)
        has_user = "@" in parts.netloc
        _port = parts.port
    except ValueError:
        raise ValidationError(_("That is no address of a page."), code="no_address") from None
    if parts.scheme != "https":
        raise ValidationError(_("The address must begin with https://."), code="not_https")
    if has_user:
        message = _("The address must hold neither a user's name nor a password.")
        raise ValidationError(message, code="has_credentials")
    if any(unicodedata.category(character) in ("Cc", "Cf") for character in address):
        message = _("The address has a character that cannot be seen.")
        raise ValidationError(message, code="invisible_character")
    if not is_public_name(host_of(address)):
        message = _("The address must be of a site on the internet with a name of its own.")
        raise ValidationError(message, code="private_host")


class PublicLinkField(models.URLField):
    """An address that passes ``validate_public_link``, or nothing."""

    default_validators = [URLValidator(), validate_public_link]

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        given = {"assume_scheme": "https", "validators": [validate_public_link], **kwargs}
        return super().formfield(**given)


def is_public_name(host: str) -> bool:
    """Whether a site's name has several parts and is not reserved for private networks. Numbers are
    no names, in none of the forms that a browser reads."""
    # Browsers also accept other forms of full stops and digits.
    plain = normalised("NFKC", host).replace("。", ".").lower() if host else ""
    name, last = plain.rstrip("."), plain.rstrip(".").rpartition(".")[2]
    if "." not in name or last in PRIVATE or name.endswith(PRIVATE_ENDS):
        return False
    return not (last.isdigit() or last.startswith("0x") or _is_ip(name))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
