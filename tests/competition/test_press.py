"""Press texts: what a municipality may send out, in Danish as a press officer writes it."""

import pytest
from django.utils import translation

from competition import bulletin, phrases, press, races, wording
from competition.ranking import Ratio
from competition.visibility import Visibility
from tests import factories
from tests.factories import at

NOW = at(2014, 9, 16, 10)
MAIN, SPRINT, YOUTH = "mest-digitale", "slutspurt", "unge"


def week_of(name, then, now=None, *, outside=(), moment=NOW, closing=False, announced=None):
    """The bulletin of a municipality: registered 15+ by name in week 36 (`then`), in week 37 (`now`)
    or in the closing week; all have 1,000 citizens, a fifth of the registered are young."""
    towns = {each: factories.municipality(each) for each in then}
    taking_part = [who for each, who in towns.items() if each not in outside]
    race = factories.competition(participants=taking_part)
    weeks = [("2014-W36", then)]
    if now:
        weeks.append(("2014-W43" if closing else "2014-W37", now))
    for week, figures in weeks:
        factories.published_with({towns[each]: count for each, count in figures.items()}, week)
    if announced:
        factories.announce(race, announced)
    visibility = Visibility(race, moment)
    loaded = races.load(race, visibility.releases())
    return bulletin.of(loaded, visibility, loaded.by_code[towns[name].code])


def text_of(found, slug=MAIN):
    item = next(each for each in found.items if each.category.slug == slug)
    return press.text(found, item, link="https://konkurrence.example/kommune/", demo=False)


def headline_of(*args, slug=MAIN, **kwargs):
    return text_of(week_of(*args, **kwargs), slug).headline


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Aarhus", "Aarhus’"),
        ("Aalborg", "Aalborgs"),
        ("Randers", "Randers’"),
        ("Assens", "Assens’"),
        ("Fanø", "Fanøs"),
        ("Vesthimmerlands", "Vesthimmerlands’"),
        ("Lemvig Max", "Lemvig Max’"),
        ("Bonz", "Bonz’"),
    ],
)
def test_the_genitive_takes_an_apostrophe_alone_after_s_x_and_z(name, genitive):
    assert phrases.genitive(name) == genitive


def test_the_genitive_in_english():
    with translation.override("en"):
        assert [phrases.genitive(name) for name in ("Aarhus", "Aalborg")] == [
            "Aarhus’s",
            "Aalborg’s",
        ]


def test_small_numbers_are_written_in_letters_up_to_twelve():
    written = [wording.in_letters(number) for number in (1, 2, 10, 12, 13, 1234)]
    assert written == ["én", "to", "ti", "tolv", "13", "1.234"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Ratio(1, 100), "1,00 procentpoint"),
        (Ratio(-118, 10_000), "1,18 procentpoint"),
        (Ratio(1, 20_001), "0,00 procentpoint"),
    ],
)
def test_a_change_of_a_share_is_in_percentage_points(change, said):
    assert phrases.points(change) == said


FOUR = {"Aarhus": 500, "Odense": 400, "Randers": 300, "Skive": 200}
IN_MAIN = "i konkurrencen om Danmarks mest digitale kommune"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "now", "said"),
    [
        ("Aarhus", {}, "Aarhus fører konkurrencen om Danmarks mest digitale kommune"),
        ("Odense", {}, f"Odense er fortsat nummer 2 {IN_MAIN}"),
        ("Skive", {"Skive": 450}, f"Skive rykker to pladser op til nummer 2 {IN_MAIN}"),
        ("Skive", {"Skive": 350}, f"Skive rykker én plads op til nummer 3 {IN_MAIN}"),
        ("Odense", {"Skive": 450}, f"Odense falder én plads til nummer 3 {IN_MAIN}"),
        ("Odense", {"Skive": 450, "Randers": 460}, f"Odense falder to pladser til nummer 4 {IN_MAIN}"),
        ("Skive", {"Skive": 501}, f"Skive overtager førstepladsen {IN_MAIN}"),
        ("Aarhus", {"Skive": 501}, f"Aarhus mister førstepladsen og er nu nummer 2 {IN_MAIN}"),
        ("Skive", {"Skive": 500}, f"Skive deler førstepladsen med Aarhus {IN_MAIN}"),
        ("Aarhus", {"Skive": 500}, f"Aarhus deler førstepladsen med Skive {IN_MAIN}"),
        (
            "Aarhus",
            {"Skive": 500, "Odense": 500},
            f"Aarhus deler førstepladsen med Odense og Skive {IN_MAIN}",
        ),
    ],
)  # fmt: skip
def test_the_headline_says_what_moved(name, now, said):
    assert headline_of(name, FOUR, FOUR | now) == said


@pytest.mark.django_db
def test_the_first_week_has_no_move_and_no_growth():
    found = week_of("Odense", FOUR)
    assert text_of(found).headline == f"Odense er nummer 2 {IN_MAIN}"
    growth = text_of(found, SPRINT)
    assert (growth.headline, growth.plain.count("\n")) == (
        "Der er ingen pressetekst om Danmarks digitale slutspurter i denne uge: væksten måles fra denne uge.",
        1,
    )


@pytest.mark.django_db
def test_the_whole_text_of_a_share():
    found = week_of("Randers", FOUR, FOUR | {"Randers": 312})
    assert text_of(found).plain == (
        f"Randers er fortsat nummer 3 {IN_MAIN}\n\n"
        "Fredag 12. september 2014 var 31,2 pct. af borgerne på 15 år og derover i Randers Kommune"
        " tilmeldt Digital Post. Det er 1,20 procentpoint mere end i uge 36. Kommunen er nummer 3"
        " blandt de fire kommuner i konkurrencen.\n\n"
        "»[Skriv citatet her],« siger [navn, titel].\n\n"
        "- Tilmeldte på 15 år og derover: 312 af 1.000\n"
        "- Ændring siden uge 36: +12 tilmeldte\n"
        "- Fritaget for Digital Post: 0 (0,0 pct.)\n"
        "- Randers’ plads i Region Nordjylland: nummer 3 af 4\n"
        "- 89 flere tilmeldte giver plads 2 foran Odense\n"
        "- Skive skal bruge 113 flere tilmeldte for at komme forbi\n\n"
        "Kilde: ugens tal fra Danmarks mest digitale kommune 2014, uge 37, opgjort 12. september 2014.\n"
        "Befolkning: Danmarks Statistik, tabel FOLK1A, 1. januar 2014, CC BY 4.0.\n"
        "https://konkurrence.example/kommune/\n"
    )


@pytest.mark.django_db
def test_the_lead_of_growth_is_in_per_cent_and_ends_in_one_full_stop():
    found = week_of("Randers", FOUR, FOUR | {"Randers": 312})
    assert text_of(found, SPRINT).lead == (
        "Fra 5. september 2014 til 12. september 2014 steg antallet af tilmeldte til Digital Post i"
        " Randers Kommune med 4,0 pct. 12 flere er tilmeldt end i uge 36. Kommunen er nummer 1 blandt"
        " de fire kommuner i konkurrencen."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "share", "growth"),
    [
        (300, "Andelen er uændret siden uge 36.", "Lige så mange er tilmeldt som i uge 36."),
        (299, "Det er 0,10 procentpoint mindre end i uge 36.", "1 færre er tilmeldt end i uge 36."),
        (301, "Det er 0,10 procentpoint mere end i uge 36.", "1 flere er tilmeldt end i uge 36."),
    ],
)
def test_up_down_and_unchanged(count, share, growth):
    found = week_of("Randers", FOUR, FOUR | {"Randers": count})
    assert share in text_of(found).lead
    assert growth in text_of(found, SPRINT).lead


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "said"),
    [
        (300, "stod antallet af tilmeldte til Digital Post i Randers Kommune stille. Lige"),
        (
            297,
            "faldt antallet af tilmeldte til Digital Post i Randers Kommune med 1,0 pct. 3 færre",
        ),
    ],
)
def test_growth_that_stands_still_or_falls_is_told_so(count, said):
    found = week_of("Randers", FOUR, FOUR | {"Randers": count})
    period = "Fra 5. september 2014 til 12. september 2014 "
    assert text_of(found, SPRINT).lead.startswith(period + said)


@pytest.mark.django_db
def test_the_young_are_called_so():
    found = week_of("Skive", FOUR, FOUR | {"Skive": 205})
    text = text_of(found, YOUTH)
    assert text.lead.startswith(
        "Fredag 12. september 2014 var 20,5 pct. af de 15-24-årige i Skive Kommune tilmeldt Digital Post."
    )
    assert text.facts == [
        "Tilmeldte 15-24-årige: 41 af 200",
        "Ændring siden uge 36: +1 tilmeldte",
        "20 flere tilmeldte blandt de 15-24-årige giver plads 3 foran Randers",
    ]


@pytest.mark.django_db
def test_one_who_stands_outside_tells_its_value_and_why_it_has_no_place():
    found = week_of("Skive", FOUR, FOUR | {"Skive": 230}, outside=["Skive"])
    texts = [text_of(found, slug) for slug in (MAIN, SPRINT, YOUTH)]
    assert [text.headline for text in texts] == [
        "Skive: 23,0 pct. af borgerne er tilmeldt Digital Post",
        "Skive: 15,0 pct. flere er tilmeldt Digital Post end 5. september",
        "Skive: 23,0 pct. af de unge er tilmeldt Digital Post",
    ]
    for text in texts:
        assert text.lead.endswith(
            "Skive Kommune deltager ikke i konkurrencen og har derfor ingen plads."
        )
        assert not any("giver plads" in fact for fact in text.facts)


@pytest.mark.django_db
def test_one_without_a_figure_has_no_text_but_the_reason():
    now = {name: count for name, count in FOUR.items() if name != "Skive"}
    text = text_of(week_of("Skive", FOUR, now))
    assert text.plain == (
        "Der er ingen pressetekst om Danmarks mest digitale kommune i denne uge: ingen data.\n"
    )


@pytest.mark.django_db
def test_one_registration_is_singular_and_equals_are_passed_together():
    found = week_of("Skive", FOUR, {"Aarhus": 500, "Odense": 300, "Randers": 300, "Skive": 300})
    assert "200 flere tilmeldte giver" not in text_of(found).plain
    assert "står helt lige med Odense og Randers" in text_of(found).lead
    assert "201 flere tilmeldte giver plads 1 foran Aarhus" in text_of(found).facts


@pytest.mark.django_db
def test_one_short_is_one_registration():
    found = week_of("Skive", FOUR, FOUR | {"Skive": 300})
    text = text_of(found)
    assert "101 flere tilmeldte giver plads 2 foran Odense" in text.facts
    assert "står helt lige med Randers" in text.lead


@pytest.mark.django_db
def test_passing_takes_one_where_the_one_ahead_leads_by_nothing_but_its_smaller_population():
    own = factories.municipality("Stor", population=(2001, 200))
    ahead = factories.municipality("Lille", population=(1000, 200))
    race = factories.competition(participants=[own, ahead])
    factories.published_with({own: 1000, ahead: 500}, "2014-W36")
    visibility = Visibility(race, NOW)
    loaded = races.load(race, visibility.releases())
    found = bulletin.of(loaded, visibility, loaded.by_code[own.code])
    assert phrases.to_pass(found, found.main) == "1 tilmeldt mere giver plads 1 foran Lille"
    chased = bulletin.of(loaded, visibility, loaded.by_code[ahead.code])
    assert phrases.lead_over(chased, chased.main) == (
        "Stor skal bruge 1 tilmeldt mere for at komme forbi"
    )


@pytest.mark.django_db
def test_what_cannot_be_reached_is_no_fact_of_the_press_text():
    own, ahead = (factories.municipality(name) for name in ("Bby", "Aby"))
    race = factories.competition(participants=[own, ahead])
    release = factories.published("2014-W36")
    factories.figure(release, own, 500, exempt=450)
    factories.figure(release, ahead, 900)
    factories.store_places(release)
    visibility = Visibility(race, NOW)
    loaded = races.load(race, visibility.releases())
    found = bulletin.of(loaded, visibility, loaded.by_code[own.code])
    assert not any("plads 1" in fact for fact in text_of(found).facts)
    assert phrases.to_pass(found, found.main) == (
        "Plads 1 foran Aby kan ikke nås: Det kræver 401 flere tilmeldte, og så mange er der ikke"
        " tilbage at tilmelde"
    )


@pytest.mark.django_db
def test_under_the_embargo_the_last_public_week_is_told_as_past():
    closing = {"Aarhus": 100, "Odense": 400, "Randers": 300, "Skive": 999}
    found = week_of("Skive", FOUR, closing, closing=True, moment=at(2014, 10, 28, 10))
    assert text_of(found).headline == f"Skive var i uge 36 nummer 4 {IN_MAIN}"
    assert "999" not in text_of(found).plain


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Aarhus", "Aarhus førte i uge 36 konkurrencen om Danmarks mest digitale kommune"),
        ("Odense", f"Odense var i uge 36 nummer 2 {IN_MAIN}"),
    ],
)
def test_nobody_leads_any_more_while_all_wait(name, said):
    assert headline_of(name, FOUR, moment=at(2014, 10, 28, 10)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "now", "said"),
    [
        ("Aarhus", {}, "Aarhus vinder konkurrencen om Danmarks mest digitale kommune"),
        (
            "Aarhus",
            {"Odense": 500},
            "Aarhus vinder konkurrencen om Danmarks mest digitale kommune sammen med Odense",
        ),
        ("Skive", {}, f"Skive slutter som nummer 4 {IN_MAIN}"),
    ],
)
def test_after_the_announcement_the_result_is_told(name, now, said):
    moment = at(2014, 11, 2, 10)
    announced = at(2014, 11, 1, 12)
    told = headline_of(name, FOUR, FOUR | now, closing=True, moment=moment, announced=announced)
    assert told == said


@pytest.mark.django_db
def test_the_text_of_the_result_is_past():
    told = {"moment": at(2014, 11, 2, 10), "announced": at(2014, 11, 1, 12)}
    found = week_of("Skive", FOUR, FOUR, closing=True, **told)
    assert text_of(found).lead.endswith(
        "Kommunen endte som nummer 4 blandt de fire kommuner i konkurrencen."
    )
    assert "var tilmeldt" in text_of(found, SPRINT).lead
    assert "er tilmeldt" not in text_of(found, SPRINT).plain


@pytest.mark.django_db
def test_whoever_stood_outside_stood_there_in_the_past():
    found = week_of("Skive", FOUR, outside=["Skive"], moment=at(2014, 10, 28, 10))
    text = text_of(found)
    assert text.headline.endswith("af borgerne var tilmeldt Digital Post")
    assert text.lead.endswith(
        "Skive Kommune deltog ikke i konkurrencen og havde derfor ingen plads."
    )


@pytest.mark.django_db
def test_what_it_took_is_past_when_the_race_is_over():
    found = week_of(
        "Skive", FOUR, FOUR, closing=True, moment=at(2014, 11, 2, 10), announced=at(2014, 11, 1, 12)
    )
    assert phrases.to_pass(found, found.main) == (
        "101 flere tilmeldte havde givet plads 3 foran Randers"
    )


@pytest.mark.django_db
def test_the_english_text():
    with translation.override("en"):
        text = text_of(week_of("Skive", FOUR, FOUR | {"Skive": 350}))
        assert text.headline == (
            "Skive climbs one place to number 3 in “Denmark's most digital municipality”"
        )
        assert text.lead == (
            "On Friday 12 September 2014 35.0% of citizens aged 15 and over in Skive Municipality were"
            " registered for Digital Post. That is 15.00 percentage points more than in week 36. It is"
            " number 3 among the four municipalities in the competition."
        )
        assert "Skive’s place in Region Nordjylland: number 3 of 4" in text.facts


@pytest.mark.django_db
def test_the_demonstration_says_so_and_the_capital_has_its_own_name():
    capital = factories.municipality("København", code="101")
    race = factories.competition(participants=[capital])
    factories.published_with({capital: 400}, "2014-W36")
    visibility = Visibility(race, NOW)
    loaded = races.load(race, visibility.releases())
    found = bulletin.of(loaded, visibility, loaded.by_code["101"])
    text = press.text(found, found.main, link="x", demo=True)
    assert "i Københavns Kommune tilmeldt" in text.lead
    assert text.lead.endswith("Kommunen er den eneste med en plads i konkurrencen.")
    assert text.source[0] == "DEMONSTRATIONSTAL: ikke rigtige resultater."
