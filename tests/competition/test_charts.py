"""The curves: what is drawn, in which words, and where the names at the ends stand."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils import translation

from competition import charts
from competition.curves import Series
from competition.models import Competition
from competition.ranking import Ratio
from competition.standings import Race
from municipalities.models import Municipality, Region
from signups.models import Release
from signups.weeks import Week

NORTH = Region(code="1081", name="Region Nordjylland", slug="region-nordjylland")
EAST = Region(code="1085", name="Region Sjælland", slug="region-sjaelland")
COMPETITION = Competition(
    slug="2014", baseline_as_of=date(2014, 9, 5), closing_as_of=date(2014, 10, 24)
)


def releases(*weeks: int) -> list[Release]:
    return [Release(pk=n, week=f"2014-W{n}", as_of=Week(2014, n).friday) for n in weeks]


def row(
    name: str, registered: dict[int, int], *, region: Region = NORTH, people: int | None = 1000
) -> Municipality:
    made = Municipality(code=name[:3].upper(), name=name, slug=name.lower(), region=region)
    # As `races.load` annotates them.
    vars(made).update(
        race_15_plus=people,
        race_15_24=None if people is None else people // 5,
        race_participant=True,
        race_figures=[[week, count, count // 5, 0] for week, count in registered.items()],
        race_places=[],
        race_corrected=[],
        race_won=[],
    )
    return made


def race(*rows: Municipality, weeks: Sequence[int] = (34, 35, 36, 37)) -> Race:
    return Race(COMPETITION, releases(*weeks), rows)


AALBORG = row("Aalborg", {34: 500, 35: 510, 36: 520, 37: 540})
FAXE = row("Faxe", {34: 300, 35: 310, 36: 320, 37: 330}, region=EAST)


@pytest.fixture(autouse=True)
def in_danish():
    with translation.override("da"):
        yield


def figure_of(aalborg: Municipality = AALBORG, **options) -> charts.Figure:
    one = race(aalborg, FAXE, **options)
    found = charts.trend(one, charts.municipality_series(one, one.entrants[0]))
    assert found is not None
    return found


def texts(figure: charts.Figure, size: str) -> list[str]:
    return [note["text"] for note in figure[size]["annotations"]]


def test_a_municipality_is_drawn_with_its_region_and_the_country():
    one = race(AALBORG, FAXE)
    own, region, country = charts.municipality_series(one, one.entrants[0])
    assert [s.role for s in (own, region, country)] == ["own", "region", "country"]
    assert own.values == [Ratio(500, 1000), Ratio(510, 1000), Ratio(520, 1000), Ratio(540, 1000)]
    assert region.values == own.values
    assert country.values[0] == Ratio(800, 2000)


def test_the_own_curve_is_drawn_last_and_so_on_top():
    figure = figure_of()
    assert [trace["line"]["color"] for trace in figure["data"]] == [
        "var(--ink-2)",
        "var(--ink-2)",
        "var(--accent)",
    ]


def test_days_count_from_the_first_release_and_values_are_per_cent():
    own = figure_of()["data"][-1]
    assert own["x"] == [0, 7, 14, 21]
    assert own["y"] == [50.0, 51.0, 52.0, 54.0]


def test_only_the_newest_point_of_a_curve_has_a_dot():
    assert figure_of()["data"][-1]["marker"]["size"] == [0, 0, 0, 13]


def test_a_missing_week_is_a_gap_and_never_a_zero():
    own = figure_of(row("Aalborg", {34: 500, 36: 520, 37: 540}))["data"][-1]
    assert own["y"] == [50.0, None, 52.0, 54.0]
    assert own["customdata"][1] == ""


def test_a_curve_that_ends_early_has_its_name_where_it_ends():
    figure = figure_of(row("Aalborg", {34: 500, 35: 510}))
    assert figure["data"][-1]["marker"]["size"] == [0, 13, 0, 0]
    label = next(n for n in figure["wide"]["annotations"] if n["text"].startswith("Aalborg"))
    assert (label["x"], label["y"]) == (7, 51.0)


def test_there_is_nothing_to_draw_without_a_figure():
    one = race(row("Aalborg", {}))
    assert charts.trend(one, charts.municipality_series(one, one.entrants[0])) is None


def test_a_municipality_without_population_has_no_share():
    one = race(row("Aalborg", {34: 500}, people=None))
    assert charts.municipality_series(one, one.entrants[0])[0].last is None


def test_labels_stand_at_the_ends_with_danish_numbers():
    figure = figure_of()
    assert {"Aalborg 54,0", "Region Nordjylland 54,0", "Hele landet 43,5"} <= set(
        texts(figure, "wide")
    )
    assert "54,0" in texts(figure, "narrow")


def test_the_shares_under_the_pointer_are_written_as_everywhere_else():
    assert figure_of()["data"][-1]["customdata"][-1] == "54,0 pct."


def test_danish_and_english_figures_have_their_own_separators():
    assert figure_of()["wide"]["separators"] == ",."
    with translation.override("en"):
        assert figure_of()["wide"]["separators"] == ".,"


def test_labels_of_equal_ends_are_moved_apart():
    notes = figure_of()["wide"]["annotations"]
    equal = [note for note in notes if note["text"].endswith("54,0")]
    assert len(equal) == 2
    assert abs(equal[0]["yshift"] - equal[1]["yshift"]) >= 28


def test_spreading_leaves_labels_alone_that_do_not_touch():
    assert charts.spread([100, 50, 0], [20, 20, 20]) == [100, 50, 0]


def test_spreading_moves_both_of_a_pair_as_far():
    assert charts.spread([10, 10], [20, 20]) == [20, 0]


def test_the_grid_has_few_lines_around_the_values():
    axis = figure_of()["wide"]["yaxis"]
    assert axis["tickvals"] == [40, 45, 50, 55]
    assert axis["ticktext"] == ["40", "45", "50", "55 pct."]


def test_the_closing_day_is_named_until_its_figures_are_there():
    assert "24. oktober" in texts(figure_of(), "wide")
    assert "24. okt." in texts(figure_of(), "narrow")
    weeks = (34, 36, 43)
    ended = figure_of(row("Aalborg", dict.fromkeys(weeks, 500)), weeks=weeks)
    assert "24. oktober" not in texts(ended, "wide")


def test_the_baseline_is_marked_only_when_it_is_among_the_releases():
    assert "væksten måles herfra" in texts(figure_of(), "wide")
    early = figure_of(row("Aalborg", {34: 500, 35: 510}), weeks=(34, 35))
    assert "væksten måles herfra" not in texts(early, "wide")
    assert len(early["wide"]["shapes"]) == 1


def test_one_release_is_a_dot_with_room_for_its_name():
    figure = figure_of(row("Aalborg", {34: 500}), weeks=(34,))
    assert figure["data"][-1]["x"] == [0]
    assert figure["wide"]["xaxis"]["range"][1] == 63


def test_text_holds_no_tags_that_would_become_style_attributes():
    every = texts(figure_of(), "wide") + texts(figure_of(), "narrow")
    assert [text for text in every if "<" in text.replace("<br>", "")] == []


def test_a_region_is_drawn_against_the_country_alone():
    one = race(AALBORG, FAXE)
    series = [charts.region_series(one, EAST), charts.country_series(one)]
    figure = charts.trend(one, series)
    assert figure is not None
    assert [trace["name"] for trace in figure["data"]] == ["Hele landet", "Region Sjælland"]
    assert "Sjælland 33,0" in texts(figure, "wide")


def test_the_first_and_last_known_values_of_a_series():
    series = Series("own", "A", "A", [None, Ratio(1, 2), None, Ratio(3, 4), None])
    assert series.first == Ratio(1, 2)
    assert series.last == (3, Ratio(3, 4))


def test_a_tick_too_close_to_the_closing_day_gives_way_on_a_phone():
    weeks = (34, 36, 42)
    figure = figure_of(row("Aalborg", dict.fromkeys(weeks, 500)), weeks=weeks)
    assert figure["narrow"]["xaxis"]["ticktext"] == ["34", "36"]
    last = COMPETITION.closing_as_of - timedelta(days=7)
    assert Week.of(last).number == 42


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_closing_days_line_runs_through_no_name_in_the_last_week(size):
    weeks = (34, 36, 42)
    figure = figure_of(row("Aalborg", dict.fromkeys(weeks, 500)), weeks=weeks)[size]
    closing = (COMPETITION.closing_as_of - Week(2014, 34).friday).days
    names = [a for a in figure["annotations"] if a["xanchor"] == "left" and "yref" not in a]
    assert {name["x"] for name in names} == {closing}
    assert figure["xaxis"]["range"][1] > closing
