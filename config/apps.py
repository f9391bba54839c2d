"""Which static files are collected."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedStaticFiles(StaticFilesConfig):
    """All but the two documentation viewers of django-ninja: 10 MB, half a minute of compressing,
    and no page of ours uses them (the API's documentation is a page of its own).
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ninja"]  # noqa: RUF012  as Django has it
