from pathlib import Path

import pytest

from .opened import codes, opened, refused_bytes, rows_of

FRENCH = "Prénom;Nationalité;Méthode\nZoé;Française;Menaces envers la mère\nAïcha;Béninoise;Dettes à payer\n"
SPANISH = "Género;Año;Explotación\nMujer;2019;Explotación sexual\nNiña;2020;España\n"
GERMAN = "Geschlecht;Straße;Größe\nweiblich;Münchner Straße;groß\nmännlich;Öhringer Weg;klein\n"
PORTUGUESE = "Gênero;Nação;Exploração\nMulher;Moçambique;exploração laboral\nHomem;São Tomé;não\n"
POLISH = "Płeć;Wiek;Narodowość\nKobieta;17;Łotwa\nMężczyzna;20;źródło, śledź\n"
CZECH = "Pohlaví;Věk;Státní příslušnost\nŽena;17;Česká republika\nMuž;20;příliš žluťoučký kůň\n"
ROMANIAN = "Vârstă;Ţară;Naţionalitate\n17;România;română\n18;Moldova;fată din Bălţi\n"
RUSSIAN = "Пол;Возраст;Гражданство\nЖенский;17;Россия\nМужской;20;Украина\n"
UKRAINIAN = "Стать;Вік;Громадянство\nЖіноча;17;Україна\nЧоловіча;20;Молдова\n"
ARABIC = "الجنس;العمر;الجنسية\nأنثى;17;لبنان\nذكر;20;المغرب\n"
GREEK = "Φύλο;Ηλικία;Υπηκοότητα\nΓυναίκα;17;Ελλάδα\nΆνδρας;20;Αλβανία\n"
TURKISH = "Cinsiyet;Yaş;Uyruk\nKadın;17;Türkiye\nErkek;20;Iğdır, şişli\n"
HEBREW = "מין;גיל;אזרחות\nנקבה;17;ישראל\nזכר;20;אריתריאה\n"
THAI = "เพศ;อายุ;สัญชาติ\nหญิง;17;ไทย\nชาย;20;พม่า\n"
JAPANESE = "性別;年齢;国籍\n女性;17;日本\n男性;20;フィリピン\n" * 5

ALL = [
    FRENCH, SPANISH, GERMAN, PORTUGUESE, POLISH, CZECH, ROMANIAN, RUSSIAN, UKRAINIAN, ARABIC, GREEK, TURKISH,
    HEBREW, THAI, JAPANESE,
]  # fmt: skip


def cells(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(";")) for line in text.splitlines()]


@pytest.mark.parametrize("text", ALL, ids=lambda text: text[:6])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_needs_no_guess(tmp_path: Path, text: str, encoding: str) -> None:
    content = opened(tmp_path, text.encode(encoding))
    assert rows_of(content) == cells(text)
    assert codes(content) == []


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (FRENCH, "cp1252", "Windows-1252"),
        (FRENCH, "mac-roman", "Mac Roman"),
        (SPANISH, "cp1252", "Windows-1252"),
        (SPANISH, "mac-roman", "Mac Roman"),
        (GERMAN, "cp1252", "Windows-1252"),
        (GERMAN, "mac-roman", "Mac Roman"),
        (PORTUGUESE, "cp1252", "Windows-1252"),
        (POLISH, "cp1250", "Windows-1250"),
        (CZECH, "cp1250", "Windows-1250"),
        (ROMANIAN, "cp1250", "Windows-1250"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (UKRAINIAN, "cp1251", "Windows-1251"),
        (ARABIC, "cp1256", "Windows-1256"),
        (GREEK, "cp1253", "Windows-1253"),
        (TURKISH, "cp1254", "Windows-1254"),
        (HEBREW, "cp1255", "Windows-1255"),
        (THAI, "cp874", "Windows-874"),
        ("Nom;Prénom\nX;1\n", "cp1252", "Windows-1252"),
        ("Nom;Prénom\nX;1\n", "mac-roman", "Mac Roman"),
        ("coût;âge\n9–17;l’école\n", "cp1252", "Windows-1252"),
    ],
)
def test_older_encodings_are_assumed_and_told(tmp_path: Path, text: str, encoding: str, said: str) -> None:
    content = opened(tmp_path, text.encode(encoding))
    assert rows_of(content) == cells(text)
    assert codes(content) == ["file-encoding-assumed"]
    assert content.findings[0].values["encoding"] == said


def test_east_asian_encodings(tmp_path: Path) -> None:
    content = opened(tmp_path, JAPANESE.encode("shift_jis"))
    assert rows_of(content) == cells(JAPANESE)
    assert codes(content) == ["file-encoding-assumed"]


def test_letters_far_down_are_found(tmp_path: Path) -> None:
    text = "a;b\n" + "1;2\n" * 100_000 + "Zoé;Éric\n"
    content = opened(tmp_path, text.encode("cp1252"))
    assert rows_of(content)[-1] == ("Zoé", "Éric")


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    text = "Prénom;âge\n" + "Zoé;17\n" * 20
    content = opened(tmp_path, text.encode() + "Élise;dix–huit\n".encode("cp1252") + "Aïcha;18\n".encode())
    assert rows_of(content)[-2:] == [("Élise", "dix–huit"), ("Aïcha", "18")]
    assert codes(content) == ["file-encoding-mixed"]
    assert content.findings[0].place.rows == (22,)


def test_unicode_cut_in_the_middle_of_a_sign(tmp_path: Path) -> None:
    assert refused_bytes(tmp_path, "a;b\né;é\n".encode("utf-16")[:-1]) == "file-damaged"
