"""The ledger: nothing is overspent, by anybody, at the same time, after a kill, or over a broken file."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.privacy.differential_privacy.accounting import epsilon_of, rho_within
from fanal.privacy.ledger import Account, Entry, Ledger

START = "from pathlib import Path; from fanal.privacy.ledger import Ledger; import sys, os, signal\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "ledger.jsonl")
    made.open_population("people of 2026", 4, 1e-9)
    return made


def lines(ledger: Ledger) -> list[bytes]:
    return path(ledger).read_bytes().splitlines(keepends=True)


def path(ledger: Ledger) -> Path:
    return ledger._path


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda refusal: refusal.finding.code == f"privacy.{code}")


def other_program(ledger: Ledger, does: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", START + does, str(path(ledger))], stderr=subprocess.PIPE)


def test_the_whole_budget_can_be_spent_at_once_and_then_nothing(ledger: Ledger) -> None:
    whole = rho_within(4, 1e-9)
    ledger.reserve("people of 2026", whole, "everything")
    account = ledger.spent("people of 2026")
    assert (account.rho_left, account.epsilon_left) == (0, 0)
    assert account.epsilon_spent <= 4
    before = lines(ledger)
    with refused("ledger-overspent"):
        ledger.reserve("people of 2026", 1e-300, "the least")
    assert lines(ledger) == before


@given(
    rhos=st.lists(st.floats(min_value=1e-6, max_value=0.5), max_size=12),
    epsilon=st.sampled_from([0.05, 0.3, 1, 4, 7.77, 20]),
    delta=st.sampled_from([1e-12, 1e-6, 1e-3]),
)
def test_what_is_admitted_never_amounts_to_more_than_the_epsilon(
    rhos: list[float], epsilon: float, delta: float
) -> None:
    account = Account("people", epsilon, delta)
    for number, rho in enumerate(rhos):
        if account.admits(rho):
            entry = Entry("people", rho, "release", "", number, "")
            account = Account("people", epsilon, delta, (*account.entries, entry))
        else:
            assert epsilon_of(math.fsum([account.rho_spent, rho]) * (1 + 1e-9), delta) > epsilon
    assert account.epsilon_spent <= epsilon
    if account.rho_left > 0:
        assert account.admits(account.rho_left)
    if account.epsilon_left > 0:
        # What is told to be left can be asked for.
        assert account.admits(rho_within(account.epsilon_left, delta))


def test_a_fresh_population_has_left_what_it_was_given(ledger: Ledger) -> None:
    assert ledger.spent("people of 2026").epsilon_left == 4


def test_a_refusal_says_how_much_is_left_and_what_is_left_can_be_spent(ledger: Ledger) -> None:
    ledger.reserve("people of 2026", 0.11, "the first")
    with refused("ledger-overspent") as caught:
        ledger.reserve("people of 2026", 0.2, "the second")
    assert "rho 0.2 is wanted, 0.09631 is left, enough for one release of epsilon 2.661" in str(caught.value)
    assert "il reste 0,09631" in caught.value.finding.text("fr")
    ledger.reserve("people of 2026", rho_within(2.661, 1e-9), "as told")
    with refused("ledger-overspent"):
        ledger.reserve("people of 2026", 1e-4, "the third")


def test_populations_do_not_share_a_budget(ledger: Ledger) -> None:
    ledger.open_population("people of 2025", 1, 1e-6)
    ledger.reserve("people of 2025", 0.02, "a release")
    ledger.reserve("people of 2026", 0.2, "another")
    assert [(one.population, one.rho_spent) for one in ledger.accounts()] == [
        ("people of 2026", 0.2),
        ("people of 2025", 0.02),
    ]


def test_what_was_reserved_is_told_again(ledger: Ledger) -> None:
    entry = ledger.reserve(" people of 2026 ", 0.1, "Tableau publié\u00a0: genre × pays, « 2026 »")
    assert ledger.spent("people of 2026").entries == (entry,)
    told = json.loads(lines(ledger)[-1])
    assert told["what"] == entry.what == "Tableau publié\u00a0: genre × pays, « 2026 »"
    assert told["seal"] == entry.seal
    assert ledger.spent("people of 2026").as_json()["entries"][0]["rho"] == 0.1


def test_two_programs_cannot_both_take_the_last_of_it(ledger: Ledger) -> None:
    """Six start at once, each for a little more than a quarter: three find enough."""
    share = rho_within(4, 1e-9) * 0.26
    take = f"Ledger(Path(sys.argv[1])).reserve('people of 2026', {share!r}, 'release')"
    started = [other_program(ledger, take) for _ in range(6)]
    said = [one.communicate(timeout=60)[1].decode() for one in started]
    assert sum(one.returncode == 0 for one in started) == 3
    assert sum("ledger-overspent" in words or "does not reach" in words for words in said) == 3
    account = ledger.spent("people of 2026")
    assert len(account.entries) == 3
    assert account.epsilon_spent <= 4


def test_a_release_that_is_killed_after_reserving_has_spent(ledger: Ledger) -> None:
    does = (
        "Ledger(Path(sys.argv[1])).reserve('people of 2026', 0.2, 'a'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = other_program(ledger, does)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with refused("ledger-overspent"):
        ledger.reserve("people of 2026", 0.1, "again")


def test_a_ledger_that_somebody_holds_is_waited_for_and_then_refused(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr("fanal.privacy.ledger_file._PATIENCE_SECONDS", 0.1)
    with path(ledger).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        assert ledger.spent("people of 2026").rho_spent == 0
        with refused("ledger-busy"):
            ledger.reserve("people of 2026", 0.1, "release")
    ledger.reserve("people of 2026", 0.1, "release")


def test_every_byte_cut_from_the_end_is_noticed_until_the_line_is_gone(ledger: Ledger) -> None:
    ledger.reserve("people of 2026", 0.1, "release")
    first, last = lines(ledger)
    for kept in range(1, len(last)):
        path(ledger).write_bytes(first + last[:kept])
        with refused("ledger-cut") as caught:
            ledger.reserve("people of 2026", 0.1, "release")
        assert "Line 2" in str(caught.value)
        assert path(ledger).read_bytes() == first + last[:kept]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"rho": 0.1', b'"rho": 0.01'),
        (b'"epsilon": 4.0', b'"epsilon": 8.0'),
        (b"the first", b"the very first"),
        (b'"rho": 0.05', b'"rho": 0.0'),
        (b'"for": "people of 2026"', b'"for": "nobody"'),
        (b'"seal": "', b'"seal": "0'),
    ],
)
def test_a_hand_that_changes_a_line_is_noticed(ledger: Ledger, old: bytes, new: bytes) -> None:
    ledger.reserve("people of 2026", 0.1, "the first")
    ledger.reserve("people of 2026", 0.05, "the second")
    content = path(ledger).read_bytes()
    assert old in content
    path(ledger).write_bytes(content.replace(old, new, 1))
    for asks in (
        lambda: ledger.reserve("people of 2026", 0.001, "x"),
        ledger.accounts,
        lambda: ledger.open_population("others", 1, 1e-6),
    ):
        with refused("ledger-changed"):
            asks()


@pytest.mark.parametrize("gone", [0, 1])
def test_a_line_taken_from_the_middle_is_noticed(ledger: Ledger, gone: int) -> None:
    ledger.reserve("people of 2026", 0.1, "the first")
    ledger.reserve("people of 2026", 0.05, "the second")
    path(ledger).write_bytes(b"".join(line for at, line in enumerate(lines(ledger)) if at != gone))
    with refused("ledger-changed"):
        ledger.spent("people of 2026")


def test_a_line_said_twice_is_noticed(ledger: Ledger) -> None:
    ledger.reserve("people of 2026", 0.1, "the first")
    path(ledger).write_bytes(b"".join([*lines(ledger), lines(ledger)[-1]]))
    with refused("ledger-changed"):
        ledger.spent("people of 2026")


@given(
    content=st.binary(max_size=200)
    | st.recursive(st.none() | st.integers(), st.lists).map(repr).map(str.encode)
)
def test_any_other_file_is_refused_and_left_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("other") / "some.file")
    path(ledger).write_bytes(content)
    with pytest.RaisesExc(Refusal):
        ledger.reserve("people", 0.1, "release")
    assert path(ledger).read_bytes() == content


def test_deeply_nested_and_enormous_files_are_refused(ledger: Ledger) -> None:
    path(ledger).write_bytes(b"[" * 200_000 + b"\n")
    with refused("ledger-changed"):
        ledger.accounts()
    os.truncate(path(ledger), 2**33)
    with refused("ledger-changed"):
        ledger.accounts()


def test_a_ledger_that_is_not_there_is_never_made_by_a_release(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "nothing.jsonl")
    with refused("ledger-missing"):
        ledger.reserve("people", 0.1, "release")
    assert not path(ledger).exists()
    with refused("ledger-no-folder"):
        Ledger(tmp_path / "no" / "ledger.jsonl").open_population("people", 1, 1e-6)
    with refused("ledger-no-file"):
        Ledger(tmp_path).open_population("people", 1, 1e-6)


def test_an_unknown_population_is_refused_with_those_there_are(ledger: Ledger) -> None:
    with refused("ledger-unknown-population") as caught:
        ledger.reserve("people of 2027", 0.1, "release")
    assert "people of 2026" in str(caught.value)


@pytest.mark.parametrize("name", ["people of 2026", "PEOPLE OF 2026", "  people of 2026"])
def test_a_population_is_opened_once(ledger: Ledger, name: str) -> None:
    with refused("ledger-population-open"):
        ledger.open_population(name, 100, 1e-9)
    assert ledger.spent("people of 2026").epsilon == 4


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "a\x00b", "x" * 501])
def test_names_and_purposes_stand_on_one_line(ledger: Ledger, name: str) -> None:
    with refused("ledger-population-name"):
        ledger.open_population(name, 1, 1e-9)
    with refused("ledger-what"):
        ledger.reserve("people of 2026", 0.01, name)


@pytest.mark.parametrize("epsilon", [0, -1, math.nan, math.inf])
def test_an_epsilon_that_is_none_opens_nothing(tmp_path: Path, epsilon: float) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with refused("epsilon-not-positive"):
        ledger.open_population("people", epsilon, 1e-9)
    assert not path(ledger).exists()


@pytest.mark.parametrize("delta", [0, 1, -1e-9, 1.5, math.nan])
def test_a_delta_that_is_no_chance_opens_nothing(tmp_path: Path, delta: float) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with refused("delta-outside"):
        ledger.open_population("people", 1, delta)
    assert not path(ledger).exists()


@pytest.mark.parametrize("rho", [0, -0.1, math.nan, math.inf])
def test_a_rho_that_is_none_reserves_nothing(ledger: Ledger, rho: float) -> None:
    with refused("rho-not-positive"):
        ledger.reserve("people of 2026", rho, "release")
    assert len(lines(ledger)) == 1


def test_a_full_disk_leaves_no_half_line(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    room = [10]

    def full(descriptor: int, words: bytes) -> int:
        if not room:
            raise OSError(28, "No space left on device")
        return write(descriptor, words[: room.pop()])

    before = lines(ledger)
    with monkeypatch.context() as patched:
        patched.setattr("fanal.privacy.ledger_file.os.write", full)
        with refused("ledger-unusable"):
            ledger.reserve("people of 2026", 0.1, "release")
    assert lines(ledger) == before
    ledger.reserve("people of 2026", 0.1, "release")


def test_a_ledger_is_its_owners(ledger: Ledger) -> None:
    assert path(ledger).stat().st_mode & 0o077 == 0
