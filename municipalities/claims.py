"""From what an identity provider says about a person to a role and a municipality. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Whoever is in several of the provider's groups gets the strongest role among them.
STRONGEST_FIRST = ("administrator", "approver", "editor", "staff")
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Place:
    """A person's role, and the official code of the municipality for staff (else empty)."""

    role: str
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Which claim names the groups, which group means which role, which claim names the municipality."""

    role_claim: str
    roles: Mapping[str, str]
    municipality_claim: str = ""


def read_roles(lines: Iterable[str]) -> dict[str, str]:
    """`group=role` pairs. ValueError for a role that does not exist."""
    found: dict[str, str] = {}
    for line in filter(None, (each.strip() for each in lines)):
        group, _, role = line.rpartition("=")
        if not group or role.strip() not in STRONGEST_FIRST:
            raise ValueError(f"“{line}” is not group=role, with a role of {STRONGEST_FIRST}.")
        found[group.strip()] = role.strip()
    return found


def place_of(
    claims: Mapping[str, object],
    rules: Rules,
    *,
    municipalities: Iterable[str],
) -> Place | None:
    """Role and municipality that the claims stand for; None where they stand for nobody here."""
    groups = _texts(claims.get(rules.role_claim))
    roles = {rules.roles[group] for group in groups if group in rules.roles}
    for role in STRONGEST_FIRST:
        if role not in roles:
            continue
        if role != STAFF:
            return Place(role)
        known = set(municipalities)
        codes = [_code(text) for text in _texts(claims.get(rules.municipality_claim))]
        own = [code for code in codes if code in known]
        return Place(role, own[0]) if len(set(own)) == 1 else None
    return None


def _texts(value: object) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [each for each in value if isinstance(each, str)]
    return []


def _code(text: str) -> str:
    """An official code as it is kept here: `0751` is `751`."""
    text = text.strip()
    return text[1:] if len(text) == 4 and text.startswith("0") else text  # noqa: PLR2004
