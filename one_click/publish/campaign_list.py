"""`campaign_<month>.csv`: the list for the CRM, from the published tables."""

from pathlib import Path

import duckdb

from one_click.quoting import identifier, literal

# Where a spreadsheet sees a cell begin, and what makes it take the cell for a formula.
SPACES = (
    r"\t\x0b\x0c\x1c-\x1f \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
)
FORMULA = (
    rf"(^|[;\t]|[\r\n]+)([{SPACES}]*[=+\-@\x{{ff1d}}\x{{ff0b}}\x{{ff0d}}\x{{ff20}}])"
)


def write_campaign_list(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the campaign's list for the CRM as a CSV file in UTF-8.

    With a byte order mark, by which Excel knows Cyrillic, unless the var
    campaign_list_bom was false. No text in it can start a formula in a spreadsheet.
    """
    setting = "select value from marts.settings where setting = 'campaign_list_bom'"
    ((has_mark,),) = connection.execute(setting).fetchall()
    ((month,),) = connection.execute(
        "select max(campaign) from marts.customer_offers"
    ).fetchall()
    file = folder / f"campaign_{month or 'empty'}.csv"
    columns = connection.execute("describe marts.campaign_list").fetchall()
    line = ", ',', ".join(cell(connection, name, kind) for name, kind, *_ in columns)
    mark = "\ufeff" if has_mark.lower() == "true" else ""
    header = mark + ",".join(f'"{name}"' for name, *_ in columns) + "\r"
    # DuckDB ends a line with a line feed alone, and quotes where it must. So the lines are
    # made here, and written as they are: one column, whose name is the first line.
    connection.execute(
        f"copy (select concat({line}, chr(13)) as {identifier(header)} "
        f"from marts.campaign_list order by customer_id) to {literal(str(file))} "
        "(format csv, header, delimiter '', quote '', escape '', use_tmp_file false)"
    )


def cell(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> str:
    """A column of the campaign list as SQL that makes a cell of it; texts are quoted."""
    column = identifier(name)
    if kind != "VARCHAR":
        return f"coalesce(cast({column} as varchar), '\"\"')"
    # The texts are few and the rows are many: most lists hold nothing to be guarded.
    ((needs_guard,),) = connection.execute(
        f"select coalesce(bool_or(regexp_matches({column}, {literal(FORMULA)})), false) "
        f"from (select distinct {column} from marts.campaign_list)"
    ).fetchall()
    text = harmless(column) if needs_guard else column
    return f"""concat('"', replace({text}, '"', '""'), '"')"""


def harmless(column: str) -> str:
    """A text column as SQL that makes it unable to start a formula in a spreadsheet.

    Also inside a text: a spreadsheet that separates by another mark than the file
    would begin a new cell there.
    """
    return f"regexp_replace({column}, {literal(FORMULA)}, '\\1''\\2', 'g')"
