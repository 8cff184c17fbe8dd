"""The methods of protection, in plain words: keys of the texts that explain each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explained:
    """What is said of a method.

    Attributes
    ----------
    name, people
        What it is called; of how many people a release tells.
    parts
        Headings and what stands under them.
    """

    name: str
    people: str
    parts: tuple[tuple[str, str], ...]


METHODS = {
    "k-anonymous": Explained(
        "web.portal.method-k-anonymous",
        "web.portal.home-people",
        (
            ("web.portal.method-done", "web.portal.k-anonymous-done"),
            ("web.portal.method-protects", "web.portal.k-anonymous-protects"),
            ("web.portal.method-costs", "web.portal.k-anonymous-costs"),
            ("web.portal.method-open", "web.portal.k-anonymous-open"),
        ),
    ),
    "synthetic": Explained(
        "web.portal.method-synthetic",
        "web.portal.home-people-synthetic",
        (
            ("web.portal.method-done", "web.portal.synthetic-done"),
            ("web.portal.method-protects", "web.portal.synthetic-protects"),
            ("web.portal.method-costs", "web.portal.synthetic-costs"),
            ("web.portal.method-open", "web.portal.synthetic-open"),
        ),
    ),
    "dp": Explained(
        "web.portal.method-dp",
        "web.portal.home-people-dp",
        (
            ("web.portal.method-done", "web.portal.dp-done"),
            ("web.portal.method-protects", "web.portal.dp-protects"),
            ("web.portal.method-costs", "web.portal.dp-costs"),
            ("web.portal.method-open", "web.portal.dp-open"),
        ),
    ),
}
