"""The addresses: the public face, then those behind login. Those in `plain` have no language."""

from django.urls import path, register_converter

from competition import api, converters
from competition.views import (
    approval,
    compare,
    correcting,
    dashboard,
    explore,
    grid,
    history,
    organiser,
    people,
    places,
    preview,
    public,
    search,
    small,
    sources,
)

register_converter(converters.Round, "round")
register_converter(converters.CategoryAddress, "category")
register_converter(converters.WeekAddress, "week")

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
    path("<round:competition>/rangliste/<category:category>/", public.ranking, name="ranking"),
    path(
        "<round:competition>/rangliste/<category:category>/<week:week>/",
        public.ranking,
        name="ranking_week",
    ),
    path("<round:competition>/kort/", explore.map_page, name="map"),
    path("<round:competition>/kort/<week:week>/", explore.map_page, name="map_main_week"),
    path("<round:competition>/kort/<category:category>/", explore.map_page, name="map_of"),
    path(
        "<round:competition>/kort/<category:category>/<week:week>/",
        explore.map_page,
        name="map_week",
    ),
    path("<round:competition>/kommuner/", places.municipalities, name="municipalities"),
    path(
        "<round:competition>/kommuner/<slug:municipality>/",
        places.municipality,
        name="municipality",
    ),
    path("<round:competition>/soeg/", search.find, name="find"),
    path("<round:competition>/nyt/", search.news, name="news"),
    path("<round:competition>/sammenlign/", compare.compare, name="compare"),
    path("<round:competition>/sammenlign/kurve.csv", compare.compare_csv, name="compare_csv"),
    path(
        "<round:competition>/kommuner/<slug:municipality>/kurve.csv",
        compare.municipality_csv,
        name="municipality_csv",
    ),
    path(
        "<round:competition>/regioner/<slug:region>/kurve.csv",
        compare.region_csv,
        name="region_csv",
    ),
    path("<round:competition>/regioner/", places.regions, name="regions"),
    path("<round:competition>/regioner/<slug:region>/", places.region, name="region"),
    path("<round:competition>/rettelser/", places.corrections, name="corrections"),
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
    path("kl/uge/<week:week>/tidspunkt/slet/", organiser.unschedule, name="release_unschedule"),
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
    path("kl/kilder/", sources.sources_page, name="sources"),
    path("kl/kilder/ny/", sources.new_source, name="source_new"),
    path("kl/kilder/<int:pk>/", sources.source_page, name="source"),
    path("kl/kilder/<int:pk>/hent/", sources.ask_source, name="source_ask"),
    path("kl/personer/", people.people_page, name="people"),
    path("kl/personer/<int:pk>/", people.person_page, name="person"),
    path("kl/personer/<int:pk>/adgang/", people.person_access, name="person_access"),
    path("kl/personer/<int:pk>/faktor/", people.person_factor, name="person_factor"),
    path("kl/personer/<int:pk>/invitation/", people.person_invite, name="person_invite"),
    path("kl/ur/", organiser.move_clock, name="move_clock"),
]
