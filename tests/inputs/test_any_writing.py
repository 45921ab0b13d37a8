"""One table, written in any way that people and programs have: read back equal, or refused.

Each seed is one way of writing; a seed that fails here can be run alone by its number.
"""

import csv
import gzip
import io
import random
import zipfile
from pathlib import Path

import pytest
from staging import Staging

from one_click.exports.problems import InputProblem

SEEDS, MORE_SEEDS = range(30), range(30, 400)
ROWS = 40
PERIODS = ("текущий_месяц", "предыдущий_месяц", "препредыдущий_месяц")
MISSING = ("", "NA", "н/д", "-", r"\N", "None", "#Н/Д", "null", "NaN", "—")
Table = list[tuple[int, str, float | None]]


def the_table(chance: random.Random) -> Table:
    """Customers, months, and revenue of all sizes; some of it is not known."""
    largest = chance.choice((9, 9_000, 2_000_000, 2_000_000))
    digits = chance.choice((0, 1, 2))
    return [
        (
            customer,
            period,
            None
            if chance.random() < 0.05
            else round(chance.uniform(0, largest), digits),
        )
        for customer in range(700_001, 700_001 + ROWS)
        for period in PERIODS
    ]


def written_number(value: float | None, way: dict) -> str:
    """A number as one program writes it."""
    if value is None:
        return way["missing"]
    text = (
        f"{value:,.{way['digits']}f}" if way["group"] else f"{value:.{way['digits']}f}"
    )
    text = (
        text.replace(",", "g").replace(".", way["decimal"]).replace("g", way["group"])
    )
    return way["sign"].format(text)


def written_header(name: str, chance: random.Random) -> str:
    """A heading as people type it."""
    return chance.choice(
        (name, name.upper(), name.lower(), f" {name} ", name.replace("Вы", "Bы"))
    )


def a_way(chance: random.Random) -> dict:
    """How a program and its user write a file."""
    decimal = chance.choice(".,")
    other = {".": ",", ",": "."}[decimal]
    group = chance.choice(("", " ", "\u00a0", "\u202f", "'", other, other, other))
    return {
        "decimal": decimal,
        "group": group,
        "digits": chance.choice((0, 1, 2)),
        "sign": chance.choice(("{}", "{}", "{}", "${}", "₽ {}", "{} ₽", "{} руб.")),
        "missing": chance.choice(MISSING),
        "delimiter": chance.choice(",;\t|"),
        "quoting": chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        "end": chance.choice(("\r\n", "\n", "\r")),
        "encoding": chance.choice(
            ("utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le")
        ),
        "above": chance.choice(("", "", "", "Выручка за 3 месяца")),
        "below": chance.choice((0, 0, 3)),
        "parts": chance.choice((1, 1, 3)),
        "packed": chance.choice(("", "", "gz", "zip")),
    }


def content(rows: list[list[str]], header: list[str], way: dict) -> bytes:
    """A file of rows, written in a way."""
    text = io.StringIO()
    sheet = csv.writer(
        text,
        delimiter=way["delimiter"],
        quoting=way["quoting"],
        lineterminator=way["end"],
    )
    if way["above"]:
        sheet.writerow([way["above"], "", ""])
    sheet.writerow(header)
    sheet.writerows(rows)
    for _ in range(way["below"]):
        text.write(way["delimiter"] * 2 + way["end"])
    try:
        return text.getvalue().encode(way["encoding"])
    except UnicodeEncodeError:
        # Windows-1251 has no sign of the rouble, and no narrow space.
        return text.getvalue().encode("utf-8")


def write(table: Table, folder: Path, way: dict, chance: random.Random) -> None:
    """The export market_money in a folder, in one file or in parts."""
    names = [written_header(name, chance) for name in ("id", "Период", "Выручка")]
    rows = [
        [str(customer), period, written_number(value, way)]
        for customer, period, value in table
    ]
    parts = [rows[part :: way["parts"]] for part in range(way["parts"])]
    for number, part in enumerate(parts, start=1):
        name = "market_money" + (f"_{number}" if len(parts) > 1 else "") + ".csv"
        raw = content(part, names, way)
        if way["packed"] == "gz":
            (folder / f"{name}.gz").write_bytes(gzip.compress(raw))
        elif way["packed"] == "zip":
            with zipfile.ZipFile(folder / f"{name[:-4]}.zip", "w") as archive:
                archive.writestr(name, raw)
        else:
            (folder / name).write_bytes(raw)


@pytest.mark.parametrize(
    "seed",
    [*SEEDS, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE_SEEDS)],
)
def test_any_writing(
    seed: int, exports: Path, staging: Staging, tmp_path: Path
) -> None:
    """The values of the table, unknown ones rejected; or a sentence. Never other values."""
    chance = random.Random(seed)
    way = a_way(chance)
    table = [
        (customer, period, None if value is None else round(value, way["digits"]))
        for customer, period, value in the_table(chance)
    ]
    (exports / "market_money.csv").unlink()
    write(table, exports, way, chance)
    try:
        database = staging.load(exports, tmp_path / "copies")
    except InputProblem as problem:
        assert may_be_refused(table, way), f"{problem} {way}"
        return
    with database:
        read = database.execute(
            "select customer_id, period, cast(revenue as double) "
            "from staging.stg_market_money order by all"
        ).fetchall()
        reasons = {reason for _, reason in staging.rejected(database)}
    codes = dict(
        zip(
            PERIODS,
            ("current_month", "previous_month", "month_before_previous"),
            strict=True,
        )
    )
    expected = sorted(
        (customer, codes[period], value)
        for customer, period, value in table
        if value is not None
    )
    assert read == expected, (way, list(reasons)[:3])
    assert all(reason.startswith("Выручка is missing") for reason in reasons), reasons


def may_be_refused(table: Table, way: dict) -> bool:
    """Whether this writing can be read in two ways: no value tells what a mark means.

    A program that writes whole numbers with a comma or a point between thousands gives no
    decimal mark to compare with.
    """
    values = [value for *_, value in table if value is not None]
    return (
        way["group"] in (",", ".")
        and way["digits"] == 0
        and all(value < 1_000_000 for value in values)
        and any(value >= 1_000 for value in values)
    )
