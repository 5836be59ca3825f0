"""Installed by the bench's settings only."""

from django.apps import AppConfig


class ContribFormsConfig(AppConfig):
    """The peer."""

    name = "tests.bench.contribforms"
    label = "contribforms"
