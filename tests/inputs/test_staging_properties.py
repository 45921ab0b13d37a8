"""Any table of strings in: every row is accounted for, and nothing raises."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation, localcontext

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from staging import Staging

from one_click.exports.look import plain_values

EXAMPLES = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# What people and programs write, and what they never should.
WORDS = (
    *("да", "нет", "Yes", "1", "0", "", " ", "null", "NaN", "inf", "-inf", "None"),
    *("Снизилась", "прежний уровень", "премиум", "стандартт", "Кухонная посуда"),
    *("текущий_месяц", "предыдцщий_месяц", "препредыдущий_месяц", "текущий месяц"),
    *("1", "1.0", "500001", "500001.0", "500\u00a0001", "-5", "0", "1e3", "1E400"),
    *("1 234,5", "1,234.50", "1.234,50", "1_000", "01.11.2024", "2024-11-01", "٣"),
    *("\u00a01.234", "-12.500\u202f", "1,234\u00a0", "12,5e1", "5,", ",5"),
    *("9" * 19, "9" * 40, "0x1F", "½", "'; drop table x; --", "\0", "\ufeff1"),
)
KEYS = {
    "staging.stg_market_file": "customer_id",
    "staging.stg_market_money": "(customer_id, period)",
    "staging.stg_market_time": "(customer_id, period)",
    "staging.stg_money": "customer_id",
    "intermediate.customer_status": "customer_id",
}
ANYTHING = st.none() | st.sampled_from(WORDS) | st.text(max_size=12)
# Of each column what may stand there, so that whole rows are good now and then.
GOOD = {
    "id": ("1", "2", "2.0", "3"),
    "Покупательская активность": ("Снизилась", "Прежний уровень", ""),
    "Тип сервиса": ("премиум", "стандартт"),
    "Разрешить сообщать": ("да", "НЕТ", ""),
    "Популярная_категория": ("Кухонная посуда", "Товары для детей"),
    "Период": ("текущий_месяц", "предыдцщий_месяц", "препредыдущий_месяц"),
}


def cells(column: str) -> st.SearchStrategy:
    """Values of a column: nine in ten are good ones."""
    good = st.sampled_from(GOOD.get(column, ("0", "1", "0,5")))
    return st.integers(0, 9).flatmap(lambda roll: good if roll else ANYTHING)


class Database:
    """A database with the tables of the exports, to be filled again and again."""

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self.connection = staging.database()
        for name, columns in staging.columns.items():
            typed = ", ".join(f'"{column}" varchar' for column in columns)
            self.execute(f"create table exports.{name} ({typed})")
        # A test that runs alone finds the models that it does not build.
        self.build()

    def execute(self, sql: str) -> list[tuple]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()

    def fill(self, name: str, rows: list[tuple]) -> None:
        """Replace the rows of an export."""
        self.execute(f"delete from exports.{name}")
        if rows:
            places = ", ".join("?" * len(rows[0]))
            insert = f"insert into exports.{name} values ({places})"
            self.connection.executemany(insert, rows)

    def build(self, *only: str) -> None:
        """Make staging anew, or some models of it; each number is read with care."""
        names = [name.rpartition(".")[2] for name in self.staging.models]
        self.staging.build(self.connection, "measure_formats")
        self.execute("update staging.measure_formats set is_plain = false")
        self.staging.build(self.connection, *(only or names[1:]))


@pytest.fixture(scope="module")
def database(staging: Staging) -> Iterator[Database]:
    made = Database(staging)
    yield made
    # Hypothesis keeps what a test was given until the process ends.
    made.connection.close()
    made.connection = None


@EXAMPLES
@given(data=st.data())
def test_every_row_is_kept_or_rejected(data: st.DataObject, database: Database) -> None:
    """Rows in = rows kept + rows rejected, whatever the cells hold; keys are unique."""
    counts = {}
    for name, columns in database.staging.columns.items():
        row = st.tuples(*(cells(column) for column in columns))
        rows = data.draw(st.lists(row, max_size=20), label=name)
        # Some rows stand there twice.
        rows += rows[: data.draw(st.integers(0, len(rows)))]
        database.fill(name, rows)
        counts[name] = len(rows)
    database.build()
    assert database.staging.unaccounted(database.connection) == []
    reconciled = "select export, rows_in from staging.input_reconciliation"
    assert dict(database.execute(reconciled)) == counts
    for table, key in KEYS.items():
        twice = f"from {table} group by {key} having count(*) > 1 or {key} is null"
        assert database.execute(f"select {key} {twice}") == []
    silent = "from staging.rejected_rows where reason is null or raw_values is null"
    assert database.execute(silent) == []


SPACES = str.maketrans("\u00a0\u202f", "  ", "\ufeff")
GROUPED = r"[+-]?[0-9]{1,3}(?:(?: [0-9]{3})+|(?:%s[0-9]{3})+)"


def meant(text: str) -> Decimal | None:
    """The number a text stands for, written down apart from the SQL."""
    text = text.translate(SPACES)
    if re.fullmatch(" +- +", text):
        return Decimal(0)
    text = text.strip(" ").replace("- ", "-")
    if re.fullmatch(GROUPED % "," + r"(?:[.][0-9]+)?", text) and text.count(",") != 1:
        text = text.replace(" ", "").replace(",", "")
    elif re.fullmatch(GROUPED % "," + r"[.][0-9]+", text):
        text = text.replace(",", "")
    elif re.fullmatch(GROUPED % "[.]" + r"(?:,[0-9]+)?", text) and not re.fullmatch(
        r"[+-]?[0-9]+[.][0-9]+", text
    ):
        text = text.replace(" ", "").replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?", text):
        text = text.replace(",", ".")
    if not re.fullmatch(
        r"[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?", text
    ):
        return None
    with localcontext(prec=500, Emax=9999, Emin=-9999):
        try:
            number = Decimal(text)
            if abs(number) >= Decimal(10) ** 12:
                return None
            return number.quantize(Decimal("0.000001"), rounding="ROUND_HALF_UP")
        except InvalidOperation:
            return None


DIGITS = st.text("0123456789", min_size=1, max_size=14)
NUMBER_LIKE = st.one_of(
    st.text("0123456789 ,.+-eE_\u00a0\u202f", max_size=14),
    st.from_regex(r"[+-]?\d{1,3}([ ,.]\d{3}){0,3}([.,]\d{1,4})?", fullmatch=True),
    st.builds("{}{}{}".format, DIGITS, st.sampled_from(".,"), DIGITS),
    st.sampled_from(WORDS),
)


@EXAMPLES
@example(texts=list(WORDS))
@given(texts=st.lists(NUMBER_LIKE, min_size=1, max_size=60, unique=True))
def test_numbers_are_read_as_they_are_meant(
    texts: list[str], database: Database
) -> None:
    """The SQL and a second reading in Python agree on every text, also on refusing."""
    numbered = list(enumerate(texts, start=1))
    database.fill("money", [(str(number), text) for number, text in numbered])
    database.build("base_money")
    read = "select customer_id, monthly_profit from staging.base_money"
    found = dict(database.execute(read))
    assert found == {number: meant(text) for number, text in numbered}


@EXAMPLES
@example(texts=[*WORDS, "1.1E+05", "03.04", "1_000"])
@given(texts=st.lists(NUMBER_LIKE, min_size=1, max_size=60, unique=True))
def test_plain_numbers_are_read_as_careful_ones(
    texts: list[str], database: Database
) -> None:
    """One cast reads what the look at the exports calls plain as the whole rules do."""
    numbered = [(str(number), text) for number, text in enumerate(texts, start=1)]
    database.fill("money", numbered)
    plain = plain_values("money")
    database.execute(f"delete from exports.money where ({plain['Прибыль']}) is null")
    database.build("base_money")
    read = "select customer_id, monthly_profit from staging.base_money order by all"
    careful = database.execute(read)
    database.execute("update staging.measure_formats set is_plain = true")
    database.staging.build(database.connection, "base_money")
    assert database.execute(read) == careful


def test_the_second_reading_knows_its_numbers() -> None:
    """What the sentence of docs/inputs.md says of numbers."""
    assert meant("1\u00a0234,5") == meant("1,234.50") == meant("1.234,50")
    assert meant("1,5") == meant("1.5") == Decimal("1.5")
    assert meant("1,234") == Decimal("1.234")
    assert meant("1,234,567") == meant("1.234.567") == Decimal(1234567)
    assert [meant(text) for text in ("01.11.2024", "1 23", "1_000", "nan")] == [
        None
    ] * 4
