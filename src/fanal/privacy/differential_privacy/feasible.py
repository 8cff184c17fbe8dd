"""Whether the noise that a release needs can be drawn: on public facts, before anything is spent."""

from __future__ import annotations

from fanal.privacy.differential_privacy.layout import BINS, LEVELS, PERSON, UNIT, layout_of
from fanal.privacy.differential_privacy.sampler import variance_for
from fanal.privacy.differential_privacy.settings import PrivateSettings

_WIDEST = 2.0 ** ((BINS - 1) / 4)
"""The largest bound on squared lengths that `measure` chooses, in lengths that are typical."""


def check_noise(settings: PrivateSettings, several: frozenset[str]) -> None:
    """Refuse settings for which `measure` may need noise that cannot be drawn.

    Squared lengths are taken as large as shares of values can make them: those of one column add up to
    one, and UNIT² p (1 - p) (4 p (1 - p))^-0.4 adds up to most where they are equal.

    Parameters
    ----------
    settings
        What is to be measured.
    several
        The columns of which a person may hold several values.

    Raises
    ------
    Refusal
        If the noise cannot be drawn: epsilon is too small, or a person is too many rows.
    """
    layout, rho = layout_of(settings, several), settings.parts()
    variance_for(LEVELS**2 * (layout.most_held + 1), rho["rough"])
    largest = 0.0
    for one in settings.columns:
        values = len(one.domain or ()) + one.absence_informs
        apart = one.column in several or settings.subject is not None or values < 2
        weight = settings.weights.get(one.column, 1)
        largest += weight**2 * UNIT**2 / 4 * (values if apart else 4**0.6 * values**0.4)
    if settings.most_attributes is None:
        variance_for(2, rho["bounds"])
        largest *= _WIDEST
    variance_for(LEVELS**2 * round(largest + PERSON**2 * _WIDEST), rho["singles"])
    variance_for(LEVELS**2 * round(largest**2 / 2 + 1), rho["pairs"])
