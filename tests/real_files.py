"""Files as people make them, and what must come of each: entries for tests/damages.py.

Most come out of spreadsheets, of 1C and of browsers that download a file twice.
"""

import gzip
import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pandas as pd
from damages import (
    CONSENT,
    DAMAGES,
    LABEL,
    PROFIT,
    REVENUE,
    SHARE,
    Damage,
    Rejected,
    Same,
    cell,
    cells,
    content,
    doubted,
    every,
    frame_of,
    line,
    lines,
    refused,
    text,
)
from export_files import EXPORTS, read_exports, write_csv, write_parquet

AS_FOLDER = ("folder",)
PAGES = "Страниц_за_визит"
READ = Same(as_seed=False)


def whole(mark: str) -> Callable[[str], str]:
    """Thousands set apart by a mark, no cents: 4553.0 becomes 4,553."""
    return lambda value: f"{float(value):,.0f}".replace(",", mark)


def instead(name: str, suffix: str, change: Callable[[bytes], bytes]) -> Callable:
    """Another file in the place of an export."""

    def do(folder: Path) -> None:
        file = folder / f"{name}.csv"
        (folder / f"{name}{suffix}").write_bytes(change(file.read_bytes()))
        file.unlink()

    return do


def beside_as(name: str, other: str) -> Callable[[Path], object]:
    """The same file once more, under another name."""
    return lambda folder: (folder / other).write_bytes(
        (folder / f"{name}.csv").read_bytes()
    )


def archive_of_all(folder: Path) -> None:
    """All four in one archive, as a mail brings them; a Mac leaves notes in it."""
    with zipfile.ZipFile(folder / "Выгрузка.zip", "w") as archive:
        for name in EXPORTS:
            archive.write(folder / f"{name}.csv", f"ноябрь/{name}.csv")
            archive.writestr(f"__MACOSX/._{name}.csv", b"\x00")
            (folder / f"{name}.csv").unlink()


def workbook(raw: bytes) -> bytes:
    """A workbook of Excel with one sheet: numbers as numbers, texts as texts."""
    rows = pd.read_csv(io.BytesIO(raw), header=None, dtype=str, keep_default_na=False)
    cells_of = []
    for row in rows.itertuples(index=False):
        written = "".join(
            f"<c><v>{value}</v></c>"
            if value.replace(".", "", 1).isdigit()
            else f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            for value in row
        )
        cells_of.append(f"<row>{written}</row>")
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{packages}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="a" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {main} xmlns:r="{office}"><sheets>'
            '<sheet name="Лист1" sheetId="1" r:id="b"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="b" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {main}><sheetData>{''.join(cells_of)}</sheetData></worksheet>"
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def partitioned(folder: Path) -> None:
    """money/month=2026-11/part-0.parquet, as Spark and Hive lay it out."""
    frame = read_exports(folder)["money"]
    inside = folder / "money" / "month=2026-11"
    inside.mkdir(parents=True)
    write_parquet(frame, inside / "part-0.parquet")
    (folder / "money" / "_SUCCESS").touch()
    (folder / "money.csv").unlink()


def csv_by_month(folder: Path) -> None:
    """A folder for each year and month, in which CSV files lack the column of months."""
    frame = read_exports(folder)["market_money"]
    for word, month in (("тек", "11"), ("предыд", "10"), ("препре", "9")):
        inside = folder / "market_money" / "year=2022" / f"month={month}"
        inside.mkdir(parents=True)
        of_month = frame[frame["Период"].str.startswith(word)]
        write_csv(of_month.drop(columns="Период"), inside / "part-0.csv", ",")
    (folder / "market_money.csv").unlink()


def an_old_part(folder: Path) -> None:
    """A part that somebody put aside stands in the folder of parts."""
    an_empty_part(folder)
    inside = folder / "market_money"
    (inside / "part-00000.csv.bak").write_bytes(
        (inside / "part-00000.csv").read_bytes()
    )


def an_empty_part(folder: Path) -> None:
    """Spark's folder of parts, one of them with a header only."""
    frame = read_exports(folder)["market_money"]
    inside = folder / "market_money"
    inside.mkdir()
    write_csv(frame, inside / "part-00000.csv", ",")
    write_csv(frame[:0], inside / "part-00001.csv", ",")
    (folder / "market_money.csv").unlink()


def binary_texts(folder: Path) -> None:
    """Texts without the mark of a text, as Impala and old Hive write Parquet."""
    frame = read_exports(folder)["market_time"]
    frame["Период"] = [text.encode() for text in frame["Период"]]
    write_parquet(frame, folder / "market_time.parquet")
    (folder / "market_time.csv").unlink()


def dated(month_of: dict[str, str]) -> Callable[[Path], None]:
    """Months by their dates."""

    def do(folder: Path) -> None:
        for name in ("market_money", "market_time"):
            frame = read_exports(folder)[name]
            frame["Период"] = [
                month_of[text[:3] if text.startswith("тек") else text[:6]]
                for text in frame["Период"]
            ]
            write_csv(frame, folder / f"{name}.csv", ",")

    return do


def parts_of_two_programs(folder: Path) -> None:
    """One part has `4,553` for thousands, the other a decimal comma."""
    frame = read_exports(folder)["market_money"]
    half = len(frame) // 2
    one, other = frame[:half].copy(), frame[half:].copy()
    one[REVENUE] = one[REVENUE].map(whole(","))
    other[REVENUE] = other[REVENUE].str.replace(".", ",")
    write_csv(one, folder / "market_money_1.csv", ",")
    write_csv(other, folder / "market_money_2.csv", ";")
    (folder / "market_money.csv").unlink()


def a_part_twice(folder: Path) -> None:
    """The same customers in two parts, with other figures: two versions of one export."""
    frame = read_exports(folder)["market_money"]
    write_csv(frame, folder / "market_money_1.csv", ",")
    write_csv(frame.assign(**{REVENUE: "5"}), folder / "market_money_2.csv", ",")
    (folder / "market_money.csv").unlink()


def two_parts(first: float, second: float) -> Callable[[Path], None]:
    """Two parts of revenue: one up to a share of the rows, the other from a share on."""

    def do(folder: Path) -> None:
        frame = read_exports(folder)["market_money"]
        end, start = round(first * len(frame)), round(second * len(frame))
        write_csv(frame[:end], folder / "market_money_1.csv", ",")
        write_csv(frame[start:], folder / "market_money_2.csv", ",")
        (folder / "market_money.csv").unlink()

    return do


def parts_named(first: str, second: str, beside: str = "") -> Callable[[Path], None]:
    """Revenue in two files of these names, and perhaps a third beside them."""

    def do(folder: Path) -> None:
        frame = read_exports(folder)["market_money"]
        half = len(frame) // 2
        for name, rows in ((first, frame[:half]), (second, frame[half:])):
            (folder / name).parent.mkdir(exist_ok=True)
            write_csv(rows, folder / name, ",")
        if beside:
            (folder / beside).write_bytes(b"d41d8cd98f00b204e9800998ecf8427e")
        (folder / "market_money.csv").unlink()

    return do


def damaged_archive(raw: bytes) -> bytes:
    """Bytes in the middle of a gzip file are lost."""
    whole_archive = gzip.compress(raw)
    return whole_archive[:100] + bytes(50) + whole_archive[150:]


def archived_without_profit(raw: bytes) -> bytes:
    """An archive of one file, in which another column stands."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("выгрузка.csv", raw.decode().replace("Прибыль", "Остаток"))
    return packed.getvalue()


def exact_numbers(folder: Path) -> None:
    """Parquet with three decimals of each number: 4.100 has one reading there."""
    query = (
        f'select * replace (cast("{PAGES}" as decimal(18, 3)) as "{PAGES}") '
        f"from read_csv('{folder / 'market_file.csv'}', all_varchar = true)"
    )
    duckdb.sql(f"copy ({query}) to '{folder / 'market_file.parquet'}'")
    (folder / "market_file.csv").unlink()


def thousands_in_one_part(folder: Path) -> None:
    """One program sets thousands apart, and one of its parts has no thousands."""
    frame = read_exports(folder)["market_money"]
    is_small = frame[REVENUE].astype(float) < 1_000
    assert 0 < is_small.sum() < len(frame)
    large = frame[~is_small]
    written = large[REVENUE].map(lambda value: f"{float(value):,}".removesuffix(".0"))
    write_csv(large.assign(**{REVENUE: written}), folder / "market_money_1.csv", ",")
    write_csv(frame[is_small], folder / "market_money_2.csv", ",")
    (folder / "market_money.csv").unlink()


def with_cell(other: str) -> Callable[[bytes], bytes]:
    """A workbook whose last number is another cell."""

    def change(raw: bytes) -> bytes:
        changed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(workbook(raw))) as before,
            zipfile.ZipFile(changed, "w") as archive,
        ):
            for name in before.namelist():
                part = before.read(name).decode()
                if name.endswith("sheet1.xml"):
                    head, _, tail = part.rpartition("<c><v>")
                    part = head + other + tail.partition("</c>")[2]
                archive.writestr(name, part)
        return changed.getvalue()

    return change


def two_ids(before: str) -> str:
    """Another id in front of the customer's own, both under other names."""
    rows = before.split("\r\n")[1:-1]
    return "user_id;customer_id;Прибыль\r\n" + "".join(
        f"9{row.partition(';')[0]};{row}\r\n" for row in rows
    )


def a_date_among_thousands(frame: pd.DataFrame) -> pd.DataFrame:
    """Profit as `3.930`, one cell of which became a date, and a total with a comma."""
    profits = frame[PROFIT].str.replace(",", ".").astype(float).abs()
    frame[PROFIT] = [f"{profit + 1:.3f}" for profit in profits]
    frame.loc[5, PROFIT] = "01.05.2024"
    frame.loc[6, PROFIT] = "03.04"
    frame.loc[len(frame)] = ["Итого", "7523,61"]
    return frame


MONTHS = {"тек": "2022-11", "предыд": "2022-10", "препре": "2022-09"}

REAL_FILES = [
    Damage(
        "a part with other marks",
        parts_of_two_programs,
        refused("market_money_1.csv", "Выручка", "Expected: ", "Found: "),
        AS_FOLDER,
    ),
    Damage(
        "the same customers in two parts",
        a_part_twice,
        refused("market_money_1.csv and market_money_2.csv hold the same", "Found: "),
        AS_FOLDER,
    ),
    Damage(
        "most of the same customers in two parts",
        two_parts(0.75, 0.25),
        refused("market_money_1.csv and market_money_2.csv hold the same", "Found: "),
        AS_FOLDER,
    ),
    Damage(
        "a few of the same customers in two parts",
        two_parts(0.5, 0.49),
        Rejected("market_money", 45, "several identical rows; one was kept"),
        AS_FOLDER,
    ),
    Damage(
        "thousands set apart where there are some",
        thousands_in_one_part,
        Same(),
        AS_FOLDER,
    ),
    Damage(
        "revenue in powers of ten",
        cell("market_money", 5, REVENUE, "1.1E+05"),
        Rejected("market_money", 1, "Выручка lost its last digits to a spreadsheet"),
    ),
    Damage(
        "03.04",
        cell("market_file", 5, "Маркет_актив_6_мес", "03.04"),
        Rejected("market_file", 1, "is a date, which a spreadsheet made of a number"),
    ),
    Damage(
        "consent of minus one",
        cell("market_file", 5, CONSENT, "-1"),
        Rejected("market_file", 1, f"{CONSENT} is unknown: «-1»"),
    ),
    Damage(
        "two other names of one column",
        text("money", two_ids),
        refused("money.csv has more than one column id"),
    ),
    Damage(
        "a formula without a value",
        instead("market_file", ".xlsx", with_cell("<c><f>A1*2</f></c>")),
        refused("market_file.xlsx has a formula without a value"),
        AS_FOLDER,
    ),
    Damage(
        "an error in a cell",
        instead("market_file", ".xlsx", with_cell('<c t="e"><v>#VALUE!</v></c>')),
        refused("market_file.xlsx has an error in a cell", "#VALUE!"),
        AS_FOLDER,
    ),
    Damage(
        "thousands with commas and no cents",
        frame_of("market_money", every(REVENUE, whole(","))),
        refused(
            "market_money.csv, line 2, has numbers in the column Выручка that can be",
            "Expected: ",
            "VARS='{decimal_mark:",
            "Found: «4,553», 4553 or 4.553",
        ),
    ),
    Damage(
        "thousands with points and no cents",
        frame_of("market_money", every(REVENUE, whole("."))),
        refused("can be read in two ways", "Found: «4.553», 4553 or 4.553"),
    ),
    Damage(
        "apostrophes between thousands",
        frame_of(
            "market_money",
            every(REVENUE, lambda value: f"{float(value):,}".replace(",", "'")),
        ),
        Same(),
    ),
    Damage(
        "a date and a total among thousands",
        frame_of("money", a_date_among_thousands),
        refused("money.csv, line", "Прибыль that can be read in two ways"),
    ),
    Damage(
        "thousands with an invisible mark",
        frame_of(
            "market_money", every(REVENUE, lambda value: whole(",")(value) + "\u200b")
        ),
        refused("can be read in two ways", "Found: «4,553», 4553 or 4.553"),
    ),
    Damage(
        "thousands in a wide column",
        frame_of(
            "market_money", every(REVENUE, lambda value: f"{whole(',')(value):<100}")
        ),
        refused("can be read in two ways", "Found: «4,553», 4553 or 4.553"),
    ),
    Damage(
        "profit in per cent",
        frame_of("money", every(PROFIT, "{}%".format)),
        refused(
            "money.csv, line 2, has «%» at the numbers of the column Прибыль",
            "Expected: money",
        ),
    ),
    Damage(
        "a margin for the profit",
        text("money", lambda before: before.replace("Прибыль", '"Прибыль, %"', 1)),
        refused("money.csv lacks the column Прибыль", "Found: id, Прибыль, %"),
    ),
    Damage(
        "a plan for the revenue",
        text(
            "market_money",
            lambda before: before.replace("\r\n", "\n").replace(
                "Выручка", '"Выручка\nплан"', 1
            ),
        ),
        refused("market_money.csv lacks the column Выручка", "план"),
    ),
    Damage(
        "consent of minus one, with a dash",
        cells("market_file", {5: "–1", 6: "- 1", 7: "1-"}, CONSENT),
        Rejected("market_file", 3, f"{CONSENT} is unknown"),
    ),
    Damage(
        "a soft hyphen for a minus",
        cell("money", 5, PROFIT, "\u00ad2,93"),
        Rejected("money", 1, "Прибыль is not a number"),
    ),
    Damage(
        "months with a no-break space",
        dated(
            {
                "тек": "ноябрь 2022\u00a0г.",
                "предыд": "октябрь 2022\u00a0г.",
                "препре": "сентябрь 2022\u00a0г.",
            }
        ),
        Same(),
    ),
    Damage(
        "moments with a zone",
        dated(
            {
                "тек": "2022-11-01 00:00:00.000 +0300",
                "предыд": "2022-10-01 00:00:00 UTC",
                "препре": "9/1/2022 12:00:00 AM",
            }
        ),
        Same(),
    ),
    Damage(
        "roubles",
        frame_of("money", every(PROFIT, "{} руб.".format)),
        Same(),
    ),
    Damage(
        "per cent",
        frame_of(
            "market_file", every(SHARE, lambda value: f"{float(value) * 100:.0f}%")
        ),
        Same(),
    ),
    Damage(
        "per cent of 100 without a sign",
        frame_of(
            "market_file", every(SHARE, lambda value: f"{float(value) * 100:.0f}")
        ),
        doubted("market_file: 1", "Акционные_покупки is above 1"),
    ),
    Damage(
        "ids as formulas",
        lines(
            "money",
            lambda number, row: (
                '="{}";{}'.format(*row.split(";")) if number > 1 else row
            ),
        ),
        Same(),
    ),
    Damage(
        "ids with zeros before",
        frame_of("money", every("id", lambda value: value.zfill(9))),
        Same(),
    ),
    Damage(
        "ids in powers of ten",
        frame_of(
            "money",
            every("id", lambda value: f"{int(value) * 10**6:.5E}".replace(".", ",")),
        ),
        doubted("money: 1500 of 1500", "id lost its last digits to a spreadsheet"),
    ),
    Damage(
        "03.апр",
        cells(
            "market_file",
            {5: "03.апр", 6: "апр.25", 7: "3-Apr", 8: "2022-04-03 00:00:00"},
            "Маркет_актив_6_мес",
        ),
        Rejected("market_file", 4, "is a date, which a spreadsheet made of a number"),
    ),
    Damage(
        "a month of more than 44,640 minutes",
        cell("market_time", 5, "минут", "44641"),
        Rejected("market_time", 1, "минут is above 44640: «44641»"),
    ),
    Damage(
        "a number of days that is a date",
        cell("market_file", 5, "Длительность", "44654"),
        Rejected("market_file", 1, "Длительность is above 18250: «44654»"),
    ),
    Damage(
        "no revenue, in words",
        cells("market_money", {5: "н/д", 6: "#Н/Д", 7: r"\N", 8: "-"}, REVENUE),
        Rejected("market_money", 4, "Выручка is missing"),
    ),
    Damage(
        "a dash of bookkeepers",
        frame_of(
            "market_money",
            every(
                REVENUE, lambda value: " -   " if float(value) == 0 else f" {value} "
            ),
        ),
        Same(),
    ),
    Damage(
        "rows of separators",
        text("market_money", lambda before: before + ",,\r\n" * 150),
        Same(),
    ),
    Damage(
        "sep=;",
        text("money", lambda before: "sep=;\r\n" + before),
        READ,
    ),
    Damage(
        "a title",
        text("money", lambda before: "Прибыль по покупателям;\r\n;\r\n" + before),
        READ,
    ),
    Damage(
        "the header once more",
        text("market_money", lambda before: before + "\ufeffid,Период,Выручка\r\n"),
        Rejected("market_money", 1, "the header stands here once more"),
    ),
    Damage(
        "a total",
        text("money", lambda before: before + "Итого;5195,62\r\n"),
        Rejected("money", 1, "a total stands here, and no customer"),
    ),
    Damage(
        "a note beside a row",
        lines("money", lambda number, row: f"{row};{'вернул' if number == 9 else ''}"),
        refused(
            "money.csv, line 9, has a value in column 3, which has no name",
            "Found: «вернул»",
        ),
    ),
    Damage(
        "names in small letters with underscores",
        line("market_file", 1, lambda row: row.lower().replace(" ", "_")),
        READ,
    ),
    Damage(
        "a name with a Latin letter",
        line("market_money", 1, lambda row: row.replace("Выручка", "Bыручкa")),
        READ,
    ),
    Damage(
        "a name broken in its cell",
        text(
            "market_file",
            lambda before: before.replace(LABEL, f'"{LABEL}"'.replace(" ", "\n"), 1),
        ),
        READ,
    ),
    Damage(
        "a name with another letter",
        line("money", 1, lambda row: row.replace("Прибыль", "Прибьль")),
        refused(
            "money.csv lacks the column Прибыль",
            "«Прибьль» is near",
            "soft sign",
            "letter yeru",
        ),
    ),
    Damage(
        "labels with Latin letters and й of two characters",
        frame_of(
            "market_file",
            every(
                LABEL,
                lambda value: unicodedata.normalize("NFD", value).replace("С", "C"),
            ),
        ),
        Same(),
    ),
    Damage(
        "months without underscores",
        text(
            "market_time",
            lambda before: before.replace("текущий_месяц", "Текущий месяц"),
        ),
        Same(),
    ),
    Damage("months as dates", dated(MONTHS), Same()),
    *(
        Damage(
            f"months as {of_months[0]}",
            dated(dict(zip(MONTHS, of_months, strict=True))),
            Same(),
        )
        for of_months in (
            ("Nov-22", "Oct-22", "Sep-22"),
            ("ноя.22", "окт.22", "сен.22"),
            ("Ноябрь 2022 года", "Октябрь 2022 года", "Сентябрь 2022 года"),
            ("2022-11", "2022-10", "2022-9"),
            ("11/01/2022", "10/01/2022", "09/01/2022"),
            ("2022-11-01 00:00:00+00", "2022-10-01 00:00:00+00", "2022-09-01 00:00+00"),
        )
    ),
    Damage(
        "months that may be two",
        dated({"тек": "03/03/2022", "предыд": "02/02/2022", "препре": "01/01/2022"}),
        Same(),
    ),
    Damage(
        "dates of which day and month cannot be told apart",
        dated({"тек": "03/02/2022", "предыд": "02/03/2022", "препре": "02/03/2022"}),
        refused("names months by dates in the column Период"),
    ),
    Damage("folders of months", csv_by_month, Same(), AS_FOLDER),
    Damage(
        "a part put aside",
        an_old_part,
        refused("part-00000.csv.bak is called a copy of another part"),
        AS_FOLDER,
    ),
    Damage(
        "a wrong sep=;",
        text("market_money", lambda before: "sep=;\r\n" + before),
        READ,
    ),
    Damage(
        "rows of separators and blanks",
        text("market_money", lambda before: before + " ,\u00a0,\t\r\n" * 150),
        Same(),
    ),
    Damage(
        "marks of direction and a break in words",
        frame_of(
            "market_file",
            every(LABEL, lambda value: "\u200e" + value.replace(" ", "\n")),
        ),
        Same(),
    ),
    Damage(
        "a minus behind the number",
        frame_of(
            "money",
            every(PROFIT, lambda value: f"{value[1:]}-" if "-" in value else value),
        ),
        Same(),
    ),
    Damage(
        "roubles in full, and a dash for none",
        frame_of(
            "market_money",
            every(
                REVENUE,
                lambda value: "- рублей" if float(value) == 0 else f"{value} рублей",
            ),
        ),
        Same(),
    ),
    Damage(
        "no revenue, in other words",
        cells("market_money", {5: "n.a.", 6: "прочерк", 7: "[null]", 8: "…"}, REVENUE),
        Rejected("market_money", 4, "Выручка is missing"),
    ),
    Damage(
        "consent as pandas writes it",
        frame_of("market_file", every(CONSENT, {"да": "1.0", "нет": "0.0"}.get)),
        Same(),
    ),
    Damage(
        "true labels",
        frame_of(
            "market_file",
            every(LABEL, {"Снизилась": "True", "Прежний уровень": "False"}.get),
        ),
        doubted("market_file: 1", f"{LABEL} is unknown: «", "label_codes"),
    ),
    Damage(
        "two letters that changed places",
        cell("market_file", 5, "Тип сервиса", "стандрат"),
        Rejected("market_file", 1, "nearest known: «стандарт»"),
    ),
    Damage(
        "a sign on some numbers only",
        cell("market_money", 5, REVENUE, "4553 ₽"),
        Rejected("market_money", 1, "has a sign that other numbers of the column lack"),
    ),
    Damage(
        "a date with its month in words",
        cells("market_file", {5: "3 апреля 2025 г.", 6: "03/04"}, "Маркет_актив_6_мес"),
        Rejected("market_file", 2, "is a date, which a spreadsheet made of a number"),
    ),
    Damage(
        "a web page called a workbook",
        instead("money", ".xls", lambda raw: b"<html><table>" + raw),
        refused("money.xls is no table", "download it again", "Found: a web page"),
        AS_FOLDER,
    ),
    Damage(
        "words damaged as DOS text",
        cell("market_file", 5, "Тип сервиса", "стандарт".encode().decode("cp866")),
        Rejected("market_file", 1, "was damaged on its way"),
    ),
    Damage(
        "months as dates with a gap",
        dated({**MONTHS, "препре": "2022-08"}),
        refused(
            "names months by dates in the column Период",
            "Found: ",
            "2022-08, 2022-10, 2022-11",
        ),
    ),
    Damage(
        "Y and N",
        frame_of("market_file", every(CONSENT, {"да": "Y", "нет": "N"}.get)),
        Same(),
    ),
    Damage(
        "ИСТИНА and ЛОЖЬ",
        frame_of("market_file", every(CONSENT, {"да": "ИСТИНА", "нет": "ЛОЖЬ"}.get)),
        Same(),
    ),
    Damage(
        "codes of the label",
        frame_of(
            "market_file", every(LABEL, {"Снизилась": "1", "Прежний уровень": "0"}.get)
        ),
        doubted("market_file: 1", f"{LABEL} is unknown: «", "label_codes"),
    ),
    Damage(
        "damaged letters",
        content(
            "market_money",
            lambda raw: (
                raw.decode().encode().decode("cp1251", errors="replace").encode()
            ),
        ),
        refused(
            "market_money.csv was damaged on its way: UTF-8 text was opened as Windows-1251",
            "export it again",
        ),
    ),
    Damage(
        "gzip", instead("market_money", ".csv.gz", gzip.compress), Same(), AS_FOLDER
    ),
    Damage("an archive of all", archive_of_all, Same(), AS_FOLDER),
    Damage(
        "a damaged archive",
        instead("market_money", ".csv.gz", damaged_archive),
        refused("market_money.csv.gz cannot be unpacked", "Expected: ", "Found: "),
        AS_FOLDER,
    ),
    Damage(
        "an archive of another file",
        instead("money", ".zip", archived_without_profit),
        refused("money.zip lacks the column Прибыль"),
        AS_FOLDER,
    ),
    Damage(
        "a text that is named as an archive",
        instead("market_money", ".csv.gz", bytes),
        Same(),
        AS_FOLDER,
    ),
    Damage(
        "a break in the title",
        text("money", lambda before: f'"Отчёт\nза ноябрь"\r\n{before}'),
        READ,
    ),
    Damage(
        "quotes in the title",
        text("money", lambda before: f'ООО "Один клик\r\n{before}'),
        READ,
    ),
    Damage(
        "a part in another format",
        parts_named("market_money_1.csv", "market_money_2.7z"),
        refused("market_money_2.7z is named as a part, and is no file that is read"),
        AS_FOLDER,
    ),
    Damage(
        "a part that is still coming",
        parts_named("market_money_1.csv", "market_money_2.csv.crdownload"),
        refused("market_money_2.csv.crdownload is named as a part"),
        AS_FOLDER,
    ),
    Damage(
        "a part in another format, in a folder",
        parts_named("market_money/part-0.csv", "market_money/part-1.orc"),
        refused("market_money/part-1.orc is named as a part"),
        AS_FOLDER,
    ),
    Damage(
        "two parts of three",
        parts_named("market_money_part_1_of_3.csv", "market_money_part_3_of_3.csv"),
        refused("market_money.csv lacks part 2", "from 1 to 3", "Found: 1, 3"),
        AS_FOLDER,
    ),
    Damage(
        "a checksum beside each part",
        parts_named(
            "market_money_1.csv", "market_money_2.csv", "market_money_1.csv.md5"
        ),
        Same(),
        AS_FOLDER,
    ),
    Damage("exact numbers", exact_numbers, Same(), AS_FOLDER),
    Damage("a workbook", instead("market_time", ".xlsx", workbook), Same(), AS_FOLDER),
    Damage("capital letters", instead("money", ".CSV", bytes), Same(), AS_FOLDER),
    Damage(
        "a text with tabs",
        instead("market_money", ".txt", lambda raw: raw.replace(b",", b"\t")),
        Same(),
        AS_FOLDER,
    ),
    Damage("partitions", partitioned, Same(), AS_FOLDER),
    Damage("an empty part", an_empty_part, Same(), AS_FOLDER),
    Damage("binary texts", binary_texts, Same(), AS_FOLDER),
    Damage("what systems leave", beside_as("money", "._money.csv"), Same(), AS_FOLDER),
    *(
        Damage(
            f"a copy: {other}",
            beside_as(other_of, other),
            refused(
                f"{other_of}.csv is not the only file of {other_of}", "Found: ", other
            ),
            AS_FOLDER,
        )
        for other_of, other in (
            ("market_money", "market_money (1).csv"),
            ("money", "money — копия.csv"),
            ("money", "Copy of money.csv"),
            ("money", "money 2.csv"),
            ("money", "money_2026-10.csv"),
            ("market_file", "market_file_new.CSV"),
            ("market_time", "market_time.csv.bak"),
            ("money", "money.xlsx"),
            ("money", "money.csv.1"),
            ("money", "money.csv.new"),
            ("money", "money.csv_old"),
            ("money", "money.csv (1)"),
            ("money", "moneyold.csv"),
            ("money", "oldmoney.csv"),
            ("money", "мoney.csv"),
            ("money", "money.xlsb"),
        )
    ),
]

ALL = [*DAMAGES, *REAL_FILES]
