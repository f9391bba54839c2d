"""Four municipalities whose files of open data the tests fetch."""

import csv
from io import StringIO

from django.test import Client

from tests import factories as make

DATA = "/2014/data/"
DAY = make.at(2014, 10, 18, 10)
FORMATS = ("csv", "json", "xlsx", "csv-metadata.json")
FILES = ("2014-uge-41", "slutspurt/2014-uge-41", "alle-uger", "unge/alle-uger")


def four_municipalities():
    """Four municipalities, one of them outside and one without a figure; week 42 is a draft."""
    north = make.municipality("Aalborg", code="851", population=(456, 80))
    east = make.municipality("Ærø", code="492", region_code="1083", population=(1000, 100))
    outside = make.municipality("Fanø", code="563", region_code="1083", population=(100, 10))
    silent = make.municipality("Læsø", code="825", population=(200, 20))
    race = make.competition(participants=[north, east, silent])
    make.published_with({north: 95, east: 240, outside: 90}, "2014-W35")
    make.published_with({north: 100, east: 250, outside: 90}, "2014-W36")
    make.published_with({north: 110, east: 280, outside: 92}, "2014-W40")
    make.published_with({north: 123, east: 300, outside: 95}, "2014-W41")
    make.figure(make.draft("2014-W42"), north, 424_242)
    make.the_clock_shows(DAY)
    return race


def get(file, **asked):
    response = Client().get(f"{DATA}{file}", asked)
    assert response.status_code == 200, file
    return response


def rows_of(file, **asked):
    return list(csv.DictReader(StringIO(get(file, **asked).text)))


def correct(code, week, registered, *, confirmed=DAY):
    return make.corrected(code, week, (registered, registered // 5, 0), now=confirmed)
