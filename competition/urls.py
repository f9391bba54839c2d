"""The addresses: the public face, then those behind login. Those in `plain` have no language."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from competition import api, converters
from competition.views import (
    approval,
    correcting,
    dashboard,
    embed,
    grid,
    history,
    organiser,
    places,
    preview,
    public,
    small,
)

register_converter(converters.Round, "round")
register_converter(converters.CategoryAddress, "category")
register_converter(converters.WeekAddress, "week")


def _with_week(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """An address for the newest week and one for a given week, which stays."""
    return [path(route, view, name=name), path(f"{route}<week:week>/", view, name=f"{name}_week")]


plain = [
    path("healthz", small.healthz, name="healthz"),
    path("robots.txt", small.robots, name="robots"),
    path("favicon.ico", small.favicon, name="favicon"),
]
urlpatterns = [
    path("", public.front, name="front"),
    path("tilgaengelighed/", small.accessibility, name="accessibility"),
    path("privatliv/", small.privacy, name="privacy"),
    path("data/", api.open_data, name="open_data"),
    path("<round:competition>/", public.front, name="front_of"),
    *_with_week("<round:competition>/rangliste/<category:category>/", public.ranking, "ranking"),
    path("<round:competition>/kommuner/", places.municipalities, name="municipalities"),
    path(
        "<round:competition>/kommuner/<slug:municipality>/",
        places.municipality,
        name="municipality",
    ),
    path("<round:competition>/regioner/", places.regions, name="regions"),
    path("<round:competition>/regioner/<slug:region>/", places.region, name="region"),
    path("<round:competition>/rettelser/", places.corrections, name="corrections"),
    path("<round:competition>/embed/", embed.codes, name="embed"),
    *_with_week(
        "<round:competition>/embed/rangliste/<category:category>/", embed.table, "embed_table"
    ),
    *_with_week(
        "<round:competition>/embed/kommune/<slug:municipality>/<category:category>/",
        embed.badge,
        "embed_badge",
    ),
    *_with_week("<round:competition>/embed/kort/", embed.country, "embed_map"),
    path("<round:competition>/regler/", places.rules, name="rules"),
]
behind_login = [
    path("mit/", organiser.desk_for_me, name="desk_for_me"),
    path("min-kommune/", dashboard.dashboard, name="dashboard"),
    path("kl/", organiser.desk, name="desk"),
    path("kl/uge/<week:week>/", organiser.release_page, name="release"),
    path("kl/uge/<week:week>/godkend/", organiser.approve, name="release_approve"),
    path("kl/uge/<week:week>/tilbage/", organiser.send_back, name="release_send_back"),
    path("kl/uge/<week:week>/tidspunkt/", organiser.schedule, name="release_schedule"),
    path("kl/uge/<week:week>/offentliggoer/", organiser.publish, name="release_publish"),
    path("kl/uge/<week:week>/ret/", correcting.release_correct, name="release_correct"),
    path("kl/uge/<week:week>/adgang/", history.access, name="release_access"),
    path("kl/uge/<week:week>/adgang.csv", history.access_csv, name="release_access_csv"),
    path("kl/rettelser/", correcting.correcting_list, name="correcting_list"),
    path("kl/rettelser/<int:pk>/", correcting.correction, name="correcting"),
    path(
        "kl/rettelser/<int:pk>/bekraeft/", correcting.correcting_confirm, name="correcting_confirm"
    ),
    path(
        "kl/rettelser/<int:pk>/fortryd/", correcting.correcting_withdraw, name="correcting_withdraw"
    ),
    path("kl/historik/", history.history, name="history"),
    path("kl/historik.csv", history.history_csv, name="history_csv"),
    path("kl/log.csv", history.log_csv, name="log_csv"),
    path("kl/log.json", history.log_json, name="log_json"),
    path("kl/uge/<week:week>/tidspunkt/slet/", approval.unschedule, name="release_unschedule"),
    path("kl/uge/<week:week>/advarsler/", approval.answers, name="release_answers"),
    path("kl/uge/<week:week>/bed/", approval.ask, name="release_ask"),
    path("kl/uge/<week:week>/til-stede/", approval.present, name="release_present"),
    path("kl/uge/<week:week>/kladde/", grid.start, name="release_start"),
    path("kl/uge/<week:week>/tal/", grid.grid, name="release_grid"),
    path("kl/uge/<week:week>/tal/raekker/", grid.save_rows, name="release_rows"),
    path("kl/uge/<week:week>/tal/kontroltal/", grid.save_total, name="release_total"),
    path("kl/uge/<week:week>/forhaandsvisning/", preview.front, name="release_preview"),
    path(
        "kl/uge/<week:week>/forhaandsvisning/kommuner/<slug:municipality>/",
        preview.municipality,
        name="release_preview_municipality",
    ),
    path(
        "kl/uge/<week:week>/forhaandsvisning/<category:category>/",
        preview.ranking,
        name="release_preview_ranking",
    ),
    path("kl/kaaring/", organiser.announce, name="announce"),
    path("kl/ur/", organiser.move_clock, name="move_clock"),
]
