import gzip
import os
import stat
import zlib
from pathlib import Path

import pytest

from fanal.exchange.files import Limits, column_letter, open_file

from .office_files import compound, ods, ods_table, ods_text, xls, xls_text, xlsx
from .opened import codes, opened, refused, refused_apart, refused_bytes, rows_of


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip


def test_missing_folder_device_and_pipe(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == "file-missing"
    assert refused(tmp_path / "cases.csv" / "more.csv") == "file-missing"
    assert refused(Path("nul\0l")) == "file-missing"
    assert refused(Path("a" * 5000)) == "file-missing"
    assert refused(tmp_path) == "file-is-folder"
    assert refused(Path("/dev/zero")) == "file-is-device"
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv") == "file-is-device"


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("a,b\n1,2\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert rows_of(open_file(tmp_path / "link.csv")) == [("a", "b"), ("1", "2")]
    (tmp_path / "ring.csv").symlink_to(tmp_path / "ring.csv")
    assert refused(tmp_path / "ring.csv") == "file-missing"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n")
    path.chmod(0)
    assert refused(path) == "file-no-permission"


def test_no_permission_as_told_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(path) == "file-no-permission"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \r\n\t\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xef\xbb\xbf\r\n",
        b",,,\n,,,\n",
        '"\u00a0"; \n'.encode(),
        b"[]",
        b"[{}]",
        b'{"cases": []}',
        b'[{"a": null}]',
        xlsx("<sheetData/>"),
        ods(ods_table("A", "<table:table-cell/>")),
        xls(),
        gzip.compress(b"", mtime=0),
    ],
)
def test_nothing_in_it(tmp_path: Path, raw: bytes) -> None:
    if raw == b'[{"a": null}]':
        assert rows_of(opened(tmp_path, raw)) == [("a",)]
    else:
        assert refused_bytes(tmp_path, raw) == "file-empty"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"%PDF-1.7\n...", "file-is-pdf"),
        (b"\x89PNG\r\n\x1a\n", "file-is-picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "file-is-picture"),
        (b"MZ\x90\0\x03\0", "file-is-program"),
        (b"\x7fELF\x02\x01\x01\0", "file-is-program"),
        (b"{\\rtf1\\ansi hello}", "file-is-document"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00", "file-old-excel"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "file-is-web-page"),
        (b"\n  <html xmlns:o='urn:schemas-microsoft-com:office:office'>", "file-is-web-page"),
        ("<html><body>é</body></html>".encode("utf-16"), "file-is-web-page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "file-is-markup"),
        (bytes(range(256)) * 8, "file-is-other"),
        (b"a,b\n1,\x002\n3,4\n", "file-is-other"),
        (b"\0" * 500, "file-is-other"),
        (compound({"WordDocument": b"x"}), "file-is-document"),
        (compound({"Contents": b"x"}), "file-is-other"),
        (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), "file-encrypted"),
        (b"7z\xbc\xaf\x27\x1c\0\0", "file-is-archive"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, raw: bytes, code: str) -> None:
    assert refused_bytes(tmp_path, raw, "cases.xls") == code


def test_a_heading_may_look_like_the_start_of_something_else(tmp_path: Path) -> None:
    for heading in ("BM", "MZ", "GIF8", "PAR1", "[id]", "{id}", "<5"):
        assert rows_of(opened(tmp_path, f"{heading},b\n1,2\n".encode()))[0] == (heading, "b")


def test_gzip_is_opened_and_counted(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n1,2\n")
    assert rows_of(opened(tmp_path, packed, "x.csv.gz")) == [("a", "b"), ("1", "2")]
    two = gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n") + b"\0" * 8
    assert rows_of(opened(tmp_path, two, "x.csv.gz")) == [("a", "b"), ("1", "2")]
    assert refused_bytes(tmp_path, packed[:-9], "x.csv.gz") == "file-damaged"
    assert refused_bytes(tmp_path, packed[:12] + b"\xff" * 9, "x.csv.gz") == "file-damaged"
    assert rows_of(opened(tmp_path, gzip.compress(xls(xls_text(0, 0, "a"))), "x.xls.gz")) == [("a",)]


def test_a_gzip_bomb_is_refused_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    zeros = zlib.compressobj(9, wbits=31)
    path.write_bytes(b"".join(zeros.compress(b",\n" * 500_000) for _ in range(100)) + zeros.flush())
    code, memory = refused_apart(path, '{"file_bytes": 20000000}')
    assert code == "file-inflates"
    assert memory < 120


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    assert refused_bytes(tmp_path, b"a,b\n" * 100, limits=Limits(file_bytes=100)) == "file-too-large"


def test_a_wrong_ending_is_only_noted(tmp_path: Path) -> None:
    text = b"a;b\n1;2\n"
    book = xls(xls_text(0, 0, "a"))
    assert codes(opened(tmp_path, text, "x.xls")) == ["file-kind-differs"]
    assert codes(opened(tmp_path, book, "x.xlsx")) == ["file-kind-differs"]
    assert codes(opened(tmp_path, b'[{"a": 1}]', "x.csv")) == ["file-kind-differs"]
    for name in ("x.csv", "x.TSV", "x.txt", "x.csv.gz", "x.data", "x"):
        assert codes(opened(tmp_path, text, name)) == []


def test_nothing_is_left_behind_and_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    raws = {
        "a.csv": b"a,b\n1,2",
        "b.xls": xls(xls_text(0, 0, "a")),
        "c.ods": ods(ods_table("A", ods_text("x"))),
    }
    for name, raw in raws.items():
        (tmp_path / name).write_bytes(raw)
        (tmp_path / name).chmod(stat.S_IRUSR)
        open_file(tmp_path / name)
        assert (tmp_path / name).read_bytes() == raw
    assert not list(scratch.iterdir())
    assert len(list(tmp_path.iterdir())) == 1 + len(raws)


def test_every_prefix_of_a_file_is_read_or_refused(tmp_path: Path) -> None:
    for raw in (
        xls(xls_text(0, 0, "a")),
        ods(ods_table("A", ods_text("x"))),
        xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
    ):
        for length in range(64, len(raw) * 4 // 5, max(1, len(raw) // 60)):
            code = refused_bytes(tmp_path, raw[:length])
            assert code in {"file-damaged", "file-is-other", "file-empty", "file-quote-open"}, (length, code)
