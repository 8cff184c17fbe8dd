"""The methods by which a table is protected: each is one object, and nothing else asks which it is."""

from __future__ import annotations

from fanal.presentation import Refusal
from fanal.release.methods.differentially_private import DifferentiallyPrivate
from fanal.release.methods.k_anonymous import KAnonymous
from fanal.release.methods.method import Method, Protected, Summary, Told
from fanal.release.methods.synthetic import Synthetic

__all__ = [
    "METHODS",
    "DifferentiallyPrivate",
    "KAnonymous",
    "Method",
    "Protected",
    "Summary",
    "Told",
    "method_named",
]

METHODS: dict[str, Method] = {
    method.name: method for method in (KAnonymous(), Synthetic(), DifferentiallyPrivate())
}
"""The methods by name."""


def method_named(name: str) -> Method:
    """Find a method.

    Raises
    ------
    Refusal
        If there is none of that name.
    """
    if name not in METHODS:
        raise Refusal("release.unknown-method", name=name, known=", ".join(METHODS))
    return METHODS[name]
