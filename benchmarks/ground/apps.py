"""The app of these tables."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Tables of the benchmark."""

    name = "benchmarks.ground"
    label = "ground"
