"""The people who sign in: secretariat staff and points of contact."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.kept_answers import KeptAnswer
from accounts.keys import ApiKey, Scope
from accounts.locking import SignInFailures, UsedCode

__all__ = ["ApiKey", "KeptAnswer", "Scope", "SignInFailures", "UsedCode", "User", "UserManager"]


class UserManager(BaseUserManager["User"]):
    """Creates users and finds them by e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return a user; without a password nobody can sign in as that user."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return a staff user with every permission."""
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with that e-mail address in any case; User.DoesNotExist when there is none."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One person. The e-mail address is the login."""

    class Language(models.TextChoices):
        """The languages of the interface, by their public codes."""

        ARABIC = "ar", _("Arabic")
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")
        RUSSIAN = "ru", _("Russian")
        SPANISH = "es", _("Spanish")

    # Kept in lower case (see the constraint), so that it is unique whatever its case.
    email = models.EmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is already a user with this e-mail address.")},
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    language = models.CharField(
        _("language of the interface"),
        max_length=2,
        choices=Language,
        blank=True,
        help_text=_("Left empty, the browser's language is used."),
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May sign in to the administration.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_(
            "Cleared instead of deleting the account: what the person did stays on record."
        ),
    )
    date_joined = models.DateTimeField(_("created on"), default=timezone.now, editable=False)

    # Passwords never enter the history, and signing in is not an edit.
    history = HistoricalRecords(
        excluded_fields=["password", "last_login"],
        # Rights are part of the record: who gave which role to whom, and when.
        m2m_fields=["groups", "user_permissions"],
        verbose_name=_("history of the user"),
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        permissions = [("oversee_edits", _("Can see all edits of everybody in one overview"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_in_lower_case",
                violation_error_message=_("Enter the e-mail address in lower case."),
                violation_error_code="email_not_in_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["", "ar", "zh", "en", "fr", "ru", "es"]),
                name="user_language_is_known",
                violation_error_message=_("Choose one of the six languages."),
                violation_error_code="unknown_language",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        """The name, or the e-mail address when there is none."""
        return str(self)

    def get_short_name(self) -> str:
        """The same as the full name: names are not taken apart."""
        return str(self)
