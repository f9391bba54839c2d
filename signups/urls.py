"""Addresses of the organiser's weekly figures, below `/kl/`."""

from django.urls import path

from signups import source_views, views

urlpatterns = [
    path("indsend/", views.upload, name="upload"),
    path("indsendt/<int:pk>/", views.import_page, name="import"),
    path("indsendt/<int:pk>/advarsler/", views.acknowledge, name="import_acknowledge"),
    path("indsendt/<int:pk>/uge/", views.redate, name="import_redate"),
    path("indsendt/<int:pk>/gem/", views.confirm, name="import_confirm"),
    path("indsendt/<int:pk>/fil/", views.import_file, name="import_file"),
    path("kilder/", source_views.sources_page, name="sources"),
    path("kilder/ny/", source_views.new_source, name="source_new"),
    path("kilder/<int:pk>/", source_views.source_page, name="source"),
    path("kilder/<int:pk>/hent/", source_views.ask_source, name="source_ask"),
]
