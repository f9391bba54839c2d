"""Who else of the organiser has a week open at this moment, so that two people do not work against
each other unawares. Kept in the cache for a minute; nothing is decided by it.
"""

from dataclasses import dataclass

from django.core.cache import cache

from municipalities.models import Role, User

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Present:
    """A person, and what of the week they have open: `grid`, `release`, or a file's name."""

    person: User
    what: str


def note(week: str, *, by: User, what: str) -> None:
    """The person has the week open now."""
    cache.set(_key(week, by.pk), what, SECONDS)


def others(week: str, *, than: User) -> list[Present]:
    """Everybody else who has had the week open within a minute."""
    people = {
        _key(week, person.pk): person
        for person in User.objects.filter(is_active=True).exclude(role=Role.STAFF)
        if person.pk != than.pk
    }
    return [Present(people[key], what) for key, what in cache.get_many(people).items()]


def _key(week: str, pk: int) -> str:
    return f"presence:{week}:{pk}"
