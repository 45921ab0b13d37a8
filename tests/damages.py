"""Every way in which exports arrive damaged, and what must come of it.

A `Damage` changes a folder that holds the four demo exports. What it leads to is one of
the outcomes below; tests of several kinds go through the same table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from export_files import CATEGORY, CONSENT, LABEL, read_exports, write_csv

NBSP, NARROW_NBSP = "\u00a0", "\u202f"
REVENUE, PROFIT, SHARE = "Выручка", "Прибыль", "Акционные_покупки"


@dataclass(frozen=True)
class Refused:
    """The build stops; one printed line holds these parts in this order."""

    says: tuple[str, ...]
    # Whether the file itself cannot be read, or what stands in it is not believed.
    by_file: bool = True


@dataclass(frozen=True)
class Same:
    """Nothing changes: staging and statuses are those of the undamaged exports."""

    # As a seed dbt cannot read it: it is refused with the way to read it as a folder.
    as_seed: bool = True


@dataclass(frozen=True)
class Rejected:
    """The build goes on; that many rows of an export stand in rejected_rows."""

    export: str
    rows: int
    reason: str


@dataclass(frozen=True)
class Incomplete:
    """The build goes on; that many customers more are incomplete, with this reason."""

    customers: int
    reason: str


@dataclass(frozen=True)
class Damage:
    """What happens to the exports, and what must come of it."""

    name: str
    do: Callable[[Path], object]
    outcome: Refused | Same | Rejected | Incomplete
    # Ways in it can happen on.
    ways: tuple[str, ...] = ("seeds", "folder")


def refused(*says: str) -> Refused:
    return Refused(says)


def doubted(*says: str) -> Refused:
    return Refused(says, by_file=False)


# --- how a file is changed


def content(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """Change a file's bytes."""

    def do(folder: Path) -> None:
        file = folder / f"{name}.csv"
        before = file.read_bytes()
        after = change(before)
        assert after != before
        file.write_bytes(after)

    return do


def text(name: str, change: Callable[[str], str], encoding="utf-8") -> Callable:
    """Change a file's text; written in another encoding where one is named."""
    return content(name, lambda raw: change(raw.decode()).encode(encoding))


def lines(name: str, change: Callable[[int, str], str]) -> Callable:
    """Change each line, counted from 1: the header is line 1."""

    def change_all(whole: str) -> str:
        kept = whole.split("\r\n")[:-1]
        return "".join(
            change(number, line) + "\r\n" for number, line in enumerate(kept, start=1)
        )

    return text(name, change_all)


def line(name: str, place: int, change: Callable[[str], str]) -> Callable:
    """Change one line."""
    return lines(name, lambda number, old: change(old) if number == place else old)


def cell(name: str, row: int, column: str, value: str) -> Callable:
    """Set one value; rows are counted from 0."""
    return cells(name, {row: value}, column)


def cells(name: str, values: dict[int, str], column: str) -> Callable:
    """Set values of a column by row."""

    def change(frame):
        for row, value in values.items():
            frame.loc[row, column] = value
        return frame

    return frame_of(name, change)


def frame_of(name: str, change: Callable, separator: str = "") -> Callable:
    """Change a file as a frame of text."""

    def do(folder: Path) -> None:
        frame = change(read_exports(folder)[name])
        own = ";" if name == "money" else ","
        write_csv(frame, folder / f"{name}.csv", separator or own)

    return do


def every(column: str, change: Callable[[str], str]) -> Callable:
    """A change of all values of a column of a frame."""
    return lambda frame: frame.assign(**{column: frame[column].map(change)})


def unlink(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / f"{name}.csv").unlink()


def quoted(whole: str) -> str:
    """Each value of a comma-separated text in quotes."""
    return "\r\n".join(
        ",".join(f'"{value}"' for value in row.split(",")) if row else ""
        for row in whole.split("\r\n")
    )


def grouped(space: str) -> Callable[[str], str]:
    """Thousands set apart: 4553.0 becomes 4 553.0."""
    return lambda value: f"{float(value):,}".replace(",", space)


def ends(kind: str) -> Callable[[bytes], bytes]:
    return lambda raw: raw.replace(b"\r\n", kind.encode())


def as_file(name: str, start: bytes) -> Callable[[Path], object]:
    """Something else under the name of an export."""
    return content(name, lambda raw: start + raw)


def beside(name: str, suffix: str, raw: bytes = b"x") -> Callable[[Path], object]:
    """Another file next to an export."""
    return lambda folder: (folder / f"{name}{suffix}").write_bytes(raw)


def other_ids(folder: Path) -> None:
    """market_file of another month: none of its customers is in the other files."""
    change = every("id", lambda value: str(int(value) + 1_000_000))
    frame_of("market_file", change)(folder)


def one_in_ten(frame):
    return frame[::10]


FILES = [
    Damage(
        "missing",
        unlink("money"),
        refused("money.csv is missing", "Expected: ", "Found: "),
    ),
    Damage(
        "empty",
        content("market_time", lambda raw: b""),
        refused(
            "market_time.csv is empty",
            "Expected: the columns id",
            "Found: not one line",
        ),
    ),
    Damage(
        "only a mark",
        content("money", lambda raw: b"\xef\xbb\xbf"),
        refused("money.csv is empty"),
    ),
    Damage(
        "header only",
        content("market_money", lambda raw: raw.split(b"\n")[0] + b"\n"),
        refused("market_money.csv has a header and no rows", "Found: none"),
    ),
    Damage(
        "empty line first",
        content("money", lambda raw: b"\r\n" + raw),
        Same(as_seed=False),
    ),
    Damage(
        "byte order mark",
        content("market_file", lambda raw: b"\xef\xbb\xbf" + raw),
        Same(),
    ),
    Damage("LF", content("market_money", ends("\n")), Same()),
    Damage("CR", content("market_money", ends("\r")), Same()),
    Damage(
        "CRLF and LF",
        content("market_money", lambda raw: raw.replace(b"\r\n", b"\n", 9)),
        refused(
            "market_money.csv has line ends of several kinds",
            "Expected: CRLF or LF",
            "Found: 4,492 with CRLF, 9 with LF",
        ),
    ),
    Damage(
        "cp1251",
        content("money", lambda raw: raw.decode().encode("cp1251")),
        Same(as_seed=False),
    ),
    Damage(
        "one line in cp1251",
        content(
            "market_file",
            lambda raw: b"\r\n".join(
                row.decode().encode("cp1251") if number == 700 else row
                for number, row in enumerate(raw.split(b"\r\n"), start=1)
            ),
        ),
        refused(
            "market_file.csv, line 700, is not UTF-8 text",
            "Expected: UTF-8",
            "Found: Windows-1251",
        ),
    ),
    Damage(
        "UTF-16",
        content("market_time", lambda raw: raw.decode().encode("utf-16")),
        Same(as_seed=False),
    ),
    Damage(
        "UTF-16 without a mark",
        content("market_time", lambda raw: raw.decode().encode("utf-16-le")),
        Same(as_seed=False),
    ),
    Damage(
        "half a workbook",
        as_file("market_file", b"PK\x03\x04"),
        refused("market_file.csv is "),
    ),
    Damage(
        "semicolons",
        frame_of("market_file", lambda frame: frame, ";"),
        Same(as_seed=False),
    ),
    Damage(
        "tabs", frame_of("market_money", lambda frame: frame, "\t"), Same(as_seed=False)
    ),
    Damage(
        "commas and quoted decimal commas",
        frame_of("money", lambda frame: frame, ","),
        Same(as_seed=False),
    ),
    Damage(
        "commas and bare decimal commas",
        text("money", lambda whole: whole.replace(";", ",")),
        refused(
            "money.csv, line 2, has 3 values",
            "Expected: 2 separated by a comma, as in the header (a number with a decimal comma stands in quotes then)",
            "Found: «500001,1,93»",
        ),
    ),
    Damage(
        "bars",
        frame_of("money", lambda frame: frame, "|"),
        Same(as_seed=False),
    ),
    Damage(
        "colons",
        frame_of("money", lambda frame: frame, ":"),
        refused(
            "money.csv has none of its columns, or the wrong separator",
            "Expected: id, Прибыль, separated by a comma, a semicolon, a tab or a bar",
            "Found: «id:Прибыль»",
        ),
    ),
    Damage(
        "decimal points",
        frame_of("money", every(PROFIT, lambda value: value.replace(",", "."))),
        Same(),
    ),
    Damage(
        "decimal commas",
        frame_of(
            "market_money", every(REVENUE, lambda value: value.replace(".", ",")), ";"
        ),
        Same(as_seed=False),
    ),
    Damage("quoted values", text("market_file", quoted), Same()),
    Damage(
        "thousands set apart",
        frame_of("market_money", every(REVENUE, grouped(" "))),
        Same(),
    ),
    Damage(
        "no-break spaces",
        frame_of("market_money", every(REVENUE, grouped(NBSP))),
        Same(),
    ),
    Damage(
        "narrow no-break spaces",
        frame_of("market_money", every(REVENUE, grouped(NARROW_NBSP))),
        Same(),
    ),
    Damage(
        "thousands with commas",
        frame_of("market_money", every(REVENUE, grouped(","))),
        Same(),
    ),
    Damage(
        "ids with no-break spaces",
        frame_of(
            "market_time", every("id", lambda value: f"{value[:-3]}{NBSP}{value[-3:]}")
        ),
        Same(),
    ),
    Damage(
        "an index without a name",
        lines(
            "market_file",
            lambda number, row: f"{number - 2 if number > 1 else ' '},{row}",
        ),
        Same(),
    ),
    Damage(
        "Unnamed: 0",
        lines(
            "market_file",
            lambda number, row: f"{number - 2 if number > 1 else 'Unnamed: 0'},{row}",
        ),
        Same(),
    ),
    Damage(
        "several indexes",
        lines(
            "market_file",
            lambda number, row: (
                f"{number - 2},{number - 2},{row}"
                if number > 1
                else f",Unnamed: 0,{row}"
            ),
        ),
        Same(),
    ),
    Damage(
        "rows in one quoted field",
        lines("market_file", lambda number, row: f'"{row}"'),
        refused(
            "market_file.csv has each row squeezed into one quoted field",
            "Expected: the columns id",
            'Found: «"id,',
        ),
    ),
    Damage(
        "one row in one quoted field",
        line("market_file", 44, lambda row: f'"{row}"'),
        refused(
            "market_file.csv, line 44, has the whole row squeezed into one quoted field",
            "Expected: 13 separated by a comma",
            'Found: «"5000',
        ),
    ),
    Damage(
        "columns in another order",
        frame_of("market_money", lambda frame: frame[frame.columns[::-1]]),
        Same(),
    ),
    Damage(
        "a column renamed",
        frame_of("money", lambda frame: frame.rename(columns={PROFIT: "Доход"})),
        refused(
            "money.csv lacks the column Прибыль",
            "Expected: id, Прибыль",
            "Found: id, Доход",
        ),
    ),
    Damage(
        "a column missing",
        frame_of("market_file", lambda frame: frame.drop(columns=CATEGORY)),
        refused(
            "market_file.csv lacks the column Популярная_категория",
            "Expected: id",
            "Found: id",
        ),
    ),
    Damage(
        "a column more",
        frame_of("market_time", lambda frame: frame.assign(телефон="+7 900")),
        Same(),
    ),
    Damage(
        "a column twice",
        lines("money", lambda number, row: f"{row};{row.split(';')[1]}"),
        refused(
            "money.csv has more than one column Прибыль",
            "Expected: id, Прибыль",
            "Found: id, Прибыль, Прибыль",
        ),
    ),
    Damage(
        "spaces around the names",
        line("market_money", 1, lambda row: row.replace(",", f" ,{NBSP}")),
        Same(as_seed=False),
    ),
    Damage(
        "a separator at the end",
        lines("market_money", lambda number, row: f"{row},"),
        Same(),
    ),
    Damage(
        "a separator at the end of rows",
        lines("market_money", lambda number, row: f"{row}," if number > 1 else row),
        Same(as_seed=False),
    ),
    Damage(
        "a value more",
        line("market_money", 17, lambda row: f"{row},7"),
        refused(
            "market_money.csv, line 17, has 4 values",
            "Expected: 3 separated by a comma, as in the header",
            "Found: «500",
        ),
    ),
    Damage(
        "a value less",
        line("market_money", 1718, lambda row: row.rpartition(",")[0]),
        refused("market_money.csv, line 1,718, has 2 values", "Expected: 3"),
    ),
    Damage(
        "cut off",
        content("market_file", lambda raw: raw[: len(raw) * 9 // 10]),
        refused("market_file.csv, line 1,3", "Expected: 13", "Found: «50"),
    ),
    Damage(
        "a quote that is not closed",
        line("market_time", 30, lambda row: row.replace(",", ',"', 1)),
        refused(
            "market_time.csv, line 30, has a quotation mark that is not closed",
            "Expected: ",
            "Found: «500",
        ),
    ),
    Damage(
        "text behind a quote",
        line("market_time", 30, lambda row: f'"{row[:6]}"x{row[6:]}'),
        refused(
            "market_time.csv, line 30, has a quotation mark that is not closed, or text behind one"
        ),
    ),
    Damage(
        "a NUL byte",
        line("market_money", 9, lambda row: f"{row}\0"),
        Rejected("market_money", 1, "Выручка is not a number"),
    ),
    Damage(
        "a tail of NUL bytes",
        content("market_money", lambda raw: raw + b"\0" * 4096),
        refused(
            "market_money.csv, line 4,502, has 1 value", "Expected: 3", "Found: «···"
        ),
    ),
    Damage(
        "a line of 10 MB",
        line("market_money", 5, lambda row: f"{row}{'1' * 10_000_000}"),
        refused(
            "market_money.csv, line 5, is too long to be a row",
            "Expected: at most 2,000,000 bytes",
            "Found: 10,000,0",
        ),
    ),
    Damage(
        "a header of 10 MB",
        line("market_money", 1, lambda row: f"{row},{'x' * 10_000_000}"),
        refused(
            "market_money.csv has a first line that is too long to be a header",
            "Expected: the columns id",
            "Found: 1,000,000 bytes or more",
        ),
    ),
    Damage(
        "a line break in a value",
        frame_of(
            "market_file",
            every("Тип сервиса", lambda value: value[:3] + "\n" + value[3:]),
        ),
        Same(),
    ),
    Damage(
        "two files of one export",
        beside("money", ".parquet"),
        refused(
            "money.csv is not the only file of money",
            "Expected: one version of money",
            "Found: money.csv, money.parquet",
        ),
        ("folder",),
    ),
    Damage(
        "a copy beside",
        beside("money", "_old.csv"),
        refused(
            "money.csv is not the only file of money", "Found: money.csv, money_old.csv"
        ),
        ("folder",),
    ),
    Damage(
        "no Parquet",
        lambda folder: (folder / "money.csv").rename(folder / "money.parquet"),
        refused(
            "money.parquet cannot be read", "Expected: a whole Parquet file", "Found: "
        ),
        ("folder",),
    ),
]

IDS = [
    Damage(
        "a row twice",
        frame_of("market_file", lambda frame: frame.loc[[0, *frame.index]]),
        Rejected("market_file", 1, "several identical rows; one was kept"),
    ),
    Damage(
        "id missing",
        cell("market_money", 5, "id", ""),
        Rejected("market_money", 1, "id is missing"),
    ),
    Damage(
        "id as text",
        cell("market_time", 5, "id", "Иванова"),
        Rejected("market_time", 1, "id is not a whole number"),
    ),
    Damage(
        "id below zero",
        cell("money", 5, "id", "-500006"),
        Rejected("money", 1, "id is not a whole number from 1"),
    ),
    Damage(
        "ids with a point",
        frame_of("market_time", every("id", lambda value: f"{value}.0")),
        Same(),
    ),
    Damage(
        "id with a fraction",
        cell("money", 5, "id", "500006.5"),
        Rejected("money", 1, "id is not a whole number"),
    ),
    Damage(
        "id of zero",
        cell("money", 5, "id", "0.0"),
        Rejected("money", 1, "id is not a whole number from 1"),
    ),
    Damage(
        "id beyond int64",
        cell("money", 5, "id", "9223372036854775808"),
        Rejected("money", 1, "from 1 to 9223372036854775807: «9223372036854775808»"),
    ),
    Damage(
        "all ids as text",
        frame_of("market_file", every("id", lambda value: f"K-{value}")),
        doubted(
            "market_file: 1500 of 1500 rows were rejected",
            "max_rejected_share",
            "id is not a whole number",
            "«K-5",
        ),
    ),
    Damage(
        "one customer with two labels",
        frame_of(
            "market_file",
            lambda frame: (
                frame.loc[[0, *frame.index]]
                .reset_index(drop=True)
                .assign(
                    **{LABEL: lambda f: f[LABEL].where(f.index > 0, "Прежний уровень")}
                )
            ),
        ),
        Rejected("market_file", 2, "the customer stands in several rows that differ"),
    ),
]

VALUES = [
    Damage(
        "a new category",
        cell("market_file", 5, CATEGORY, "Сад и огород"),
        Rejected(
            "market_file",
            1,
            "Популярная_категория is unknown: «Сад и огород»",
        ),
    ),
    Damage(
        "a new category in many rows",
        frame_of(
            "market_file",
            lambda frame: frame.assign(
                **{
                    CATEGORY: frame[CATEGORY].where(
                        frame.index % 10 > 0, "Посуда кухонная"
                    )
                }
            ),
        ),
        doubted(
            "market_file: 150 of 1500 rows were rejected",
            "max_rejected_share",
            "Популярная_категория is unknown: «Посуда кухонная»",
        ),
    ),
    Damage(
        "a new misspelling",
        cell("market_file", 5, "Тип сервиса", "стандрт"),
        Rejected(
            "market_file",
            1,
            "Тип сервиса is unknown: «стандрт»; nearest known: «стандарт»",
        ),
    ),
    Damage(
        "a new period",
        cell("market_money", 5, "Период", "следующий_месяц"),
        Rejected("market_money", 1, "Период is unknown: «следующий_месяц»"),
    ),
    Damage(
        "a period missing for some",
        frame_of("market_money", lambda frame: frame.drop(index=5)),
        Incomplete(1, "no revenue row for"),
    ),
    Damage(
        "a month twice",
        frame_of("market_money", lambda frame: frame.loc[[7, *frame.index]]),
        Rejected("market_money", 1, "several identical rows; one was kept"),
    ),
    Damage(
        "a month twice with other revenue",
        frame_of(
            "market_money",
            lambda frame: (
                frame.loc[[7, *frame.index]]
                .reset_index(drop=True)
                .assign(**{REVENUE: lambda f: f[REVENUE].where(f.index > 0, "1.5")})
            ),
        ),
        Rejected(
            "market_money",
            2,
            "the month of the customer stands in several rows that differ",
        ),
    ),
    Damage(
        "revenue below zero",
        cell("market_money", 5, REVENUE, "-1"),
        Rejected("market_money", 1, "Выручка is below 0: «-1»"),
    ),
    Damage(
        "revenue without end",
        cells("market_money", {5: "+inf", 6: "inf", 7: "-Infinity"}, REVENUE),
        Rejected("market_money", 3, "Выручка is not a number: «"),
    ),
    Damage(
        "revenue too long",
        cell("market_money", 5, REVENUE, "9" * 40),
        Rejected("market_money", 1, "Выручка is not a number"),
    ),
    Damage(
        "a share above one",
        cell("market_file", 5, SHARE, "1.01"),
        Rejected("market_file", 1, "Акционные_покупки is above 1: «1.01»"),
    ),
    Damage(
        "dates for numbers",
        cells("market_money", {5: "01.11.2024", 6: "2024-11-01"}, REVENUE),
        Rejected(
            "market_money",
            2,
            "Выручка is a date, which a spreadsheet made of a number: «",
        ),
    ),
    Damage(
        "many dates for numbers",
        frame_of("market_money", every(REVENUE, lambda value: "01.11.2024")),
        doubted(
            "market_money: 4500 of 4500 rows were rejected",
            "Выручка is a date, which a spreadsheet made of a number: «01.11.2024»",
        ),
    ),
    Damage(
        "other words for yes",
        frame_of("market_file", every(CONSENT, {"да": "ДА", "нет": "нет"}.get)),
        Same(),
    ),
    Damage(
        "other words for yes and no",
        frame_of("market_file", every(CONSENT, {"да": "1", "нет": "No"}.get)),
        Same(),
    ),
    Damage(
        "no answer to consent",
        frame_of("market_file", every(CONSENT, {"да": "Yes", "нет": ""}.get)),
        Same(),
    ),
    Damage(
        "consent in other words",
        cell("market_file", 5, CONSENT, "возможно"),
        Rejected(
            "market_file",
            1,
            "Разрешить сообщать is unknown: «возможно»; yes is written ",
        ),
    ),
    Damage(
        "a third label",
        cell("market_file", 5, LABEL, "Выросла"),
        Rejected("market_file", 1, "Покупательская активность is unknown: «Выросла»"),
    ),
    Damage(
        "one label for all",
        frame_of("market_file", every(LABEL, lambda value: "Снизилась")),
        doubted(
            "market_file: the label «Покупательская активность» has 1 class",
            "decreased",
            "expected both «Снизилась» and «Прежний уровень»",
        ),
    ),
    Damage(
        "no label",
        frame_of("market_file", every(LABEL, lambda value: "")),
        doubted("has 0 classes", "no customer is labelled", "expected both"),
    ),
]

WHOLES = [
    Damage(
        "profit of a stranger",
        text("money", lambda whole: whole + "999999;1,5\r\n"),
        Incomplete(1, "no row in market_file"),
    ),
    Damage(
        "a customer without profit",
        frame_of("money", lambda frame: frame[1:]),
        Incomplete(1, "no row in money"),
    ),
    Damage(
        "another month",
        other_ids,
        doubted(
            "market_file and market_money do not belong together",
            "Expected: at least 750 customers in both",
            "Found: 0 of 1500 and 1500",
        ),
    ),
    Damage(
        "ten times smaller",
        frame_of("market_file", one_in_ten),
        doubted(
            "market_file has far fewer rows than in the build before",
            "Expected: at least 750",
            "Found: 150",
            "VARS='{min_share_of_last_rows: 0}'",
        ),
    ),
]

DAMAGES = [*FILES, *IDS, *VALUES, *WHOLES]


def stops_at_file(damage: Damage) -> bool:
    """Whether the file itself is refused, before a row of it is looked at."""
    return isinstance(damage.outcome, Refused) and damage.outcome.by_file
