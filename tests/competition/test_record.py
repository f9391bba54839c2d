"""The result record: one written form, every input and outcome in it, a signature that holds."""

import base64
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from hypothesis import given
from hypothesis import strategies as st

from competition import canonical, record, signing
from competition.categories import CATEGORIES, Basis, Counts, People
from competition.ranking import Ratio
from competition.record import Margin, RegionalWinner
from tests.competition.a_record import FORGER, KEY, changed, contender, inputs, leaves, small


def outcome_of(found, key="main"):
    return next(o for o in record.outcomes(found) if o.category.key == key)


# --- the written form ------------------------------------------------------------------------------
def test_keys_are_in_order_and_nothing_is_between():
    content = {"b": [1, None, True, 'Æ\n"\x01'], "a": {"z": -5, "_": ""}}
    written = '{"a":{"_":"","z":-5},"b":[1,null,true,"Æ\\n\\"\\u0001"]}'
    assert canonical.serialise(content) == written.encode()


def test_the_hash_is_of_those_bytes():
    empty_object = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert canonical.sha256({}) == empty_object


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53, -(2**53), "A\u030a", "\ud800", (1,), b"x", object()]
)
def test_what_could_be_read_in_two_ways_is_refused(value):
    with pytest.raises(canonical.NotCanonicalError, match=r"^\.a\[0\]"):
        canonical.serialise({"a": [value]})


@pytest.mark.parametrize("key", ["Æ", "A", "", 1, "a b"])
def test_a_key_is_plain(key):
    with pytest.raises(canonical.NotCanonicalError, match="no key"):
        canonical.serialise({key: 1})


def test_texts_are_composed():
    assert canonical.text("A\u030aby") == "Åby"


names = st.text("abz09_", min_size=1, max_size=4)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-canonical.LARGEST, canonical.LARGEST)
    | st.text(max_size=8).map(canonical.text),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(names, plain, max_size=3))
def test_what_is_read_back_is_written_the_same(content):
    written = canonical.serialise(content)
    assert canonical.serialise(json.loads(written)) == written


# --- inputs and outcomes -----------------------------------------------------------------------------
def test_the_order_of_the_inputs_does_not_matter():
    found = small()
    turned = replace(found, contenders=found.contenders[::-1], regions=found.regions[::-1])
    assert canonical.serialise(record.document(turned)) == canonical.serialise(
        record.document(found)
    )


def test_equals_share_a_place_the_next_is_skipped_and_those_outside_have_none():
    found = [(p.standing.code, p.standing.place, p.tied) for p in outcome_of(small()).ranking]
    assert found == [
        ("727", 1, False),
        ("773", 2, True),
        ("787", 2, True),
        ("461", 4, False),
        ("851", None, False),
    ]


def test_the_margin_is_in_people_and_to_the_nearest_of_the_next_best():
    assert outcome_of(small()).margin == Margin(["773", "787"], 101)
    assert outcome_of(small(), "sprint").margin == Margin(["461"], 371)


def test_each_line_says_what_it_lacked_to_pass_the_one_ahead():
    found = {p.standing.code: p.to_pass for p in outcome_of(small()).ranking}
    assert found == {"727": None, "773": 101, "787": 201, "461": 11, "851": None}


def test_all_who_share_the_first_place_win():
    both = inputs(
        contender("727", "Odder"), contender("773", "Morsø", people=(500, 100), after=(300, 0, 0))
    )
    found = outcome_of(both)
    assert (found.winners, found.is_shared, found.margin) == (["727", "773"], True, None)


def test_a_region_has_its_winner_or_says_why_not():
    assert list(outcome_of(small()).regional) == [
        RegionalWinner("1081", ["727"]),
        RegionalWinner("1083", ["461"]),
    ]
    alone = inputs(
        contender("851", "Aalborg", after=None),
        contender("461", "Odense", region="1083", takes_part=False),
    )
    assert list(outcome_of(alone).regional) == [
        RegionalWinner("1081", [], "no participant with a value"),
        RegionalWinner("1083", [], "no participant"),
    ]


def test_a_missing_figure_is_null_and_not_zero():
    content = record.document(inputs(contender("851", "Aalborg", before=None, people=None)))
    assert content["baseline"]["figures"] == [
        {
            "code": "851",
            "registered_15_plus": None,
            "registered_15_24": None,
            "exempt_15_plus": None,
        }
    ]
    assert content["municipalities"][0]["population_15_24"] is None
    reasons = [o["ranking"][0]["reason"] for o in content["outcomes"]]
    assert reasons == ["no population", "no baseline", "no population"]


def test_a_correction_says_old_new_when_and_why():
    assert record.document(small())["corrections"] == [
        {
            "release": "closing",
            "code": "727",
            "old": {"registered_15_plus": 690, "registered_15_24": 150, "exempt_15_plus": 60},
            "new": {"registered_15_plus": 700, "registered_15_24": 150, "exempt_15_plus": 60},
            "reason": "Tastefejl",
            "at": "2014-10-25T12:00:00+02:00",
        }
    ]


def test_the_record_names_who_signed():
    assert record.document(small())["signed_by"] == [
        {"name": "Anna Ærø", "role": "godkender", "at": "2014-10-27T12:00:00+01:00"},
        {"name": "Bodil Åby", "role": "administrator", "at": "2014-10-27T13:00:00+01:00"},
    ]


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        record.moment(small().signed_by[0].at.replace(tzinfo=None))


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.key)
@given(numbers=st.tuples(*[st.integers(1, 10**7)] * 8))
def test_a_category_declares_the_numbers_that_it_measures(category, numbers):
    a, b, c, d, e, f, g, h = numbers
    basis = Basis(Counts(a, b, c), Counts(d, e, f), People(g, h))
    now = getattr(basis.figure, category.counted)
    if category.kind == "growth":
        before = getattr(basis.baseline, category.counted)
        declared = Fraction(now - before, before)
    else:
        declared = Fraction(now, getattr(basis.population, category.divided_by))
    measured = category.measure(basis)
    assert isinstance(measured, Ratio)
    assert Fraction(measured.numerator, measured.denominator) == declared


# --- the signature -----------------------------------------------------------------------------------
def test_the_public_key_belongs_to_the_private_one_as_the_standard_says():
    # RFC 8032, section 7.1, test 2.
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    known = signing.key_from(base64.b64encode(seed).decode())
    assert known.public_key == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert signing.key_from(signing.as_text(known)).public_key == known.public_key


def test_what_is_signed_is_genuine_and_always_the_same():
    envelope = signing.sign(record.document(small()), KEY)
    again = signing.read(signing.serialise(envelope))
    assert again == envelope == signing.sign(record.document(small()), KEY)
    assert signing.is_genuine(again, KEY.public_key)
    assert not signing.is_genuine(again, FORGER.public_key)


def test_a_change_of_any_leaf_is_seen():
    whole = json.loads(signing.serialise(signing.sign(record.document(small()), KEY)))
    genuine = [
        path
        for path in leaves(whole)
        if signing.is_genuine(signing.Envelope(**changed(whole, path)), KEY.public_key)
    ]
    assert genuine == []


def test_a_signature_in_capitals_is_another_text():
    envelope = signing.sign(record.document(small()), KEY)
    loud = replace(envelope, signature=envelope.signature.upper())
    assert not signing.is_genuine(loud, KEY.public_key)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"record":{}}', b"\xff", b"[" * 100_000, b'{"record": 1}', b"1"],
)
def test_other_bytes_hold_no_signed_document(content):
    with pytest.raises(signing.BadEnvelopeError):
        signing.read(content)


def test_an_envelope_has_one_written_form():
    written = signing.serialise(signing.sign({"a": 1}, KEY))
    for other in (
        written + b"\n",
        written.replace(b":", b": "),
        written.replace(b'{"a":1}', b"[]"),
    ):
        with pytest.raises(signing.BadEnvelopeError):
            signing.read(other)


# --- keys --------------------------------------------------------------------------------------------
def pem(private, password=None) -> str:
    how = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how
    ).decode()


def test_a_key_is_read_from_pem_also_on_one_line():
    written = pem(KEY.private)
    assert signing.key_from(written).public_key == KEY.public_key
    assert signing.key_from(written.strip().replace("\n", "\\n")).public_key == KEY.public_key


@pytest.mark.parametrize(
    "written",
    [
        "",
        "æ",
        "AAAA",
        "not base64!",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        pem(KEY.private, b"secret"),
        pem(x25519.X25519PrivateKey.generate()),
    ],
)
def test_what_is_no_key_is_refused_and_never_repeated(written):
    with pytest.raises(signing.BadKeyError) as refusal:
        signing.key_from(written)
    assert not written or written not in str(refusal.value)


def test_a_key_prints_its_name_only():
    assert repr(KEY) == f"SigningKey({KEY.key_id})"
    assert signing.as_text(KEY) not in f"{KEY!r} {KEY}"


def test_a_new_key_is_new():
    assert signing.new_key().public_key != signing.new_key().public_key


def test_the_public_key_as_pem_is_the_same_key():
    key = serialization.load_pem_public_key(signing.public_pem(KEY.public_key).encode())
    assert key.public_bytes_raw().hex() == KEY.public_key
