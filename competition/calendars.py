"""Information meetings as calendar files (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC

from icalendar import Calendar, Event

from competition.models import Meeting

_DOMAIN = "mest-digitale-kommune"


def calendar(meetings: Iterable[Meeting]) -> bytes:
    """An .ics file. A meeting keeps its UID, and a change raises its SEQUENCE, so that the entry in
    the reader's calendar is replaced; a cancelled one is marked so.
    """
    found = Calendar()
    found.add("prodid", "-//Danmarks mest digitale kommune//DA")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    for meeting in meetings:
        found.add_component(_event(meeting))
    return bytes(found.to_ical())


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uid}@{_DOMAIN}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    if meeting.place or meeting.link:
        event.add("location", meeting.place or meeting.link)
    if meeting.link:
        event.add("url", meeting.link)
    return event
