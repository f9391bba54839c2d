"""Addresses of the organiser's weekly figures, below `/kl/`; those in `account` are below `/konto/`."""

from django.urls import path

from signups import account_views, views

urlpatterns = [
    path("indsend/", views.upload, name="upload"),
    path("indsendt/<int:pk>/", views.import_page, name="import"),
    path("indsendt/<int:pk>/advarsler/", views.acknowledge, name="import_acknowledge"),
    path("indsendt/<int:pk>/uge/", views.redate, name="import_redate"),
    path("indsendt/<int:pk>/gem/", views.confirm, name="import_confirm"),
    path("indsendt/<int:pk>/fil/", views.import_file, name="import_file"),
]
account = [
    path("adresse/", account_views.new_address, name="new_address"),
    path("adresse/<str:key>/", account_views.new_address_confirm, name="new_address_confirm"),
]
