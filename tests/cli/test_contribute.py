"""``fanal contribute`` and ``fanal aggregate``: what leaves is shown first, and only that leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pyrage
import pytest

from contributing.test_sending import Hub, hub
from fanal.cli.main import run
from fanal.contributing import Kind, Package, opened
from fanal.contributing.memory import NAME
from fanal.release.aggregates import Aggregates

__all__ = ["hub"]

CONSENT = ["--consent", "con_Consent"]


def written(path: Path, without: set[int] = frozenset(), more: int = 0) -> Path:  # type: ignore[assignment]
    """Write forty cases with names; the consent of every fifth, and of `without`, is refused."""
    rows = [
        f"c{n},Zqname{n},{'Feminine' if n % 3 else 'Masculine'},{'PHL' if n % 2 else 'UKR'},"
        f"{'FALSE' if n % 5 == 0 or n in without else 'TRUE'},2021-05-{n % 28 + 1:02},19{80 + n % 20}-03-07"
        for n in range(40 + more)
    ]
    path.write_text(
        "case,prs_FirstName,prs_Gender,prs_Citizenship,con_Consent,cas_RegistrationDate,prs_Birthdate\n"
        + "\n".join(rows)
    )
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return written(tmp_path / "cases.csv")


def test_a_dry_run_shows_what_would_leave_and_writes_nothing(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["contribute", str(cases), *CONSENT, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "32" in said and "prs_Gender" in said and "year only" in said and "no consent" in said
    assert "Zqname" not in said
    assert [one.name for one in cases.parent.iterdir()] == ["cases.csv"]


def test_it_is_said_in_french_too(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["contribute", str(cases), *CONSENT, "--dry-run", "--lang", "fr"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Ce qui part" in said and "année seulement" in said


def test_a_package_is_written_sealed_for_its_hub(cases: Path, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    out = tmp_path / "package.fanal"
    command = ["contribute", str(cases), *CONSENT, "--out", str(out), "--yes"]
    assert run([*command, "--seal-for", str(identity.to_public())]) == 0
    raw = out.read_bytes()
    assert raw.startswith(b"age-encryption.org/")
    package = Package.from_bytes(opened(raw, str(identity)))
    assert package.rows is not None
    assert package.rows.height == 32
    assert set(package.rows["cas_RegistrationDate"]) == {"2021-01-01"}
    assert b"Zqname" not in package.to_bytes() + package.rows.write_csv().encode()
    assert (out.stat().st_mode & 0o777, (tmp_path / NAME).stat().st_mode & 0o777) == (0o600, 0o600)


def test_nobody_at_a_terminal_sends_nothing(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "package.fanal"
    assert run(["contribute", str(cases), *CONSENT, "--out", str(out)]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not out.exists() and not (tmp_path / NAME).exists()


def test_without_word_of_consent_nothing_leaves(cases: Path, tmp_path: Path) -> None:
    assert run(["contribute", str(cases), "--out", str(tmp_path / "p"), "--yes"]) == 2
    assert run(["contribute", str(cases), *CONSENT, "--fields", "prs_FirstName", "--dry-run"]) == 2


def _send(cases: Path, hub: Hub, token: Path) -> int:
    return run(["contribute", str(cases), *CONSENT, "--to", hub.address, "--token-file", str(token), "--yes"])


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("fanal_abc\n")
    return path


def test_who_withdrew_since_is_taken_back_and_rows_keep_their_names(
    cases: Path, tmp_path: Path, token: Path, hub: Hub
) -> None:
    assert _send(cases, hub, token) == 0
    assert _send(written(cases, without={1, 2}, more=2), hub, token) == 0
    assert _send(cases, hub, token) == 0
    first, second, third = (Package.from_bytes(raw) for _, _, raw in hub.got)
    assert first.rows is not None and second.rows is not None and third.rows is not None
    names = set(first.rows["row"])
    assert len(names) == 32
    assert len(names & set(second.rows["row"])) == 30, "of 32 two said no"
    assert set(second.removed) == names - set(second.rows["row"])
    assert len(second.removed) == 2
    assert third.to_bytes() == second.to_bytes(), "the same again is the same package"


def test_a_send_that_failed_is_remembered_as_one_that_may_have_arrived(
    cases: Path, token: Path, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.status = 500
    assert _send(cases, hub, token) == 2
    assert "twice" in capsys.readouterr().err
    hub.status = 201
    assert _send(written(cases, without={1}), hub, token) == 0
    lost, taken = (Package.from_bytes(raw) for _, _, raw in hub.got)
    assert lost.rows is not None and taken.rows is not None
    assert set(taken.removed) == set(lost.rows["row"]) - set(taken.rows["row"]) != set()


def test_a_key_file_that_is_broken_is_not_replaced(
    cases: Path, tmp_path: Path, token: Path, hub: Hub
) -> None:
    (tmp_path / NAME).write_text("{}")
    assert _send(cases, hub, token) == 2
    assert not hub.got and (tmp_path / NAME).read_text() == "{}"


@pytest.mark.parametrize("where", ["http://hub.example", "nonsense"])
def test_a_wrong_address_is_refused_before_the_file_is_read(
    cases: Path, token: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["contribute", "no-file.csv", *CONSENT, "--to", where, "--token-file", str(token), "--yes"]) == 2
    )
    assert "https" in capsys.readouterr().err


def _counts(cases: Path, out: Path, *more: str) -> int:
    return run(["aggregate", str(cases), *CONSENT, "--out", str(out), *more])


def test_protected_counts_are_written_and_sent_and_hold_no_row(
    cases: Path, tmp_path: Path, token: Path, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "counts.json"
    assert _counts(cases, out, "--k", "5", "--columns", "gender,citizenship") == 0
    counts = Aggregates.from_bytes(out.read_bytes())
    assert counts.least == 5 and counts.cells and min(one.count for one in counts.cells.values()) >= 5
    assert _send_counts(out, hub, token) == 0
    package = Package.from_bytes(hub.got[0][2])
    assert package.kind is Kind.AGGREGATES and package.aggregates == counts
    assert "No row leaves" in " ".join(capsys.readouterr().out.split())
    assert _counts(cases, out, "--k", "5") == 2, "it is not written over"


def _send_counts(out: Path, hub: Hub, token: Path) -> int:
    return run(["contribute", str(out), "--to", hub.address, "--token-file", str(token), "--yes"])


def test_counts_by_noise_are_paid_for_in_the_organisations_own_ledger(cases: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    budget = ["--population", "clients", "--epsilon", "1", "--delta", "1e-6"]
    assert run(["ledger", "open", str(ledger), *budget]) == 0
    budget += ["--ledger", str(ledger), "--columns", "gender,citizenship", "--years", "2020-2022"]
    one = _counts(cases, tmp_path / "one.json", *budget)
    again = _counts(cases, tmp_path / "two.json", *budget)
    assert (one, again) == (0, 2)
    assert json.loads((tmp_path / "one.json").read_text())["protection"]["epsilon"] == 1
