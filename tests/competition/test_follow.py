"""What follows the site by itself: the feed, the calendar, the map for search engines, and what each
page says of itself."""

import json
import re
from datetime import date, datetime, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import caches
from django.test import Client
from icalendar import Calendar

from competition import setting_up
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.at(2014, 10, 18, 10)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture
def race():
    north = make.municipality("Aalborg", code="851", population=(456, 80))
    east = make.municipality("Ærø", code="492", region_code="1083", population=(1000, 100))
    outside = make.municipality("Fanø", code="563", region_code="1083", population=(100, 10))
    race = make.competition(participants=[north, east])
    for week, more in (("2014-W35", 0), ("2014-W36", 5), ("2014-W41", 30)):
        make.published_with({north: 100 + more, east: 250 + more, outside: 90}, week)
    make.the_clock_shows(DAY)
    return race


def feed(language=""):
    response = Client().get(f"{language}/2014/feed.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314  our own


def entries(found):
    return [
        {name: entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("id", "title", "updated")}
        for entry in found.findall("a:entry", ATOM)
    ]


def correct_week_41():
    make.corrected("492", "2014-W41", (500, 50, 0), now=DAY)


# --- the feed -----------------------------------------------------------------------------------
def test_the_feed_has_an_entry_for_each_public_week_with_its_leader(race):
    assert [(e["title"], e["updated"]) for e in entries(feed())] == [
        ("Uge 41: Aalborg fører med 28,5 pct.", "2014-10-13T06:00:00+00:00"),
        ("Uge 36: Ærø fører med 25,5 pct.", "2014-09-08T06:00:00+00:00"),
        ("Uge 35: 28,3 pct. af landets borgere fra 15 år er tilmeldt", "2014-09-01T06:00:00+00:00"),
    ]
    assert entries(feed("/en"))[0]["title"] == "Week 41: Aalborg leads with 28.5%"


def test_a_correction_updates_its_entry_and_keeps_its_name(race):
    before = entries(feed())
    correct_week_41()
    after = entries(feed())
    assert [e["id"] for e in after] == [e["id"] for e in before]
    assert (after[0]["title"], after[0]["updated"]) == (
        "Uge 41: Ærø fører med 50,0 pct.",
        "2014-10-18T08:00:00+00:00",
    )
    assert after[1:] == before[1:]
    summary = feed().findtext("a:entry/a:summary", namespaces=ATOM)
    assert "Rettet i uge 41: Ærø, tilmeldte fra 280 til 500. Talt forkert." in summary


def test_names_are_unique_and_differ_between_the_languages(race):
    names = [e["id"] for found in (feed(), feed("/en")) for e in entries(found)]
    assert len(set(names)) == 6
    assert all(name.startswith("urn:uuid:") for name in names)


def test_an_empty_feed_is_a_feed_and_does_not_tell_when_it_was_asked_for(db):
    make.competition()
    make.the_clock_shows(DAY)
    found = feed()
    assert entries(found) == []
    updated = datetime.fromisoformat(found.findtext("a:updated", namespaces=ATOM))
    assert updated == make.at(2014, 8, 22)


def test_the_links_of_the_feed_lead_somewhere(race):
    links = {link.get("href") for link in feed().iter("{http://www.w3.org/2005/Atom}link")}
    for link in links:
        assert (
            Client().get(link.removeprefix("http://testserver").partition("#")[0]).status_code
            == 200
        )


# --- the calendar -------------------------------------------------------------------------------
def calendar(language=""):
    response = Client().get(f"{language}/2014/kalender.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def test_the_calendar_has_the_days_of_the_competition(race):
    found = {str(e["summary"]): e for e in calendar().walk("VEVENT")}
    ends = found["Danmarks mest digitale kommune 2014 slutter"]
    assert (ends.decoded("dtstart"), ends.decoded("dtend")) == (
        date(2014, 10, 24),
        date(2014, 10, 25),
    )
    crowned = found["Vinderne kåres"]
    assert crowned.decoded("dtstart") == make.at(2014, 11, 1, 12)
    assert crowned.decoded("dtstart").tzinfo.key == "Europe/Copenhagen"
    regional = found["De fem regionsvindere offentliggøres"]
    assert regional.decoded("dtend") - regional.decoded("dtstart") == timedelta(days=5)
    assert found["Tallene for uge 42"].decoded("dtstart") == make.at(2014, 10, 20, 8)
    assert "Tallene for uge 43" not in found


def test_the_calendar_says_the_same_in_english_under_the_same_names(race):
    danish, english = calendar(), calendar("/en")
    assert [e["uid"] for e in danish.walk("VEVENT")] == [e["uid"] for e in english.walk("VEVENT")]
    assert "The winners are crowned" in [str(e["summary"]) for e in english.walk("VEVENT")]
    names = [str(e["uid"]) for e in danish.walk("VEVENT")]
    assert len(set(names)) == len(names)


def test_the_calendar_carries_its_time_zone_and_summer_ends_in_it(race):
    zones = calendar().walk("VTIMEZONE")
    assert [str(zone["tzid"]) for zone in zones] == ["Europe/Copenhagen"]
    starts = [e.decoded("dtstart") for e in calendar().walk("VEVENT")]
    offsets = {s.utcoffset() for s in starts if isinstance(s, datetime)}
    assert offsets == {timedelta(hours=2), timedelta(hours=1)}


def test_a_ceremony_that_moves_reaches_the_readers_calendar(race):
    def crowned():
        caches["pages"].clear()
        return next(e for e in calendar().walk("VEVENT") if "kåres" in str(e["summary"]))

    before = crowned()
    assert (before["sequence"], before.decoded("dtstamp")) == (0, make.at(2014, 8, 22))
    values = {"announcement_at": make.at(2014, 11, 2, 14)}
    by, seen = make.administrator(), setting_up.fingerprint(race)
    setting_up.change(race, values=values, by=by, now=make.at(2014, 10, 17, 9), seen=seen)
    after = crowned()
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") == make.at(2014, 11, 2, 14)
    assert (after["sequence"], after.decoded("dtstamp")) == (1, make.at(2014, 10, 17, 9))
    others = [e for e in calendar().walk("VEVENT") if str(e["summary"]).endswith("begynder")]
    assert [e["sequence"] for e in others] == [0]


def test_a_week_that_came_out_is_a_later_word_than_the_day_it_was_awaited(race):
    found = {str(e["summary"]): e for e in calendar().walk("VEVENT")}
    out, awaited = found["Tallene for uge 41"], found["Tallene for uge 42"]
    assert (out["sequence"], out.decoded("dtstamp")) == (1, make.at(2014, 10, 13, 8))
    assert awaited["sequence"] == 0


# --- the map for search engines -----------------------------------------------------------------
def maps_of_the_site():
    found = ET.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314  our own
    return [place.text for place in found.iterfind("s:sitemap/s:loc", MAP)]


def pages_of_the_map():
    found = [
        ET.fromstring(Client().get(each.removeprefix("http://testserver")).content)  # noqa: S314
        for each in maps_of_the_site()
    ]
    return {
        url.findtext("s:loc", namespaces=MAP): (
            url.findtext("s:lastmod", namespaces=MAP),
            {link.get("hreflang"): link.get("href") for link in url.findall("x:link", MAP)},
        )
        for one in found
        for url in one.findall("s:url", MAP)
    }


def test_each_competition_has_a_map_of_its_own_and_none_asks_much(
    race, django_assert_max_num_queries
):
    for slug in ("2013", "2012"):
        make.competition(slug)
    correct_week_41()
    assert maps_of_the_site() == [
        f"http://testserver/sitemap-{name}.xml" for name in ("faelles", "2014", "2013", "2012")
    ]
    caches["pages"].clear()
    for address in ("/sitemap.xml", "/sitemap-faelles.xml", "/sitemap-2014.xml"):
        with django_assert_max_num_queries(6):
            assert Client().get(address).status_code == 200


def test_a_competition_that_is_only_planned_has_no_map(race):
    make.competition("2015", state="planned")
    assert [m for m in maps_of_the_site() if "2015" in m] == []
    assert Client().get("/sitemap-2015.xml").status_code == 404


def test_every_page_of_the_map_is_there_and_names_itself(race):
    for address in pages_of_the_map():
        page = Client().get(address.removeprefix("http://testserver"))
        assert page.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in page.text


def test_the_map_has_both_languages_and_when_a_page_last_changed(race):
    found = pages_of_the_map()
    changed, links = found["http://testserver/2014/kommuner/aeroe/"]
    assert changed == "2014-10-13"
    assert links == {
        "da": "http://testserver/2014/kommuner/aeroe/",
        "en": "http://testserver/en/2014/kommuner/aeroe/",
        "x-default": "http://testserver/2014/kommuner/aeroe/",
    }
    week = "http://testserver/en/2014/rangliste/unge/2014-uge-36/"
    assert found[week][0] == "2014-09-08"
    assert not [address for address in found if "uge-42" in address or "uge-35" in address]


def test_robots_are_told_where_the_map_is(race):
    assert "Sitemap: http://testserver/sitemap.xml" in Client().get("/robots.txt").text


# --- what pages say of themselves ---------------------------------------------------------------
def said(page, name):
    return unescape(re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)[1])


def newest_week(address):
    """The newest week's table says what the table without a week says, and is the same to read."""
    return "2014-uge-41" in address


def test_every_page_has_a_title_and_a_description_of_its_own(race):
    for language in ("da", "en"):
        texts = {}
        for address in pages_of_the_map():
            if ("/en/" in address) != (language == "en") or newest_week(address):
                continue
            page = Client().get(address.removeprefix("http://testserver")).text
            description = said(page, "description")
            assert 50 <= len(description) <= 160, (address, description)
            title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
            texts[address] = (unescape(title), description)
            assert said(page, "og:title") == unescape(title)
            assert said(page, "og:description") == description
        for number in (0, 1):
            all_of_them = [text[number] for text in texts.values()]
            twice = [text for text in all_of_them if all_of_them.count(text) > 1]
            assert twice == []


def test_descriptions_stay_in_bounds_before_the_first_figures(db):
    make.competition(participants=[make.municipality("Æ")])
    make.the_clock_shows(DAY)
    for address in pages_of_the_map():
        page = Client().get(address.removeprefix("http://testserver")).text
        assert 50 <= len(said(page, "description")) <= 160, address


def test_the_front_page_is_known_by_its_competition(race):
    page = Client().get("/").text
    assert '<link rel="canonical" href="http://testserver/2014/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/2014/">' in page
    assert 'type="application/atom+xml" title="Ugens resultater" href="/2014/feed.atom"' in page
    assert 'type="text/calendar" title="Datoer" href="/2014/kalender.ics"' in page


def test_a_filtered_table_is_known_as_the_whole_one(race):
    page = Client().get("/2014/rangliste/unge/?q=aa&sort=name").text
    whole = "http://testserver/2014/rangliste/unge/"
    assert f'<link rel="canonical" href="{whole}">' in page


def test_what_is_no_public_page_names_no_address(race):
    for address in ("/konto/login/", "/2014/kommuner/atlantis/"):
        assert 'rel="canonical"' not in Client().get(address).text


# --- the page of the files ----------------------------------------------------------------------
def test_the_page_lists_every_file_and_each_is_there(race):
    correct_week_41()
    page = Client().get("/2014/data/").text
    files = {
        unescape(f) for f in re.findall(r'href="(/2014/data/[^"]+\.(?:csv|json|xlsx)[^"]*)"', page)
    }
    assert len([f for f in files if "version" not in f]) == (3 + 2 * 3 + 4) * 3
    assert "/2014/data/2014-uge-41.csv?version=1" in files
    for address in files:
        assert Client().get(address).status_code == 200
    assert "2014-uge-42" not in page


def test_the_page_tells_search_engines_of_a_data_set(race):
    page = Client().get("/2014/data/").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    told = json.loads(block)
    assert (told["@type"], told["temporalCoverage"]) == ("Dataset", "2014-08-29/2014-10-10")
    assert told["dateModified"] == "2014-10-13T08:00:00+02:00"
    assert len(told["distribution"]) == 12


def test_the_citation_names_week_day_and_version(race):
    correct_week_41()
    page = Client().get("/2014/data/").text
    assert (
        "KL og Digitaliseringsstyrelsen: Danmarks mest digitale kommune 2014, uge 41 2014, opgjort "
        "pr. 10. oktober 2014, version 2. http://testserver/2014/data/2014-uge-41.csv?version=2"
    ) in unescape(page)


def test_the_old_address_leads_to_the_data_of_the_current_competition(race):
    assert Client().get("/data/").headers["Location"] == "/2014/data/"
    assert Client().get("/en/data/").headers["Location"] == "/en/2014/data/"
