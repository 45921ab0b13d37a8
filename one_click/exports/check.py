"""The check of all exports, and how their numbers and months are written.

Each function here answers a question of a macro (one_click/questions.py).
"""

from dataclasses import replace
from pathlib import Path

from one_click.exports import reading
from one_click.exports.blanks import BLANKS, INVISIBLE
from one_click.exports.look import Export, looked_at, place_of
from one_click.exports.months import PERIOD, dated_months, words_of_dates
from one_click.exports.numbers import (
    KINDS,
    MONEY,
    PIECES,
    UNITS,
    NumberFormat,
    TwoReadings,
    number_format,
)
from one_click.exports.problems import InputProblem, listed, shown
from one_click.exports.seeds import as_a_folder, check_form, measures, seeds, units
from one_click.paths import EXPORT_SEEDS
from one_click.quoting import identifier, literal

# More different texts than a column of months ever has.
PERIODS_MAX = 100


def check_exports(copies: Path, exports_dir: str, decimal_mark: str) -> dict[str, int]:
    """The rows of each export but those of customers who asked to be forgotten.

    Raises InputProblem where a file cannot be used, or could mean two things.
    """
    try:
        exports = looked_at(exports_dir, copies)
    except InputProblem as problem:
        for seed in seeds(EXPORT_SEEDS).values():
            if str(problem).startswith(str(seed.file)) and as_folder_readable(copies):
                raise as_a_folder(seed, problem.found) from problem
        raise
    if not exports_dir:
        for seed in seeds(EXPORT_SEEDS).values():
            check_form(seed)
    number_formats(copies, exports_dir, decimal_mark)
    period_spellings(copies, exports_dir)
    return {name: export.rows for name, export in exports.items()}


def as_folder_readable(copies: Path) -> bool:
    """Whether the seeds of the exports can be read as a folder, which knows more writings."""
    try:
        return bool(looked_at(str(EXPORT_SEEDS), copies))
    except InputProblem:
        return False


def export_query(copies: Path, exports_dir: str, name: str) -> str:
    """SQL that reads an export of a folder, each column as text."""
    return looked_at(exports_dir, copies)[name].query


def line_of(
    copies: Path, exports_dir: str, name: str, customer: str, value: str
) -> str:
    """Where a rejected value stands, for the person who looks for it."""
    export = looked_at(exports_dir, copies)[name]
    return place_of(export, customer or "", value or "").rstrip(",")


def number_formats(
    copies: Path, exports_dir: str, decimal_mark: str
) -> list[list[str]]:
    """The export, column, group mark and sign of each column that is not plain throughout.

    Raises InputProblem for a column whose numbers can be read in two ways.
    """
    found = []
    for name, export in looked_at(exports_dir, copies).items():
        for column, is_whole in measures(name).items():
            if column not in export.odd:
                continue
            if is_typed(export, column):
                found.append([name, column, "", ""])
                continue
            try:
                how = number_format(shapes(export, column), is_whole, decimal_mark)
                if len(export.files) > 1:
                    check_parts(export, column, is_whole, decimal_mark, how)
            except TwoReadings as problem:
                raise two_readings(export, column, problem.mark) from problem
            if column != "id":
                check_unit(export, column, how.sign)
            found.append([name, column, how.group_mark, how.sign])
    return found


def is_typed(export: Export, column: str) -> bool:
    """Whether a column holds numbers and no texts: Parquet knows what its marks mean."""
    ((_, kind, *_),) = (
        reading.scanner()
        .execute(f"describe select {identifier(column)} from {export.query}")
        .fetchall()
    )
    return kind.startswith(("DECIMAL", "DOUBLE", "FLOAT"))


def check_unit(export: Export, column: str, sign: str) -> None:
    """Raise InputProblem where the sign at each number says that it counts another thing."""
    unit = units(export.name)[column]
    known = unit if unit in KINDS else PIECES
    if not sign or UNITS.get(sign.lower(), MONEY) == known:
        return
    text = f"cast({identifier(column)} as varchar)"
    ((value,),) = (
        reading.scanner()
        .execute(f"select first({text}) from {export.query} where {text} is not null")
        .fetchall()
    )
    raise InputProblem(
        place_of(export, "", value),
        f"has «{sign}» at the numbers of the column {column}",
        f"{unit}, or numbers without a sign",
        shown(value),
    )


def check_parts(
    export: Export, column: str, is_whole: bool, decimal_mark: str, how: NumberFormat
) -> None:
    """Raise where a part by itself writes a column in another way than the whole export.

    What a mark means in one part says nothing of another: two programs may have written
    them. Raises InputProblem, or TwoReadings where a part by itself does not tell.
    """
    for file in export.files:
        part = replace(export, files=(file,))
        own = number_format(shapes(part, column), is_whole, decimal_mark)
        if own.group_mark and own.group_mark != how.group_mark:
            raise InputProblem(
                file,
                f"writes the column {column} in another way than other parts do",
                "parts that one program wrote",
                f"«{own.group_mark}» between thousands here, and not in another part",
            )


def shapes(export: Export, column: str) -> dict[str, int]:
    """How often each shape stands in a column: digits as 9, a leading zero as 0."""
    around = literal(f" {BLANKS}{INVISIBLE}")
    text = f"trim(cast({identifier(column)} as varchar), {around})"
    # A total stands in no customer's row, and a program may write it in another way.
    rows = f"length({text}) < 60 and regexp_matches(cast(id as varchar), '[0-9]')"
    return dict(
        reading.scanner()
        .execute(
            f"select regexp_replace({text}, '[1-9]', '9', 'g') as shape, count(*) "
            f"from {export.query} where {rows} group by shape"
        )
        .fetchall()
    )


def two_readings(export: Export, column: str, mark: str) -> InputProblem:
    """A column whose numbers can be read in two ways, with one of them."""
    seen = f"translate(cast({identifier(column)} as varchar), {literal(INVISIBLE)}, '')"
    text = f"trim({seen}, {literal(f' {BLANKS}')})"
    ((value, count),) = (
        reading.scanner()
        .execute(
            f"select first({text}), count(*) from {export.query} "
            f"where regexp_full_match({text}, '(?s).*[0-9][{mark}][0-9]{{3}}[^0-9]*')"
        )
        .fetchall()
    )
    place = place_of(export, "", value)
    whole, fraction = value.strip().split(mark, 1)
    return InputProblem(
        place,
        f"has numbers in the column {column} that can be read in two ways",
        f"a value that shows what «{mark}» means, or the answer: "
        f"VARS='{{decimal_mark: \"{mark}\"}}' where it is the decimal mark, "
        f"VARS='{{decimal_mark: \"{'.' if mark == ',' else ','}\"}}' where it sets "
        "thousands apart",
        f"{shown(value)}, {whole}{fraction} or {whole}.{fraction}; such values: {count:,}",
    )


def period_spellings(copies: Path, exports_dir: str) -> list[list[str]]:
    """Texts of this build's exports that name a month by a date, with the month's word.

    Raises InputProblem where they are not three months that follow one another.
    """
    texts = {
        export.files[0].name: periods_of(export)
        for export in looked_at(exports_dir, copies).values()
        if PERIOD in export.odd
    }
    words = words_of_dates(texts)
    if words is None:
        months = {name: dated_months(found) for name, found in texts.items()}
        raise other_months({name: found for name, found in months.items() if found})
    return [[text, period] for text, period in sorted(words.items())]


def periods_of(export: Export) -> list[str]:
    """The texts in the column of months of an export, up to PERIODS_MAX of them."""
    text = f"cast({identifier(PERIOD)} as varchar)"
    return [
        value
        for (value,) in reading.scanner()
        .execute(
            f"select distinct {text} from {export.query} "
            f"where {text} is not null limit {PERIODS_MAX}"
        )
        .fetchall()
    ]


def other_months(exports: dict[str, dict[str, tuple[int, int]]]) -> InputProblem:
    """Dates that are not the months which exports are about."""
    found = [
        f"{name}: "
        + listed(
            [f"{year}-{month:02d}" for year, month in sorted(set(months.values()))]
        )
        for name, months in exports.items()
    ]
    return InputProblem(
        " and ".join(exports),
        f"names months by dates in the column {PERIOD}, and not the last ones",
        "two or three months that follow one another, the last one the same in each export",
        "; ".join(found),
    )
