"""Configuration of the accounts application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The people who sign in."""

    name = "accounts"
    verbose_name = _("Accounts")
    records_are_private = True

    def ready(self) -> None:
        from allauth.account.signals import password_reset
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from accounts import devices, security_log
        from accounts.locking import unlock_after_reset
        from accounts.sessions import begin, end
        from common import doors

        doors.connect()
        user_logged_in.connect(begin, dispatch_uid="session_begins")
        user_logged_out.connect(end, dispatch_uid="session_ends")
        user_logged_in.connect(devices.note, dispatch_uid="device_is_known")
        password_reset.connect(unlock_after_reset, dispatch_uid="unlock_after_reset")
        security_log.connect()
