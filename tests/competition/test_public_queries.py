"""No public page asks the database more than six times when nothing is kept, however many
municipalities there are."""

import pytest
from django.test import Client

from signups.weeks import Week
from tests import factories

ADDRESSES = (
    "/",
    "/2014/rangliste/unge/?q=zzzz",
    "/2014/kort/",
    "/2014/kort/slutspurt/2014-uge-40/",
    "/2014/kommuner/",
    "/2014/kommuner/{town}/",
    "/2014/regioner/",
    "/2014/soeg/?q=Opfundte",
    "/2014/nyt/?set=2014-W40",
    "/2014/sammenlign/",
    "/2014/sammenlign/?kommuner={town},zzzz&kategori=slutspurt",
    "/2014/sammenlign/kurve.csv?kommuner={town}&kategori=unge",
    "/2014/data/",
    "/2014/data/slutspurt/alle-uger.json",
    "/2014/feed.atom",
    "/2014/kalender.ics",
    "/sitemap.xml",
    "/sitemap-faelles.xml",
    "/sitemap-2014.xml",
    "/2014/billede.png",
    "/2014/rangliste/mest-digitale/billede.png",
    "/2014/kommuner/{town}/billede.png",
    "/2014/embed/",
    "/2014/embed/rangliste/mest-digitale/",
    "/2014/embed/kommune/{town}/mest-digitale/",
    "/2014/embed/kort/mest-digitale/",
    "/2014/rettelser/",
    "/2014/regler/",
)


@pytest.mark.parametrize("many", [1, 98])
def test_a_public_page_takes_six_queries_at_most(db, many, django_assert_max_num_queries):
    towns = factories.invented(many, race=factories.competition())
    for number in (36, 40, 41):
        release = factories.published(Week(2014, number))
        factories.store_places(factories.invented_figures(release, towns))
    factories.the_clock_shows(factories.at(2014, 10, 18, 10))
    factories.corrected(towns[0].code, "2014-W41", (2300, 360, 100), now=factories.at(2014, 10, 17))
    for address in ADDRESSES:
        factories.new_data_version()
        with django_assert_max_num_queries(6):
            response = Client().get(address.format(town=towns[0].slug))
        assert response.status_code == 200, address
