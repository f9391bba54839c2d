"""Whom the letters are addressed to: by name where one is known, by title alone where none is.

A list is brought in from CSV or XLSX with a heading of these Danish or English words, in any order:
kommune(kode), borgmester, borgmestertitel, kommunaldirektør, direktørtitel, e-mail, adresse, postby.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from competition.models import Addressee
from competition.standings import Entrant
from municipalities import names
from municipalities.loading import LoadingError
from municipalities.models import Municipality, User
from signups import sheets
from signups.models import Step
from signups.releases import Refused, record

FIELDS = (*("mayor_title", "mayor_name", "chief_title", "chief_name", "email", "street", "town"),)
_HEADINGS = {
    "code": {"kode", "kommunekode", "kommunenr", "code"},
    "name": {"kommune", "kommunenavn", "municipality", "name"},
    "mayor_name": {"borgmester", "borgmesterens navn", "mayor", "mayor_name"},
    "mayor_title": {"borgmestertitel", "mayor_title"},
    "chief_name": {"kommunaldirektør", "kommunaldirektor", "direktør", "chief", "chief_name"},
    "chief_title": {"direktørtitel", "chief_title"},
    "email": {"e-mail", "email", "mail", "e-mailadresse"},
    "street": {"adresse", "vej", "street", "address"},
    "town": {"postby", "postnr. og by", "postnummer og by", "by", "town"},
}
# Those few whose heads or names in a letter are not like the others'.
_OWN_TITLES = {"101": ("Overborgmester", "Administrerende direktør")}
_OWN_NAMES = {"101": "Københavns Kommune", "400": "Bornholms Regionskommune"}


def letter_name(municipality: Municipality | Entrant) -> str:
    """As the municipality is named in a letter: `Aarhus Kommune`, `Københavns Kommune`."""
    return _OWN_NAMES.get(municipality.code, f"{municipality.name} Kommune")


def of(municipality: Municipality) -> Addressee:
    """Whom to write to; by title alone, and without an address, where nothing is known."""
    found = Addressee.objects.filter(municipality=municipality).first()
    return found or _unknown(municipality)


def everyone() -> list[Addressee]:
    """One of each municipality, in the municipalities' order."""
    known = {one.municipality_id: one for one in Addressee.objects.all()}
    return [known.get(one.code, _unknown(one)) for one in Municipality.objects.all()]


def _unknown(municipality: Municipality) -> Addressee:
    mayor, chief = _OWN_TITLES.get(municipality.code, ("Borgmester", "Kommunaldirektør"))
    return Addressee(municipality=municipality, mayor_title=mayor, chief_title=chief)


def lines(addressee: Addressee) -> list[str]:
    """The address as it stands on the letter."""
    offices = (
        (addressee.mayor_title, addressee.mayor_name),
        (addressee.chief_title, addressee.chief_name),
    )
    to = [f"{title} {name}".strip() for title, name in offices]
    where = (addressee.street, addressee.town)
    return [letter_name(addressee.municipality), *to, *filter(None, where)]


def greeting(addressee: Addressee) -> str:
    """Whom the letter greets: the names, or the title where a name is not known."""
    mayor = addressee.mayor_name or addressee.mayor_title.lower()
    chief = addressee.chief_name or addressee.chief_title.lower()
    return f"{mayor} og {chief}"


@transaction.atomic
def write(
    municipality: Municipality, *, values: Mapping[str, str], by: User, now: datetime
) -> None:
    """Keep whom to write to in one municipality."""
    if not by.may_enter:
        raise Refused(_("Your role does not work with the round."))
    Addressee.objects.update_or_create(municipality=municipality, defaults=dict(values))
    note = f"{_('addressee')}: {municipality}"
    record(Step.Action.ROUND, by=by, now=now, note=note)


@transaction.atomic
def load(*, content: bytes, by: User, now: datetime) -> int:
    """Keep a whole list; how many municipalities it names. What the list has no column for, or
    leaves empty, stays. `LoadingError` with every problem, and nothing stored.
    """
    if not by.may_enter:
        raise Refused(_("Your role does not work with the round."))
    found = _read(content)
    known = {one.municipality_id: one for one in everyone()}
    for code, values in found.items():
        for name, value in values.items():
            setattr(known[code], name, value)
    Addressee.objects.bulk_create(
        [known[code] for code in found],
        update_conflicts=True,
        unique_fields=["municipality"],
        update_fields=list(FIELDS),
    )
    note = f"{_('list of addressees')}: {len(found)}"
    record(Step.Action.ROUND, by=by, now=now, note=note)
    return len(found)


def _read(content: bytes) -> dict[str, dict[str, str]]:
    """By code, what each line of the list says."""
    titles, rows = _table(content)
    roster = names.Roster(Municipality.objects.values_list("code", "name"))
    found: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    for line, row in rows:
        said = {name: row[at].strip() for name, at in titles.items() if at < len(row)}
        if not any(said.values()):
            continue
        code_text, name_text = said.pop("code", ""), said.pop("name", "")
        problem, code = _whose(roster, code_text, name_text)
        problem = problem or _fault(said) or (_("is in the list twice") if code in found else "")
        if problem or code is None:
            problems.append(_("Line %(line)s: %(what)s.") % {"line": line, "what": problem})
        else:
            found[code] = {name: value for name, value in said.items() if value}
    if not found and not problems:
        problems.append(_("The list holds no municipality."))
    if problems:
        raise LoadingError(problems)
    return found


def _whose(roster: names.Roster, code: str, name: str) -> tuple[str, str | None]:
    said = " ".join(filter(None, (code, name)))
    try:
        found = roster.resolve(code, name)
    except names.Contradiction:
        return _("“%(said)s”: code and name are not of one municipality") % {"said": said}, None
    if found is None:
        return _("“%(said)s” is not a municipality that is known here") % {"said": said}, None
    return "", found


def _fault(said: Mapping[str, str]) -> str:
    """What is wrong with a line's values; empty where nothing is."""
    for name, value in said.items():
        field = Addressee._meta.get_field(name)  # noqa: SLF001 - Django means it to be read
        most = getattr(field, "max_length", None) or 0
        if len(value) > most:
            return _("“%(said)s” is longer than %(most)s characters") % {
                "said": value[:40],
                "most": most,
            }
    try:
        if said.get("email"):
            validate_email(said["email"])
    except ValidationError:
        return _("“%(said)s” is not an e-mail address") % {"said": said["email"]}
    return ""


def _table(content: bytes) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Where each column stands, and the lines below the heading."""
    try:
        for table in sheets.tables(content):
            rows = list(table.rows())
            heading = [cell.strip().strip("\ufeff").lower() for cell in rows[0][1]] if rows else []
            titles = {
                name: next(n for n, title in enumerate(heading) if title in words)
                for name, words in _HEADINGS.items()
                if any(title in words for title in heading)
            }
            if {"code", "name"} & set(titles) and len(titles) > 1:
                return titles, rows[1:]
    except sheets.Unreadable as error:
        raise LoadingError(
            [_("The file cannot be read as a list. Save it as CSV or XLSX and send that.")]
        ) from error
    raise LoadingError(
        [_("The first line must name the columns, “kommune” and “e-mail” for example.")]
    )
