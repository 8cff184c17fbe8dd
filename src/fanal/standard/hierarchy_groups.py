"""Hierarchies of words: a plain value, a code and its groups, several choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fanal.presentation import Language
from fanal.standard.hierarchy import SEVERAL, WITHHELD, Hierarchy, is_last, told
from fanal.standard.spelling import matcher, yes_or_no
from fanal.standard.vocabulary import Code, CodeList, Words


@dataclass(frozen=True)
class Plain:
    """The value, or nothing.

    Attributes
    ----------
    name, value
        Its name, and what level 0 tells.
    boxed
        Whether values are ticks: ``1`` is printed as yes.
    """

    name: str
    value: Words
    boxed: bool = False

    @property
    def levels(self) -> tuple[Words, ...]:
        """The value; withheld."""
        return (self.value, told(WITHHELD))

    def at(self, value: str, level: int) -> str:
        """Tell a value at a level."""
        return WITHHELD if is_last(self, level) else value

    def knows(self, value: str) -> bool:
        """Any value may be told as it is."""
        return value != WITHHELD

    def label(self, value: str, language: Language) -> str:
        """Print a value."""
        if value == WITHHELD:
            return told(WITHHELD).in_(language)
        ticked = yes_or_no(value) if self.boxed else None
        return value if ticked is None else told("yes" if ticked else "no").in_(language)


@dataclass(frozen=True)
class Groups:
    """A code, its group, the group of that, and so on; withheld where a code has no such group.

    Attributes
    ----------
    name
        Its name.
    list
        The code list. A value is understood in every spelling that the list knows.
    words
        What each level tells, the last left out.
    """

    name: str
    list: CodeList
    words: tuple[Words, ...]

    @property
    def levels(self) -> tuple[Words, ...]:
        """The code, its groups, withheld."""
        return (*self.words, told(WITHHELD))

    @cached_property
    def _groups(self) -> Mapping[str, Code]:
        return {group.code: group for group in self.list.groups}

    @cached_property
    def _depths(self) -> Mapping[str, int]:
        """The level at which each group is told: one above the highest of its members."""
        depths: dict[str, int] = {}
        for code in self.list.codes:
            group, depth = code.group, 1
            while group is not None:
                depths[group] = max(depth, depths.get(group, 0))
                group, depth = self._groups[group].group, depth + 1
        return depths

    def at(self, value: str, level: int) -> str:
        """Tell a value at a level."""
        if is_last(self, level):
            return WITHHELD
        if level == 0:
            return value
        code = self._code(value)
        group = code.group if code is not None else self._group(value)
        while group is not None and self._depths[group] < level:
            group = self._groups[group].group
        return WITHHELD if group is None else group

    def knows(self, value: str) -> bool:
        """Whether it is a code, a group, or a spelling of the list."""
        return self._group(value) is not None or self._code(value) is not None

    def label(self, value: str, language: Language) -> str:
        """Print a code or group by its label."""
        if value == WITHHELD:
            return told(WITHHELD).in_(language)
        found = self._code(value) or self._groups.get(value)
        return value if found is None else found.label.in_(language)

    def _code(self, value: str) -> Code | None:
        """Find a code, in any spelling that is not the name of a group."""
        if value in self.list.by_code or self._group(value) is None:
            found = matcher(self.list).find(value)
            return None if found is None else self.list.by_code[found]
        return None

    def _group(self, value: str) -> str | None:
        return value if value in self._depths else None


@dataclass(frozen=True)
class Choices:
    """Several choices with ``;`` between: each told by `member`, then only that there are several.

    Choices that come to the same are told once, in the order of their letters.

    Attributes
    ----------
    member
        The hierarchy of one choice.
    """

    member: Hierarchy

    @property
    def name(self) -> str:
        """The name of the choices' hierarchy."""
        return self.member.name

    @property
    def levels(self) -> tuple[Words, ...]:
        """The levels of a choice, one or several, withheld."""
        return (*self.member.levels[:-1], told("one-or-several"), told(WITHHELD))

    def at(self, value: str, level: int) -> str:
        """Tell a value at a level."""
        if is_last(self, level):
            return WITHHELD
        if level == 0:
            return value
        if value.strip() == SEVERAL:
            return SEVERAL
        parts = _parts(value)
        if not parts or not all(self.member.knows(part) for part in parts):
            return WITHHELD
        broadest = len(self.member.levels) - 2
        told_parts = sorted({self.member.at(part, min(level, broadest)) for part in parts})
        if WITHHELD in told_parts:
            return WITHHELD
        if level > broadest and len(told_parts) > 1:
            return SEVERAL
        return ";".join(told_parts)

    def knows(self, value: str) -> bool:
        """Whether every choice is known."""
        return value.strip() == SEVERAL or all(self.member.knows(part) for part in _parts(value))

    def label(self, value: str, language: Language) -> str:
        """Print the choices with ``;`` between."""
        if value.strip() == SEVERAL:
            return told(SEVERAL).in_(language)
        between = "\u00a0; " if language == "fr" else "; "
        return between.join(self.member.label(part, language) for part in _parts(value))


def _parts(value: str) -> Sequence[str]:
    return [part.strip() for part in value.split(";") if part.strip()]
