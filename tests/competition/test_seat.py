"""Whose dashboard it is: a municipality's own people have theirs, the organiser looks, others are kept
out, by every address there is."""

import pytest
from django.urls import reverse

from competition.categories import CATEGORIES
from competition.urls import behind_login
from municipalities.models import Municipality
from signups.weeks import Week
from tests import factories
from tests.addresses import names_with_parameters
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
VALUES = {
    "pk": 1,
    "number": 1,
    "kind": "csv",
    "week": Week(2014, 41),
    "category": CATEGORIES[0],
}
OWN = [each.name for each in behind_login if str(each.pattern).startswith("min-kommune/")]
SEEN = [each.name for each in behind_login if str(each.pattern).startswith("kl/kommuner/<slug")]


@pytest.fixture
def race():
    factories.the_clock_shows(at(2014, 10, 18, 10))
    return factories.autumn(weeks=(36, 40, 41))


def of(code: str):
    return factories.staff(Municipality.objects.get(code=code))


def addresses(names, whose: str) -> list[str]:
    parameters = names_with_parameters(without=["admin", "api-1.0.0"])
    values = VALUES | {"whose": whose}
    return [reverse(name, kwargs={key: values[key] for key in parameters[name]}) for name in names]


def test_every_page_of_the_dashboard_can_be_looked_at():
    assert {f"{name}_seen" for name in OWN} >= set(SEEN) >= {"dashboard_seen"}


def test_staff_are_kept_out_of_every_municipalitys_page_under_the_organisers_address(race):
    aarhus = signed_in(of("751"))
    for whose in ("aarhus", "aalborg"):
        for address in addresses(SEEN, whose):
            assert (address, aarhus.get(address).status_code) == (address, 403)
            assert (address, aarhus.post(address).status_code) == (address, 403)


def test_the_organiser_has_no_dashboard_of_its_own(race):
    client = signed_in(factories.editor())
    for address in addresses(OWN, "aarhus"):
        assert (address, client.get(address).status_code) == (address, 403)


@pytest.mark.parametrize("role", ["editor", "approver", "administrator"])
def test_the_organiser_looks_but_sends_nothing(race, role):
    client = signed_in(getattr(factories, role)())
    page = client.get("/kl/kommuner/aarhus/").content.decode()
    assert "Du ser Aarhus, som kommunen selv ser siden." in page
    assert "Du kan ikke handle i kommunens navn." in page
    for address in addresses(SEEN, "aarhus"):
        # Who has access is for administrators alone.
        allowed = role == "administrator" or not address.endswith("/adgang/")
        seen = {200, 404} if allowed else {403}
        assert (address, client.get(address).status_code in seen) == (address, True)
        assert (address, client.post(address).status_code) == (address, 403)


def test_the_organiser_finds_all_98_and_what_is_looked_at_is_what_the_municipality_sees(race):
    client = signed_in(factories.editor())
    assert client.get("/kl/kommuner/").content.decode().count("/kl/kommuner/") >= 98
    looked = client.get("/kl/kommuner/aarhus/").content.decode()
    own = signed_in(of("751")).get("/min-kommune/").content.decode()
    main = [page[page.index('<section class="wrap muni-own">') :] for page in (looked, own)]
    ends = [page[: page.index("</main>")] for page in main]
    # Only the addresses of its pages differ.
    assert ends[0].replace("/kl/kommuner/aarhus/", "/min-kommune/") == ends[1]


def test_a_municipality_that_is_not_there_is_not_found(race):
    assert signed_in(factories.editor()).get("/kl/kommuner/nowhere/").status_code == 404
