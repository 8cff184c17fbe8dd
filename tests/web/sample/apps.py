"""The sample app."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """Files of persons: the least that has everything the ground gives."""

    name = "web.sample"
    label = "sample"
