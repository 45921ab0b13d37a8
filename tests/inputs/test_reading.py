"""Files of one export as one relation."""

import csv
import gzip
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import xlsxwriter
from export_files import read_exports, write_csv, write_parquet

from one_click.exports.check import check_exports, line_of, number_formats
from one_click.exports.folder import ExportFile, export_files
from one_click.exports.layout import csv_layout
from one_click.exports.look import check_versions, look
from one_click.exports.plain import cell_text, plain_file
from one_click.exports.problems import InputProblem
from one_click.exports.reading import reader
from one_click.exports.rows import look_at
from one_click.paths import EXPORT_SEEDS

COLUMNS = ["id", "Прибыль"]


def read(folder: Path, *forgotten: int) -> list[tuple]:
    """The rows of money in a folder, as a build reads them."""
    files = export_files(folder, "money")
    for file in files:
        look_at(file, COLUMNS, forgotten, {})
    with duckdb.connect() as connection:
        sql = f"select * from {reader(files, COLUMNS, list(forgotten))} order by all"
        return connection.execute(sql).fetchall()


def test_parts_differ_in_order_separator_and_line_ends(tmp_path: Path) -> None:
    """Columns are matched by name, each file read as it is written."""
    (tmp_path / "money_1.csv").write_text("id;Прибыль\r\n1;1,5\r\n", newline="")
    (tmp_path / "money_2.csv").write_text("\ufeffПрибыль,id\n2.5,2\n", newline="")
    (tmp_path / "money_3.csv").write_text("№\tid\tПрибыль\n9\t3\t3\n", newline="")
    assert read(tmp_path) == [("1", "1,5"), ("2", "2.5"), ("3", "3")]


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [((2, 3), 1), ((1, 3), 2), ((0, 2), 1), ((0, 1), None), ((1, 2), None)],
)
def test_parts_count_from_nought_or_one(
    tmp_path: Path, numbers: tuple[int, int], missing: int | None
) -> None:
    """A part that did not arrive is missed, the first one too."""
    for number in numbers:
        (tmp_path / f"money_{number}.csv").write_text(f"id;Прибыль\n{number};1\n")
    if missing is None:
        assert len(read(tmp_path)) == 2
    else:
        with pytest.raises(InputProblem, match=rf"money.csv lacks part {missing}\."):
            read(tmp_path)


@pytest.mark.parametrize(
    ("log", "kind"),
    [("_delta_log", "Delta"), (".hoodie", "Hudi"), ("metadata", "Iceberg")],
)
def test_a_table_with_a_history_is_refused(tmp_path: Path, log: str, kind: str) -> None:
    """Its files hold rows that were deleted, those of forgotten customers too."""
    (tmp_path / "money" / log).mkdir(parents=True)
    (tmp_path / "money" / "part-0.csv").write_text("id;Прибыль\n1;1\n")
    with pytest.raises(InputProblem, match=f"is a {kind} table, whose files hold rows"):
        read(tmp_path)


@pytest.mark.parametrize(
    "copy", ["part-0 (1)", "part-0 копия", "part-0 — копия", "part-0_old"]
)
def test_a_part_and_its_copy_are_refused(tmp_path: Path, copy: str) -> None:
    """In a folder of parts too; part-0 and part-1 are two parts."""
    (tmp_path / "money").mkdir()
    for name in ("part-0", "part-1"):
        (tmp_path / "money" / f"{name}.csv").write_text(f"id;Прибыль\n{name[-1]};1\n")
    assert len(read(tmp_path)) == 2
    (tmp_path / "money" / f"{copy}.csv").write_text("id;Прибыль\n0;2\n")
    with pytest.raises(InputProblem, match="is called a copy of another part"):
        read(tmp_path)


def test_a_folder_may_be_called_as_a_file(tmp_path: Path) -> None:
    """Spark calls a folder of parts so."""
    folder = tmp_path / "money" / "2026-11.csv"
    folder.mkdir(parents=True)
    (folder / "part-0.csv").write_text("id;Прибыль\n1;1\n")
    assert read(tmp_path) == [("1", "1")]


@pytest.mark.parametrize(
    ("name", "is_version"),
    [
        *[(name, True) for name in ("money.bak", "money.csv~", "money~", "money.OLD")],
        *[(name, False) for name in ("~$money.csv", "_money.csv", ".money.csv.swp")],
        *[(name, False) for name in ("money.csv.md5", "money.csv:Zone.Identifier")],
    ],
)
def test_what_is_put_aside_is_a_version_and_what_is_left_behind_is_none(
    tmp_path: Path, name: str, is_version: bool
) -> None:
    """People put a file aside; programs leave locks and sums beside it."""
    (tmp_path / "money.csv").write_text("id;Прибыль\n1;1\n")
    (tmp_path / name).write_text("id;Прибыль\n2;2\n")
    if is_version:
        with pytest.raises(InputProblem, match="money.csv is not the only file"):
            read(tmp_path)
    else:
        assert read(tmp_path) == [("1", "1")]


def test_parts_of_two_kinds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "money_1.csv").write_text("id;Прибыль\n1;1\n")
    write_parquet(
        pd.DataFrame({"id": [2], "Прибыль": [2.0]}), tmp_path / "money_2.parquet"
    )
    with pytest.raises(InputProblem, match="money.csv is not the only file of money"):
        read(tmp_path)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    "name", ["май [1]", "a*b?", "'; drop table x; --", 'кавычки "', "{b}", " "]
)
def test_a_folder_is_just_a_name(tmp_path: Path, name: str, kind: str) -> None:
    """What would be a pattern or SQL is read as the name it is."""
    for folder in (tmp_path / name, tmp_path / "май 1", tmp_path / "aXbY"):
        folder.mkdir()
        value = "1" if folder.name == name else "2"
        if kind == "csv":
            (folder / "money.csv").write_text(f"id;Прибыль\n{value};{value}\n")
        else:
            frame = pd.DataFrame({"id": [value], "Прибыль": [value]})
            write_parquet(frame, folder / "money.parquet")
    assert read(tmp_path / name) == [("1", "1")]


def test_forgotten_customers_are_not_read(tmp_path: Path) -> None:
    """However their id is written; who cannot be told is read, and rejected later."""
    ids = ["1", "2", "2.0", "2,0", " 2 ", "1\u00a0002", "1002", "22", "", "два"]
    ids += ["1,002", "1.002", "\u200e2", "2\u202c", "\u20661002\u2069"]
    rows = "".join(f'"{one}";5\n' for one in ids)
    (tmp_path / "money.csv").write_text(f"id;Прибыль\n{rows}")
    assert [row[0] for row in read(tmp_path, 2, 1002)] == ["1", "22", "два", None]


def test_forgotten_customers_of_typed_files(tmp_path: Path) -> None:
    """Parquet has numbers, with a point or without."""
    for kind in ("int64", "float64"):
        frame = pd.DataFrame({"id": [1, 2, 3], "Прибыль": [0.5, 1.5, 2.5]})
        write_parquet(frame.astype({"id": kind}), tmp_path / "money.parquet")
        assert [int(row[0]) for row in read(tmp_path, 2)] == [1, 3]
        (file,) = export_files(tmp_path, "money")
        looked = look_at(file, COLUMNS, (2,), {})
        assert (looked.rows, looked.kept) == (3, 2)


def test_rows_of_forgotten_customers_are_not_counted(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build says how many rows came in of those that it reads."""
    first = int(pd.read_csv(exports / "market_time.csv")["id"].iloc[0])
    before = check_exports(tmp_path / "before", str(exports), "")
    look.cache_clear()
    monkeypatch.setattr("one_click.exports.look.forgotten_customers", lambda: [first])
    after = check_exports(tmp_path / "after", str(exports), "")
    look.cache_clear()
    fewer = {name: before[name] - after[name] for name in before}
    assert fewer == {"market_file": 1, "market_money": 3, "market_time": 2, "money": 1}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (215348.0, "215348"),
        (0.1 + 0.2, "0.3"),
        (-12.5, "-12.5"),
        # Of a longer id a spreadsheet has lost the last digits.
        (10.0**15, "1.000000E+15"),
        (10.0**15 - 1, "999999999999999"),
        (True, "true"),
        (None, ""),
        (datetime(2026, 11, 5, 9, 30), "2026-11-05 09:30:00"),
    ],
)
def test_a_cell_of_a_workbook_reads_as_people_see_it(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("others", [(), ("id;Прибыль\n1;2\n",)])
def test_one_sheet_and_one_member_are_read_and_several_are_not(
    tmp_path: Path, others: tuple[str, ...]
) -> None:
    """Nobody knows which of two is meant."""
    book, archive = tmp_path / "money.xlsx", tmp_path / "money.csv.gz"
    with xlsxwriter.Workbook(str(book)) as made:
        for _ in ("first", *others):
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, COLUMNS)
            sheet.write_row(1, 0, [1, 2])
    packed = tmp_path / "packed"
    with zipfile.ZipFile(packed, "w") as members:
        for number, member in enumerate(("id;Прибыль\n1;2\n", *others)):
            members.writestr(f"money_{number}.csv", member)
    archive.write_bytes(gzip.compress(packed.read_bytes()))
    for place, problem in ((book, "has several sheets"), (archive, "is an archive")):
        file = ExportFile(place.name, place)
        if others:
            with pytest.raises(InputProblem, match=f"{place.name} {problem}"):
                plain_file(file, COLUMNS, tmp_path / "copy")
        else:
            plain = plain_file(file, COLUMNS, tmp_path / "copy")
            assert pd.read_csv(plain.path, sep="[;,]", engine="python").shape == (1, 2)


def test_a_large_archive_in_an_archive_is_read_whole(tmp_path: Path) -> None:
    """Each archive is unpacked to a place of its own: the outer one is still read from."""
    lines = "id;Прибыль\n" + "".join(f"{row};{row % 7}\n" for row in range(200_000))
    inner, outer = tmp_path / "inner", tmp_path / "money.csv.gz"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("money.csv", lines)
    outer.write_bytes(gzip.compress(inner.read_bytes()))
    plain = plain_file(ExportFile(outer.name, outer), COLUMNS, tmp_path / "copy")
    assert plain.path.read_text() == lines


def test_parts_that_share_half_of_their_customers_are_two_versions(
    tmp_path: Path,
) -> None:
    """With one customer less they are parts, and staging tells of each row."""
    for first in (50, 51):
        for name, start in (("money_1.csv", 0), ("money_2.csv", first)):
            rows = "".join(f"{start + row};1\n" for row in range(1, 101))
            (tmp_path / name).write_text("id;Прибыль\n" + rows)
        files = export_files(tmp_path, "money")
        if first == 51:
            check_versions(files, COLUMNS)
        else:
            with pytest.raises(InputProblem, match="hold the same customers"):
                check_versions(files, COLUMNS)


def test_a_header_is_too_long_whatever_other_readers_allow(tmp_path: Path) -> None:
    """What erases a customer raises the limit of the module csv for the whole process."""
    file = tmp_path / "money.csv"
    file.write_text(f"id;Прибыль;{'x' * 200_000}\n1;2;3\n")
    limit = csv.field_size_limit(1_000_000)
    try:
        with pytest.raises(InputProblem, match="too long to be a header"):
            csv_layout(file, COLUMNS)
    finally:
        csv.field_size_limit(limit)


def test_the_one_sheet_that_is_filled_is_read(tmp_path: Path) -> None:
    """Its header is looked at then, and what it lacks is named; of two nobody knows."""
    book = tmp_path / "money.xlsx"
    for filled, said in ((1, "lacks the column Прибыль"), (2, "has no sheet with")):
        with xlsxwriter.Workbook(str(book)) as made:
            for number in range(3):
                sheet = made.add_worksheet()
                if number < filled:
                    sheet.write_row(0, 0, ["id", "Доход"])
        with pytest.raises(InputProblem, match=said):
            plain = plain_file(ExportFile(book.name, book), COLUMNS, tmp_path / "copy")
            csv_layout(book.name, COLUMNS, plain.path)


def test_a_damaged_parquet_file_is_named(tmp_path: Path) -> None:
    """Cut off, it has no footer."""
    frame = pd.DataFrame({"id": range(1000), "Прибыль": range(1000)})
    file = tmp_path / "money.parquet"
    write_parquet(frame, file)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(InputProblem, match=r"money.parquet cannot be read. Expected: "):
        read(tmp_path)


def test_a_parquet_file_without_a_column_is_named(tmp_path: Path) -> None:
    write_parquet(pd.DataFrame({"id": [1], "x": [1]}), tmp_path / "money.parquet")
    with pytest.raises(InputProblem, match=r"lacks the column Прибыль.*Found: id, x"):
        read(tmp_path)


def test_a_parquet_file_with_two_names_of_one_column_is_named(tmp_path: Path) -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["id", "Прибыль", "прибыль "])
    write_parquet(frame, tmp_path / "money.parquet")
    with pytest.raises(InputProblem, match="has more than one column Прибыль"):
        read(tmp_path)


def test_a_parquet_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    """Whatever a person or a mail called it."""
    frame = pd.DataFrame({"id": [1], "Прибыль": [2]})
    file = tmp_path / "money.csv"
    write_parquet(frame, file)
    plain = plain_file(ExportFile("money.csv", file), COLUMNS, tmp_path / "copy")
    assert (plain.path, plain.name) == (tmp_path / "copy.parquet", "money.csv")
    assert plain.is_parquet


def test_a_part_that_groups_thousands_by_the_decimal_mark_is_named(
    exports: Path, tmp_path: Path
) -> None:
    """The answer decimal_mark holds for all parts, and another program wrote this one."""
    frame = read_exports(exports)["market_money"]
    for number, revenue in ((1, ("4,553", "4,553.25")), (2, ("4,5", "7"))):
        part = frame[number - 1 :: 2].reset_index(drop=True)
        part.loc[:1, "Выручка"] = revenue
        write_csv(part, exports / f"market_money_{number}.csv", ";")
    (exports / "market_money.csv").unlink()
    with pytest.raises(
        InputProblem, match=r"market_money_1.csv writes the column Выручка.*«,» between"
    ):
        number_formats(tmp_path / "copies", str(exports), ",")


def test_a_rejected_value_is_found_in_its_file_and_line(
    exports: Path, tmp_path: Path
) -> None:
    """The first line of its row, below a title and a value of two lines."""
    (exports / "money.csv").unlink()
    (exports / "money_1.csv").write_text("id;Прибыль\n1;x\n2;3\n")
    (exports / "money_2.csv").write_text('Отчёт\nid;Прибыль\n3;"a\nb"\n4; x \n')
    where = tmp_path / "copies", str(exports), "money"
    assert line_of(*where, "1", "x") == "money_1.csv, line 2"
    assert line_of(*where, " 4", "x") == "money_2.csv, line 5"
    assert line_of(*where, "", "3") == "money_1.csv, line 3"
    # Nobody finds a value that is not there.
    assert line_of(*where, "4", "y") == "money_1.csv"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Прибыль", "прибыль", "make build EXPORTS=seeds/exports"),
        ("Прибыль", "Доход", "is not UTF-8 text. Expected: UTF-8; in Excel"),
    ],
)
def test_a_seed_that_a_folder_may_hold_is_refused_with_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    """The way is not shown where the folder would not be read either."""
    folder = shutil.copytree(EXPORT_SEEDS, tmp_path / "exports")
    for module in ("check", "look"):
        monkeypatch.setattr(f"one_click.exports.{module}.EXPORT_SEEDS", folder)
    file = folder / "money.csv"
    file.write_bytes(file.read_text("utf-8").replace(old, new).encode("cp1251"))
    with pytest.raises(InputProblem, match=said):
        check_exports(tmp_path / "copies", "", "")
