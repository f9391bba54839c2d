"""How long the links hold by which a person chooses a password."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from municipalities.models import User


class Links(PasswordResetTokenGenerator):
    """Links to choose a password: an invitation holds for days (`PASSWORD_RESET_TIMEOUT`), one for a
    forgotten password for hours.
    """

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether a link is the person's, unused, and young enough."""
        if not super().check_token(user, token) or user is None or token is None:
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])
        return not user.has_usable_password() or age <= settings.FORGOTTEN_PASSWORD_SECONDS
