"""The municipality's own page: where it stands, and what it takes today."""

import re

import pytest
from django.test import Client

from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


def test_what_cannot_be_done_is_said_and_equals_are_called_equals() -> None:
    factories.the_clock_shows(at(2014, 9, 12, 10))
    first, own, level, last = (
        factories.municipality(name) for name in ("Aby", "Bby", "Cby", "Dby")
    )
    factories.competition(participants=[first, own, level, last])
    release = factories.published("2014-W36")
    for who, registered, exempt in ((first, 900, 0), (own, 500, 150), (level, 500, 0)):
        factories.figure(release, who, registered, exempt=exempt)
    factories.figure(release, last, 480)
    factories.store_places(release)
    client = Client()
    client.force_login(factories.staff(own))
    page = client.get("/min-kommune/").content.decode()
    ladder = page[page.index('class="ladder" data-category="main"') :]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", ladder[: ladder.index("</article>")], re.DOTALL)[1:]
    words = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    assert [" ".join(row) for row in words] == [
        "1 Aby 401 · kan ikke nås",
        "2 Bby 50,0 pct.",
        "2 Cby helt lige",
        "4 Dby 21 bag jer",
    ]
