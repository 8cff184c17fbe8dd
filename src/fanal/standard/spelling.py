"""When two spellings are the same word, and which words of a list a person may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from fanal.standard.vocabulary import Code, CodeList, Status, Vocabulary

_SHORT = 3
"""Codes of up to three letters are matched whole: ``n/a`` is not the country NA."""

_NOT_RECORDED = frozenset(
    {"na", "n/a", "n.a.", "n.a", "n/d", "nd", "none", "null", "nil", "-", "–", "—", "?"}
)
"""Marks that people type for "nothing known" and that must not be taken for a code."""


_ABOUT_AS_NEAR = 12
"""Points of likeness, of 100, under which two spellings are as near as each other."""

_NO_CODE, _BLANK = -1, -2
"""What stands in place of the place of a code, for a part that has none."""

_REMEMBERED = 10_000
"""Spellings that a matcher keeps in mind: files repeat the same few."""

_BETWEEN_CHOICES = ";|\n"
"""Signs that stand between several choices in a cell."""

_TO_SEMICOLON = str.maketrans(dict.fromkeys(_BETWEEN_CHOICES, ";"))


def fold(text: str) -> str:
    """Reduce a text to what makes it the same word: its letters and figures, without case or accents.

    >>> fold("Non-Conforming ") == fold("nonconforming")
    True
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text)).casefold()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if letter.isalnum())


class _Parts(dict[str, int]):
    """The places in the list of what parts of cells stand for, found once each."""

    def __init__(self, known: Matcher) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, part: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        text = part.strip()
        code = self._known.find(text) if text else None
        self[part] = self._known.order[code] if code is not None else (_NO_CODE if text else _BLANK)
        return self[part]


@dataclass(frozen=True)
class Matcher:
    """Finds the code that a text stands for: its code, its label in either language, a known spelling."""

    list: CodeList
    exact: Mapping[str, str] = field(default_factory=dict)
    folded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)
    _runs: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The position of each code in the list."""
        return {code.code: position for position, code in enumerate(self.list.codes)}

    @cached_property
    def deprecated(self) -> frozenset[str]:
        """The codes that are read and flagged."""
        return frozenset(code.code for code in self.list.codes if code.status is Status.DEPRECATED)

    @cached_property
    def parts(self) -> Mapping[str, int]:
        """The place in the list of a part of a cell; `_NO_CODE`, or `_BLANK` for a blank part."""
        return _Parts(self)

    @cached_property
    def holds_delimiters(self) -> bool:
        """Whether a label of the list holds a sign that stands between choices."""
        return any(sign in spelling for spelling in self.exact for sign in _BETWEEN_CHOICES)

    def longest_run(self, delimiters: str) -> int:
        """Give how many parts between delimiters may be one spelling: no cell is tried in longer runs."""
        if delimiters not in self._runs:
            most = max((sum(map(one.count, delimiters)) for one in self.exact), default=0)
            # Twice, for a sign typed twice: folding does not see it.
            self._runs[delimiters] = 2 * most + 1
        return self._runs[delimiters]

    @classmethod
    def of(cls, list_: CodeList) -> Matcher:
        """Index a code list."""
        exact: dict[str, str] = {}
        folded: dict[str, set[str]] = {}
        for code in list_.codes:
            for spelling in _spellings(code):
                exact.setdefault(spelling, code.code)
                key = spelling.casefold() if len(spelling) <= _SHORT else fold(spelling)
                folded.setdefault(key, set()).add(code.code)
        return cls(list_, exact, {key: frozenset(codes) for key, codes in folded.items()})

    def knowing(self, words: Mapping[str, str]) -> Matcher:
        """Give a matcher that knows further words of these codes, as a mapping file says them."""
        known = {word: code for word, code in words.items() if code in self.list.by_code}
        folded = {fold(word): frozenset({code}) for word, code in known.items() if len(word) > _SHORT}
        return Matcher(self.list, {**self.exact, **known}, {**self.folded, **folded})

    def find(self, text: str) -> str | None:
        """Give the code of a text, or None where there is none, or more than one."""
        if (code := self.exact.get(text)) is not None:
            return code
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> str | None:
        lower = text.casefold()
        if lower in _NOT_RECORDED:
            return None
        codes = self.folded.get(lower) if len(text) <= _SHORT else self.folded.get(fold(text))
        return next(iter(codes)) if codes is not None and len(codes) == 1 else None

    def nearest(self, text: str, at_least: int = 72) -> Code | None:
        """Give the code that a person most likely meant, or None where none is near.

        The likeness is the normalised indel similarity of the folded texts (`rapidfuzz`), from 0 to
        100; under `at_least` nothing is near.
        """
        from rapidfuzz import fuzz, process

        key = fold(text)
        if len(key) < _SHORT:
            return None
        lowest = at_least - _ABOUT_AS_NEAR
        found = process.extract(key, list(self.folded), scorer=fuzz.ratio, score_cutoff=lowest, limit=8)
        if not found or found[0][1] < at_least:
            return None
        # Two codes that are about as near are no help: "trans" may be either.
        near = [spelling for spelling, score, _ in found if score + _ABOUT_AS_NEAR > found[0][1]]
        codes = {code for spelling in near for code in self.folded[spelling]}
        return self.list.by_code[next(iter(codes))] if len(codes) == 1 else None


def _spellings(code: Code) -> Iterable[str]:
    return (code.code, code.label.en, code.label.fr, *code.also)


_matchers: dict[int, Matcher] = {}


def matcher(list_: CodeList) -> Matcher:
    """Give the matcher of a code list, made once."""
    found = _matchers.get(id(list_))
    if found is None or found.list is not list_:
        found = _matchers[id(list_)] = Matcher.of(list_)
    return found


def split_choices(text: str, known: Matcher) -> tuple[list[str], list[str]]:
    """Split a cell with several choices into codes, matching whole labels first.

    Four industry labels hold a semicolon themselves, so the longest run of parts that is a label
    wins. Parts stand between ``;``, ``|`` or line ends; where that fails between commas, and where
    that fails too between spaces (form servers write codes so).

    Parameters
    ----------
    text
        The cell.
    known
        The matcher of the field's code list.

    Returns
    -------
    codes, rest
        The codes found, in the order of the list and without repetition; the parts that are no
        code.
    """
    if not known.holds_delimiters:
        one_sign = text.translate(_TO_SEMICOLON) if "\n" in text or "|" in text else text
        found = set(map(known.parts.__getitem__, one_sign.split(";")))
        found.discard(_BLANK)
        if len(found) > 1 and _NO_CODE not in found:
            return [known.list.codes[place].code for place in sorted(found)], []
    words = re.split(r"[;|,\s]+", text.strip())
    if len(words) > 1 and all(word in known.list.by_code for word in words):
        # Before any label: "MA;LI" is Morocco and Liechtenstein, though its letters spell Mali.
        return sorted(set(words), key=known.order.__getitem__), []
    if (whole := known.find(text)) is not None:
        return [whole], []
    if (words_of := _spaced(text, known)) is not None:
        return sorted(set(words_of), key=known.order.__getitem__), []
    codes: list[str] = []
    rest: list[str] = []
    for part in _longest_first(text, _BETWEEN_CHOICES, known, codes):
        found_in: list[str] = []
        left = list(_longest_first(part, ",", known, found_in)) if "," in part else [part]
        for piece in left if found_in else [part]:
            spaced = _spaced(piece, known)
            if spaced is None:
                rest.append(piece)
            else:
                found_in += spaced
        codes += found_in
    return sorted(set(codes), key=known.order.__getitem__), rest


def _plainly(text: str, known: Matcher) -> list[str] | None:
    """Read several choices written just as the list has them, apart by ``;``: most files of many rows."""
    if ";" not in text:
        return None
    found = {known.exact.get(part.strip()) for part in text.split(";")}
    return None if None in found else sorted(found, key=known.order.__getitem__)  # type: ignore[arg-type]


def _spaced(text: str, known: Matcher) -> list[str] | None:
    """Read codes or labels with spaces between, as form servers write them; None where a word is over."""
    codes: list[str] = []
    over = any(True for _ in _longest_first(text, " ", known, codes))
    return codes if len(codes) > 1 and not over else None


def _longest_first(text: str, delimiters: str, known: Matcher, codes: list[str]) -> Iterable[str]:
    """Add to `codes` what the parts of a text stand for, longest runs first; give the parts left."""
    bounds = _bounds(text, delimiters)
    run = known.longest_run(delimiters)
    start = 0
    while start < len(bounds):
        for end in range(min(start + run, len(bounds)), start, -1):
            code = known.find(text[bounds[start][0] : bounds[end - 1][1]].strip())
            if code is not None:
                codes.append(code)
                start = end
                break
        else:
            if part := text[slice(*bounds[start])].strip():
                yield part
            start += 1


def _bounds(text: str, delimiters: str) -> Sequence[tuple[int, int]]:
    cuts = [position for position, letter in enumerate(text) if letter in delimiters]
    return list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(text)], strict=True))


@cache
def _yes_no_words() -> Mapping[str, bool]:
    from fanal.standard.vocabulary import load

    raw = load("words.toml")["checkbox"]
    return dict.fromkeys(raw["yes"], True) | dict.fromkeys(raw["no"], False)


def yes_or_no(text: str) -> bool | None:
    """Read a ticked box: ``TRUE``, ``oui``, ``1``, ``x``… or the contrary; None for anything else."""
    return _yes_no_words().get(text.casefold().strip())


@cache
def _unknown_words() -> frozenset[str]:
    from fanal.standard.vocabulary import load

    return frozenset(fold(word) for word in load("words.toml")["unknown"]["words"])


def says_unknown(text: str) -> bool:
    """Say whether a text only says that something is not known."""
    return fold(text) in _unknown_words()


def field_spellings(vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """Index the spellings of field names and labels of a vocabulary, folded, to field names."""
    found: dict[str, set[str]] = {}
    for one in vocabulary:
        bare = one.name.split("_", 1)[-1]
        for spelling in (one.name, bare, *one.also, one.label.en, one.label.fr):
            found.setdefault(fold(spelling), set()).add(one.name)
    return {key: frozenset(names) for key, names in found.items()}
