"""Corrections of published figures: who may, what they do to the places, and what the public is told."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from competition import correcting, letters, tasks
from competition.categories import BY_SLUG
from competition.models import MovedPlace, StoredPlace
from competition.visibility import Visibility
from signups import corrections
from signups.corrections import Stocks
from signups.models import Change, Correction, Figure, Release, Sighting, SiteState, Step
from signups.releases import Refused
from signups.weeks import Week
from tests import factories
from tests.corrections import confirm
from tests.factories import at, signed_in

pytestmark = pytest.mark.django_db
NOW = at(2014, 10, 18, 10)
WHY = "Talt to gange."


@pytest.fixture
def towns():
    """Three towns of one thousand people of 15 and over, two hundred of them young."""
    return {
        name: factories.municipality(name, code=code, region_code=region)
        for name, code, region in (
            ("Aarhus", "751", "1082"),
            ("Odense", "461", "1083"),
            ("Roskilde", "265", "1085"),
        )
    }


@pytest.fixture
def race(towns):
    factories.the_clock_shows(NOW)
    found = factories.competition(participants=towns.values())
    for week, extra in ((36, 0), (40, 30), (41, 60)):
        counts = {town: 500 + 10 * n + extra for n, town in enumerate(towns.values())}
        factories.published_with(counts, Week(2014, week))
    return found


def week(number: int) -> Release:
    return Release.objects.get(week=f"2014-W{number}")


def proposed(number, town, registered, *, by=None, now=NOW, young=100, exempt=0) -> Correction:
    new = Stocks(registered, young, exempt)
    by = by or factories.approver()
    doubts = corrections.doubts(week(number), town, new)
    answers = {doubt.key: "Ringet og bekræftet." for doubt in doubts}
    return correcting.propose(
        week(number), town, new=new, reason=WHY, answers=answers, by=by, now=now
    )


def places(number, slug="mest-digitale") -> dict[str, int | None]:
    found = StoredPlace.objects.filter(release=week(number), category=slug)
    return {p.municipality.name: p.place for p in found.select_related("municipality")}


# --- the figure and its places --------------------------------------------------------------------
def test_nothing_public_changes_before_the_correction_is_confirmed(race, towns):
    before = places(41)
    proposed(41, towns["Aarhus"], 900)
    assert places(41) == before
    assert Figure.objects.get(release=week(41), municipality="751").registered_15_plus == 560


def test_the_effect_is_shown_before_and_is_what_then_happens(race, towns):
    assert places(41) == {"Aarhus": 3, "Odense": 2, "Roskilde": 1}
    correction = proposed(41, towns["Aarhus"], 900)
    main = correcting.effects(correction)[0]
    told = {move.entrant.name: (move.old, move.new) for move in main.moves}
    assert told == {"Aarhus": (3, 1), "Roskilde": (1, 2), "Odense": (2, 3)}
    assert [e.name for e in main.leads[0].old] == ["Roskilde"]
    assert [e.name for e in main.leads[0].new] == ["Aarhus"]
    confirm(correction, by=factories.approver(), now=NOW)
    assert places(41) == {"Aarhus": 1, "Roskilde": 2, "Odense": 3}
    moved = MovedPlace.objects.filter(correction=correction, category="mest-digitale")
    assert {m.municipality.name: (m.old, m.new) for m in moved} == told


def test_the_stored_places_are_those_that_publishing_anew_would_store(race, towns):
    correction = proposed(36, towns["Roskilde"], 400, by=factories.editor())
    confirm(correction, by=factories.approver(), now=NOW)
    columns = ("release", "category", "municipality", "place", "place_in_region", "reason", "numerator", "denominator")  # fmt: skip
    kept = set(StoredPlace.objects.values_list(*columns))
    for release in Release.objects.all():
        factories.store_places(release)
    assert set(StoredPlace.objects.values_list(*columns)) == kept


def test_a_correction_of_the_baseline_changes_the_growth_of_every_later_week(race, towns):
    correction = proposed(36, towns["Roskilde"], 400, by=factories.editor())
    reached = {effect.release.week for effect in correcting.effects(correction)}
    assert reached == {"2014-W36", "2014-W40", "2014-W41"}
    before = places(40, "slutspurt")
    confirm(correction, by=factories.approver(), now=NOW)
    assert before == {"Aarhus": 1, "Odense": 2, "Roskilde": 3}
    for number in (40, 41):
        assert places(number, "slutspurt")["Roskilde"] == 1
    assert places(41)["Roskilde"] == 1


def test_a_week_before_the_baseline_is_corrected_without_any_place(race, towns):
    factories.published_with({towns["Aarhus"]: 480}, Week(2014, 35))
    correction = proposed(35, towns["Aarhus"], 470)
    assert correcting.effects(correction) == []
    confirm(correction, by=factories.approver(), now=NOW)
    assert Figure.objects.get(release=week(35)).registered_15_plus == 470


def test_a_missing_figure_can_be_put_in(race, towns):
    late = factories.municipality("Skive", code="779", region_code="1082")
    factories.takes_part(race, late)
    factories.store_places(week(41))
    correction = proposed(41, late, 999)
    assert corrections.before(correction) is None
    confirm(correction, by=factories.approver(), now=NOW)
    assert places(41)["Skive"] == 1


# --- who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [36, 43])
def test_baseline_and_closing_release_need_two_people(race, towns, number):
    if number == 43:
        counts = dict.fromkeys(towns.values(), 600)
        factories.published_with(counts, Week(2014, 43), published_at=NOW)
    correction = proposed(number, towns["Aarhus"], 650, by=factories.approver())
    with pytest.raises(Refused, match="en anden"):
        confirm(correction, by=factories.approver(), now=NOW)
    confirm(correction, by=factories.approver("anden@example.dk"), now=NOW)
    assert Correction.objects.get().status == "confirmed"


def test_the_database_itself_refuses_one_person_twice(race, towns):
    correction = proposed(36, towns["Aarhus"], 650)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(
            status="confirmed", confirmed_by=factories.approver(), confirmed_at=NOW
        )


def test_another_week_may_be_corrected_by_one_approver_alone(race, towns):
    correction = proposed(41, towns["Aarhus"], 650)
    confirm(correction, by=factories.approver(), now=NOW)
    assert Step.objects.filter(action="corrected").get().by == factories.approver()


def test_an_editor_proposes_and_does_not_confirm(race, towns):
    correction = proposed(41, towns["Aarhus"], 650, by=factories.editor())
    with pytest.raises(Refused):
        confirm(correction, by=factories.editor(), now=NOW)
    with pytest.raises(Refused):
        proposed(40, towns["Aarhus"], 650, by=factories.staff(towns["Aarhus"]))


def test_what_cannot_be_right_is_refused_with_a_sentence(race, towns):
    with pytest.raises(Refused):
        proposed(41, towns["Aarhus"], 560, young=112)
    with pytest.raises(Refused):
        proposed(41, towns["Aarhus"], 90, young=100)
    with pytest.raises(Refused):
        proposed(41, towns["Aarhus"], 500, exempt=-1)
    factories.draft("2014-W42")
    with pytest.raises(Refused):
        proposed(42, towns["Aarhus"], 500)
    assert Correction.objects.count() == 0


def test_one_figure_has_one_open_correction_and_a_decided_one_stays_decided(race, towns):
    correction = proposed(41, towns["Aarhus"], 650)
    with pytest.raises(Refused):
        proposed(41, towns["Aarhus"], 660)
    corrections.withdraw(correction, by=factories.editor(), now=NOW)
    with pytest.raises(Refused):
        confirm(correction, by=factories.approver(), now=NOW)
    proposed(41, towns["Aarhus"], 660)


def test_a_figure_that_has_changed_meanwhile_is_looked_at_again(race, towns):
    correction = proposed(41, towns["Aarhus"], 650)
    with factories.correcting():
        Figure.objects.filter(release=week(41), municipality="751").update(registered_15_plus=570)
    with pytest.raises(Refused):
        confirm(correction, by=factories.approver(), now=NOW)


# --- what the public is told ----------------------------------------------------------------------
def confirmed(number, town, registered, **more) -> Correction:
    correction = proposed(number, town, registered, by=factories.editor(), **more)
    confirm(correction, by=factories.approver(), now=NOW)
    return correction


def test_the_public_sees_old_new_reason_and_whether_a_place_changed(race, towns):
    public = Client()
    assert "Ingen offentliggjorte tal er rettet" in public.get("/2014/rettelser/").content.decode()
    confirmed(41, towns["Aarhus"], 900)
    for address in ("/2014/rettelser/", "/2014/kommuner/aarhus/"):
        page = public.get(address).content.decode()
        assert all(word in page for word in ("560", "900", WHY, "placeringer ændrede sig"))
    assert 'class="mended"' in public.get("/2014/rangliste/mest-digitale/").content.decode()
    before = public.get("/2014/rangliste/mest-digitale/2014-uge-40/").content.decode()
    assert 'class="mended"' not in before


def test_a_correction_without_effect_says_that_no_place_changed(race, towns):
    confirmed(41, towns["Aarhus"], 561)
    assert "Ingen placering ændrede sig" in Client().get("/2014/rettelser/").content.decode()


def test_the_api_says_which_figures_are_corrected(race, towns):
    confirmed(41, towns["Aarhus"], 900)
    answer = Client().get("/api/v1/competitions/2014/figures?week=2014-W41").json()
    assert {f["name"]: f["status"] for f in answer["figures"]} == {
        "Aarhus": "corrected",
        "Odense": "provisional",
        "Roskilde": "provisional",
    }


def test_a_correction_makes_a_new_data_version(race, towns):
    before = SiteState.objects.get().data_version
    confirmed(41, towns["Aarhus"], 900)
    assert SiteState.objects.get().data_version > before


def test_under_the_embargo_nothing_of_the_closing_week_is_told(race, towns):
    closing = {town: 700 + n for n, town in enumerate(towns.values())}
    factories.published_with(closing, Week(2014, 43), published_at=NOW)
    after = at(2014, 10, 27, 10)
    factories.the_clock_shows(after)
    pages = ("/2014/rettelser/", "/2014/kommuner/aarhus/", "/2014/rangliste/slutspurt/")
    before = [Client().get(page).content for page in pages]
    confirmed(43, towns["Aarhus"], 955)
    assert [Client().get(page).content for page in pages] == before
    confirmed(36, towns["Roskilde"], 300, now=after)
    told = Client().get("/2014/rettelser/").content.decode()
    assert "uge 43" not in told
    assert "uge 41" in told
    visible = Visibility(race, after).moved_places()
    assert {m.release.week for m in visible} == {"2014-W36", "2014-W40", "2014-W41"}
    factories.announce(race, after)
    factories.the_clock_shows(at(2014, 11, 2))
    assert "955" in Client().get("/2014/rettelser/").content.decode()


# --- the letter -----------------------------------------------------------------------------------
def test_the_municipality_is_written_to_once(race, towns):
    factories.staff(towns["Aarhus"], "digital@aarhus.example")
    factories.staff(towns["Odense"], "digital@odense.example")
    confirmed(41, towns["Aarhus"], 900)
    assert letters.tell_corrections(now=NOW) == 1
    assert letters.tell_corrections(now=NOW) == 0
    (letter,) = mail.outbox
    assert letter.to == ["digital@aarhus.example"]
    assert letter.subject == "Aarhus: tallene for uge 41 er rettet"
    assert "560 → 900" in letter.body
    assert WHY in letter.body
    assert Correction.objects.get().mailed_to == "digital@aarhus.example"


def test_the_letter_about_a_hidden_figure_says_that_it_is_hidden_and_no_place(race, towns):
    factories.staff(towns["Aarhus"])
    closing = {town: 700 + n for n, town in enumerate(towns.values())}
    factories.published_with(closing, Week(2014, 43), published_at=NOW)
    confirmed(43, towns["Aarhus"], 955)
    letters.tell_corrections(now=at(2014, 10, 27))
    assert "Giv dem ikke videre" in mail.outbox[0].body
    assert "plads" not in mail.outbox[0].body


def test_a_letter_that_cannot_be_sent_is_tried_again(race, towns, monkeypatch):
    factories.staff(towns["Aarhus"])
    confirmed(41, towns["Aarhus"], 900)

    def broken(*_args: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", broken)
        assert letters.tell_corrections(now=NOW) == 0
    assert letters.tell_corrections(now=NOW) == 1


# --- through the pages ----------------------------------------------------------------------------
def test_from_the_week_to_the_corrected_figure_by_two_people(
    race, towns, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks.tell_corrections, "delay", lambda: sent.append("told"))
    editor = signed_in(factories.editor())
    form = reverse("release_correct", args=[Week(2014, 36)]) + "?kommune=265"
    assert 'value="520"' in editor.get(form).content.decode()
    typed = {"registered_15_plus": "1.400", "registered_15_24": "100", "exempt_15_plus": "0"}
    refused = editor.post(form, typed)
    assert refused.status_code == 422
    assert 'value="1.400"' in refused.content.decode()
    typed |= {"registered_15_plus": "400", "reason": WHY}
    doubted = editor.post(form, typed)
    for doubt, _answer in doubted.context["doubts"]:
        typed[f"answer-{doubt.key}"] = "Ringet og bekræftet."
    there = editor.post(form, typed).headers["Location"]
    page = editor.get(there).content.decode()
    assert "Placeringerne" not in page
    assert "så placeringerne i 3 offentliggjorte uger regnes om" in page
    address = reverse("correcting_confirm", args=[Correction.objects.get().pk])
    assert editor.post(address).status_code == 403
    assert "Rettelser, der venter" in editor.get("/kl/").content.decode()
    approver = signed_in(factories.approver())
    with django_capture_on_commit_callbacks(execute=True):
        approver.post(address, {"seen": approver.get(there).context["seen"]})
    assert Correction.objects.get().status == "confirmed"
    assert sent == ["told"]
    assert "Placeringer, der ændrede sig" in approver.get(there).content.decode()


@pytest.mark.parametrize("number", ["", "abc", "-1", "1,5", "99999999999", "1.23"])
def test_bad_numbers_are_answered_with_a_sentence_and_keep_the_typing(race, towns, number):
    editor = signed_in(factories.editor())
    form = reverse("release_correct", args=[Week(2014, 41)]) + "?kommune=751"
    typed = {"registered_15_plus": number, "registered_15_24": "1", "exempt_15_plus": "0"}
    response = editor.post(form, {**typed, "reason": WHY})
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert WHY in response.content.decode()
    assert editor.get(form.replace("751", "%00")).status_code == 200


def test_the_history_shows_the_places_as_they_stood(race, towns):
    confirmed(41, towns["Aarhus"], 900)
    kept = Change.objects.filter(table_name="competition_storedplace", municipality="751")
    main = [c for c in kept if c.new["category"] == "mest-digitale"]
    assert [(c.old["place"], c.new["place"]) for c in main] == [(3, 1)]
    assert {c.person_id for c in main} == {factories.approver().pk}
    assert {c.reason for c in main} == {WHY}


def test_everyone_who_saw_a_hidden_correction_is_on_the_list(race, towns):
    closing = dict.fromkeys(towns.values(), 600)
    factories.published_with(closing, Week(2014, 43), published_at=NOW)
    correction = proposed(43, towns["Aarhus"], 650)
    other = proposed(41, towns["Aarhus"], 650)
    for one in (correction, other, correction):
        signed_in(factories.editor()).get(reverse("correcting", args=[one.pk]))
    assert [(s.week, s.page) for s in Sighting.objects.all()] == [("2014-W43", "correction")]


def test_every_category_is_reckoned(race, towns):
    correction = proposed(41, towns["Aarhus"], 900)
    assert [e.category.slug for e in correcting.effects(correction)] == list(BY_SLUG)
