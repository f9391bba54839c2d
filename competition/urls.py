"""The addresses: the public face, then those behind login. Those in `plain` have no language."""

from django.urls import path, register_converter

from competition import api, converters
from competition.views import dashboard, organiser, people, places, public, small

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
    path("<round:competition>/kommuner/", places.municipalities, name="municipalities"),
    path(
        "<round:competition>/kommuner/<slug:municipality>/",
        places.municipality,
        name="municipality",
    ),
    path("<round:competition>/regioner/", places.regions, name="regions"),
    path("<round:competition>/regioner/<slug:region>/", places.region, name="region"),
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
    path("kl/kaaring/", organiser.announce, name="announce"),
    path("kl/personer/", people.people_page, name="people"),
    path("kl/personer/<int:pk>/", people.person_page, name="person"),
    path("kl/personer/<int:pk>/adgang/", people.person_access, name="person_access"),
    path("kl/personer/<int:pk>/faktor/", people.person_factor, name="person_factor"),
    path("kl/personer/<int:pk>/invitation/", people.person_invite, name="person_invite"),
    path("kl/ur/", organiser.move_clock, name="move_clock"),
]
