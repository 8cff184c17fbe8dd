"""Heads that lie outside find what the chain alone cannot: a trail cut off or written anew as a whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fanal.presentation import Refusal
from fanal.web.audit_trail.chain import Chain, content
from fanal.web.audit_trail.encoding import START
from fanal.web.audit_trail.heads import Checked, check_heads, export_heads, read_head
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.audit_trail.services import record_host
from fanal.web.audit_trail.verification import verify
from fanal.web.operations.embedded import Cluster
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.audit_trail.authority import Authority, authority
from web.audit_trail.trails import ENTRIES, HEADS, fill, tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation() -> UUID:
    made: UUID = Organisation.objects.create(name="harbour", slug="harbour").pk
    fill(made, "one", "two", "three", "four")
    return made


@pytest.fixture
def stamps(tmp_path: Path) -> Iterator[Authority]:
    if shutil.which("openssl") is None:
        (pytest.fail if os.environ.get("FANAL_REQUIRE") else pytest.skip)("needs openssl")
    with authority(tmp_path / "authority") as running:
        yield running


def codes(checked: Checked) -> list[str]:
    return [one.code.rsplit(".", 1)[1] for one in checked.findings]


def test_heads_without_an_authority_have_no_token_and_say_so(organisation: UUID, tmp_path: Path) -> None:
    record_host("organisations.created")
    written = export_heads(tmp_path / "heads")
    assert {read_head(path).chain for path in written} == {"host", str(organisation)}
    assert set(codes(check_heads(tmp_path / "heads"))) == {"not-stamped"}


def test_a_head_names_nobody(organisation: UUID, tmp_path: Path) -> None:
    (path,) = export_heads(tmp_path, of=[Chain(organisation)])
    assert set(json.loads(path.read_text())) == {"format", "chain", "sequence", "hash", "exported", "token"}
    assert "harbour" not in path.read_text() + path.name


def test_a_head_with_a_token_is_verified_against_the_authority(
    organisation: UUID, tmp_path: Path, stamps: Authority
) -> None:
    (path,) = export_heads(tmp_path / "heads", authority_url=stamps.url)
    fill(organisation, "five")
    checked = check_heads(tmp_path / "heads", certificates=stamps.root)
    assert checked.findings == []
    assert abs(checked.stamped[path] - datetime.now(UTC)) < timedelta(minutes=1)
    assert codes(check_heads(tmp_path / "heads")) == ["token-not-looked-at"]


def test_a_token_of_another_head_or_another_authority_does_not_fit(
    organisation: UUID, tmp_path: Path, stamps: Authority
) -> None:
    folder = tmp_path / "heads"
    (path,) = export_heads(folder, authority_url=stamps.url)
    with authority(tmp_path / "other") as other:
        assert codes(check_heads(folder, certificates=other.root)) == ["token-does-not-fit"]
    fill(organisation, "five")
    (later,) = set(export_heads(folder, authority_url=stamps.url)) - {path}
    swapped = json.loads(later.read_text()) | {"token": json.loads(path.read_text())["token"]}
    later.write_text(json.dumps(swapped))
    assert codes(check_heads(folder, certificates=stamps.root)) == ["token-does-not-fit"]


def test_a_head_that_was_edited_has_a_token_that_does_not_fit(
    organisation: UUID, tmp_path: Path, stamps: Authority
) -> None:
    (path,) = export_heads(tmp_path / "heads", authority_url=stamps.url)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"sequence": 3}))
    assert "token-does-not-fit" in codes(check_heads(tmp_path / "heads", certificates=stamps.root))


def test_a_trail_cut_off_together_with_its_head_is_found(
    organisation: UUID, tmp_path: Path, cluster: Cluster
) -> None:
    export_heads(tmp_path)
    with tenant(organisation):
        second = bytes(AuditEntry.objects.get(sequence=2).hash)
    tamper(cluster, f"delete from {ENTRIES} where sequence > 2")
    tamper(cluster, f"update {HEADS} set sequence = 2, hash = %s", second)
    assert verify(organisation) == [], "the chain alone cannot tell"
    (finding,) = [one for one in check_heads(tmp_path).findings if one.code.endswith("cut-off")]
    assert finding.values["number"] == 4


def test_a_trail_chained_anew_is_found(organisation: UUID, tmp_path: Path, cluster: Cluster) -> None:
    export_heads(tmp_path)
    with tenant(organisation):
        entries, previous = list(AuditEntry.objects.order_by("sequence")), START
    for entry in entries:
        entry.event, entry.previous = entry.event.replace("two", "forged"), previous
        previous = entry.hash = content(Chain(organisation), entry).hash
        tamper(
            cluster,
            f"update {ENTRIES} set event = %s, previous = %s, hash = %s where sequence = %s",
            *(entry.event, entry.previous, entry.hash, entry.sequence),
        )
    tamper(cluster, f"update {HEADS} set hash = %s", previous)
    assert verify(organisation) == [], "the chain alone cannot tell"
    assert "rewritten" in codes(check_heads(tmp_path))


def test_a_row_edited_before_a_head_is_found_by_the_check_too(
    organisation: UUID, tmp_path: Path, cluster: Cluster
) -> None:
    export_heads(tmp_path)
    tamper(cluster, f"update {ENTRIES} set event = 'x' where sequence = 2")
    assert "edited" in codes(check_heads(tmp_path))


def test_what_is_no_head_is_refused(tmp_path: Path, organisation: UUID) -> None:
    with pytest.raises(Refusal, match="no head in"):
        check_heads(tmp_path)
    (tmp_path / "x.head.json").write_text("{}")
    with pytest.raises(Refusal, match="not a head"):
        check_heads(tmp_path)
    export_heads(tmp_path / "heads")
    with pytest.raises(Refusal, match="no certificate"):
        check_heads(tmp_path / "heads", certificates=tmp_path / "x.head.json")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://127.0.0.1:9/"])
def test_an_authority_that_does_not_answer_is_refused(organisation: UUID, tmp_path: Path, url: str) -> None:
    with pytest.raises(Refusal):
        export_heads(tmp_path, authority_url=url)
