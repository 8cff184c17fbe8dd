"""Parts of addresses: a language, and the version of a release."""

from __future__ import annotations

from django.urls.converters import StringConverter

from fanal.presentation import LANGUAGES


class LanguageConverter(StringConverter):
    """A language that Fanal speaks."""

    regex = "|".join(LANGUAGES)


class VersionConverter(StringConverter):
    """What `exploring.catalogue.is_name` takes for the name of a release."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,59}"
