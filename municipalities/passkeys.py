"""Passkeys, as a browser sends them: whatever is none is a wrong code, and never a fault of the site."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from cryptography.exceptions import InvalidSignature

# What allauth 65 and fido2 2 raise for JSON that is not the answer of a browser.
_NONSENSE = (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidSignature)


def _understood[T](read: Callable[[], T]) -> T:
    try:
        return read()
    except _NONSENSE as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey on its way in."""

    def clean(self) -> Any:
        """The form's data; ValidationError for what no browser sends."""
        return _understood(super().clean)


class AuthenticateForm(forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second factor."""

    def clean_credential(self) -> Any:
        """The person's authenticator; ValidationError for what no browser sends."""
        return _understood(super().clean_credential)


class LoginForm(forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of the password."""

    def clean_credential(self) -> Any:
        """The person's authenticator; ValidationError for what no browser sends."""
        return _understood(super().clean_credential)


class ReauthenticateForm(forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that matters."""

    def clean_credential(self) -> Any:
        """The person's authenticator; ValidationError for what no browser sends."""
        return _understood(super().clean_credential)
