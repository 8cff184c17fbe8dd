"""What releases have spent on the same people: a file that only grows and refuses to overspend.

One JSON object a line. A line opens a *population* with all the epsilon it will ever have at a delta, or
reserves rho of zero-concentrated differential privacy for something. Each line carries a seal over itself
and the line before. What is reserved is spent, whether the release came about or not.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context
from fractions import Fraction
from pathlib import Path
from typing import Any

from fanal.presentation import Refusal
from fanal.privacy.differential_privacy.accounting import (
    check_delta,
    check_epsilon,
    composed,
    epsilon_of,
    rho_within,
    rounded_down,
    rounded_up,
)
from fanal.privacy.ledger_file import LedgerFile, Line, locked
from fanal.privacy.significant import Significant


@dataclass(frozen=True)
class Entry:
    """A reserved share of a population's budget.

    Attributes
    ----------
    population
        Whose budget.
    rho
        How much, as zCDP.
    what
        What for.
    when
        UTC, ISO 8601.
    line
        The number of its line in the file.
    seal
        What a release can print so that a ledger cut short later is noticed.
    """

    population: str
    rho: float
    what: str
    when: str
    line: int
    seal: str


@dataclass(frozen=True)
class Account:
    """A population's budget, what is spent of it and what is left.

    Attributes
    ----------
    population
        Its name.
    epsilon, delta
        All it will ever have.
    entries
        What was reserved, oldest first.
    """

    population: str
    epsilon: float
    delta: float
    entries: tuple[Entry, ...] = ()

    @property
    def rho(self) -> float:
        """The whole budget as zCDP, rounded down."""
        return rho_within(self.epsilon, self.delta)

    @property
    def rho_spent(self) -> float:
        """What all entries spend together, rounded up."""
        return rounded_up(self._spent)

    @property
    def rho_left(self) -> float:
        """What may still be reserved, rounded down."""
        return max(0.0, rounded_down(Fraction(self.rho) - self._spent))

    @property
    def epsilon_spent(self) -> float:
        """What is spent, as epsilon at the population's delta, rounded up."""
        return epsilon_of(self._spent, self.delta)

    @property
    def epsilon_left(self) -> float:
        """The epsilon of one release at the population's delta that would spend what is left, four figures.

        Epsilons do not add up: it is more than the whole less what is spent.
        """
        epsilon = epsilon_of(self.rho_left, self.delta)
        for rounding in (ROUND_HALF_EVEN, ROUND_FLOOR):
            told = float(Context(prec=4, rounding=rounding).create_decimal_from_float(epsilon))
            if told > 0 and rho_within(told, self.delta) <= self.rho_left:
                return told
        return 0.0

    @property
    def _spent(self) -> Fraction:
        return composed(entry.rho for entry in self.entries)

    def admits(self, rho: float) -> bool:
        """Say whether the entries and this rho together stay within the budget, without rounding."""
        return self._spent + Fraction(rho) <= Fraction(self.rho)

    def as_json(self) -> dict[str, Any]:
        """Give the account to a machine."""
        return {
            "population": self.population,
            "epsilon": self.epsilon,
            "delta": self.delta,
            "epsilon_spent": self.epsilon_spent,
            "epsilon_left": self.epsilon_left,
            "rho": self.rho,
            "rho_spent": self.rho_spent,
            "rho_left": self.rho_left,
            "entries": [vars(entry) for entry in self.entries],
        }


class Ledger:
    """The ledger in a file.

    It holds who agrees to be held by it: a new file, or one whose last lines were taken away, has spent
    nothing, and a second population of the same people has a budget of its own.

    Parameters
    ----------
    path
        The file. `open_population` makes it.
    """

    def __init__(self, path: Path) -> None:
        self._path = Path(path)

    def __repr__(self) -> str:
        return f"Ledger({str(self._path)!r})"

    def open_population(self, name: str, epsilon: float, delta: float) -> Account:
        """Give a population all the budget it will ever have.

        Parameters
        ----------
        name
            What releases will call it.
        epsilon
            Positive: what all releases together may amount to.
        delta
            Between 0 and 1: the chance at which that holds.

        Raises
        ------
        Refusal
            If the name is empty or taken, if epsilon or delta is outside, or if the file is not sound.
        """
        check_epsilon(epsilon)
        check_delta(delta)
        name = _printable(name, "privacy.ledger-population-name")
        with self._locked(create=True) as file:
            if any(known.casefold() == name.casefold() for known in self._accounts(file)):
                raise Refusal("privacy.ledger-population-open", population=name, file=self._path.name)
            file.append(
                {"population": name, "epsilon": float(epsilon), "delta": float(delta), "when": _now()}
            )
        return Account(name, float(epsilon), float(delta))

    def reserve(self, population: str, rho: float, what: str) -> Entry:
        """Spend a share of a population's budget, before anything is read of the people.

        It is on the disk when this returns, and is never given back.

        Parameters
        ----------
        population
            A name that `open_population` was given.
        rho
            Positive: what the release will spend, as zCDP.
        what
            What for, in words that may be shown to anybody.

        Raises
        ------
        Refusal
            If less is left, if the population is unknown, or if the file is not sound.
        """
        if not 0 < rho < math.inf:
            raise Refusal("privacy.rho-not-positive", value=str(rho))
        # More digits than a file keeps would be spent and not told.
        rho = rounded_up(Fraction(rho))
        what = _printable(what, "privacy.ledger-what")
        with self._locked() as file:
            account = self._account(file, population)
            if not account.admits(rho):
                raise self._overspent(account, rho)
            when = _now()
            line = file.append({"for": account.population, "rho": rho, "what": what, "when": when})
        return Entry(account.population, rho, what, when, line.number, line.seal)

    def spent(self, population: str) -> Account:
        """Tell what is spent of a population's budget and what is left.

        Raises
        ------
        Refusal
            If the population is unknown, or the file is not there or not sound.
        """
        with self._locked(write=False) as file:
            return self._account(file, population)

    def accounts(self) -> tuple[Account, ...]:
        """Tell of all populations, in the order in which they were opened.

        Raises
        ------
        Refusal
            If the file is not there or not sound.
        """
        with self._locked(write=False) as file:
            return tuple(self._accounts(file).values())

    @contextmanager
    def _locked(self, *, create: bool = False, write: bool = True) -> Iterator[LedgerFile]:
        with locked(self._path, create=create, write=write) as file:
            yield file

    def _account(self, file: LedgerFile, population: str) -> Account:
        accounts = self._accounts(file)
        found = accounts.get(unicodedata.normalize("NFC", population).strip())
        if found is None:
            known = ", ".join(accounts) or "–"
            raise Refusal(
                "privacy.ledger-unknown-population", population=population, file=self._path.name, known=known
            )
        return found

    def _accounts(self, file: LedgerFile) -> dict[str, Account]:
        """Read what the lines say; a sealed line that makes no sense is one that was made by hand."""
        opened: dict[str, tuple[float, float]] = {}
        entries: dict[str, list[Entry]] = {}
        for line in file.lines:
            try:
                self._note(line, opened, entries)
            except (KeyError, TypeError, ValueError, Refusal):
                raise file.changed(line.number) from None
        return {name: Account(name, *opened[name], tuple(entries[name])) for name in opened}

    @staticmethod
    def _note(line: Line, opened: dict[str, tuple[float, float]], entries: dict[str, list[Entry]]) -> None:
        said = line.said
        if "population" in said:
            epsilon, delta, name = float(said["epsilon"]), float(said["delta"]), str(said["population"])
            check_epsilon(epsilon)
            check_delta(delta)
            if name in opened:
                raise ValueError(name)
            opened[name] = (epsilon, delta)
            entries[name] = []
            return
        rho = float(said["rho"])
        if not 0 < rho < math.inf:
            raise ValueError(rho)
        entry = Entry(str(said["for"]), rho, str(said["what"]), str(said["when"]), line.number, line.seal)
        entries[entry.population].append(entry)

    def _overspent(self, account: Account, rho: float) -> Refusal:
        return Refusal(
            "privacy.ledger-overspent",
            population=account.population,
            wanted=Significant(rho),
            left=Significant(account.rho_left),
            epsilon=Significant(account.epsilon_left),
            delta=Significant(account.delta),
            file=self._path.name,
        )


def _printable(words: str, otherwise: str) -> str:
    """Give words that stand on one line, or refuse."""
    words = unicodedata.normalize("NFC", words).strip()
    unseen = any(unicodedata.category(one)[0] == "C" or one in "\u2028\u2029" for one in words)
    if not words or unseen or len(words) > 500:
        raise Refusal(otherwise)
    return words


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
