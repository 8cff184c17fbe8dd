"""What a password must be: long, not on the list of common ones, not like the address or the name."""

from __future__ import annotations

from difflib import SequenceMatcher

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from fanal.web.accounts.identity import normalised
from fanal.web.design.language import say

LENGTH = 12
_ALIKE = 0.7
_TELLING = 4


def check_password_rule(password: str, *known: str) -> None:
    """Let a password pass, or say what is wrong with it.

    Parameters
    ----------
    password
        The password.
    *known
        What others know of this person: address and name.

    Raises
    ------
    ValidationError
        With every reason.
    """
    wrong = []
    if len(password) < LENGTH:
        wrong.append(say("web.accounts.password-short", n=LENGTH))
    if _is_common(password):
        wrong.append(say("web.accounts.password-common"))
    if any(_alike(password, one) for one in known):
        wrong.append(say("web.accounts.password-alike"))
    if wrong:
        raise ValidationError(wrong)


class PasswordRule:
    """The rule as Django asks for it, for passwords that are set elsewhere than in our forms."""

    def validate(self, password: str, user: object = None) -> None:
        """Check a password."""
        check_password_rule(password, *_known(user))

    def get_help_text(self) -> str:
        """Say the rule."""
        return say("web.accounts.password-hint", n=LENGTH)


def _known(user: object) -> tuple[str, ...]:
    return tuple(str(getattr(user, name, "") or "") for name in ("address", "name"))


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    # A long password is seldom on the list; one that is a short common one repeated is as easily guessed.
    lowered = password.lower()
    return any(
        len(lowered) % length == 0 and lowered == lowered[:length] * (len(lowered) // length)
        for length in range(1, len(lowered) // 2 + 1)
    )


def _alike(password: str, known: str) -> bool:
    own, said = normalised(password), normalised(known)
    parts = {said, *said.replace("@", " ").replace(".", " ").replace("-", " ").split()}
    return any(_too_alike(own, part) for part in parts if len(part) >= _TELLING)


def _too_alike(own: str, part: str) -> bool:
    """Say whether half of a password is a known word, or all of it is nearly one."""
    half = part in own and len(part) * 2 >= len(own)
    return half or SequenceMatcher(a=own, b=part, autojunk=False).ratio() >= _ALIKE
