"""From an identity provider's claims to a role here."""

import pytest

from municipalities.claims import Place, Rules, place_of, read_roles

RULES = Rules("groups", {"a": "administrator", "e": "editor", "k": "staff"}, "kommune")


@pytest.mark.parametrize(
    ("claims", "place"),
    [
        ({"groups": "e"}, Place("editor")),
        ({"groups": ["e", "a"]}, Place("administrator")),
        ({"groups": ["k"], "kommune": "751"}, Place("staff", "751")),
        ({"groups": ["k"], "kommune": " 0751 "}, Place("staff", "751")),
        ({"groups": ["k"], "kommune": ["751", "851"]}, None),
        ({"groups": ["k"], "kommune": "999"}, None),
        ({"groups": ["k"]}, None),
        ({"groups": ["x"]}, None),
        ({"groups": [1, None]}, None),
        ({"groups": {"e": True}}, None),
        ({}, None),
    ],
)
def test_claims_become_a_place_or_nothing(claims, place):
    assert place_of(claims, RULES, municipalities=["751", "851"]) == place


def test_groups_are_read_from_pairs_and_a_group_may_hold_an_equals_sign():
    assert read_roles(["cn=tal,dc=kl=editor", " b = staff "]) == {
        "cn=tal,dc=kl": "editor",
        "b": "staff",
    }


@pytest.mark.parametrize("line", ["a", "a=king", "=editor"])
def test_a_role_that_does_not_exist_stops_the_site_at_once(line):
    with pytest.raises(ValueError, match="group=role"):
        read_roles([line])
