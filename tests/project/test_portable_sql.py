"""The compiled SQL means the same to DuckDB and to Apache Spark, as far as its text tells.

Needs no Java: sqlglot reads the text in both dialects. `make check-spark` builds it.
"""

import os
import re
from itertools import pairwise

import pytest
import sqlglot
from checkout import Project
from sqlglot import ErrorLevel, TokenType, exp

# Both engines know them by these names, and mean the same. `concat` is none of them: beside
# null DuckDB leaves it out, and Spark answers null. `||` and `concat_ws` agree.
FUNCTIONS = """
    abs array_agg array_contains avg cast ceil coalesce concat_ws count covar_samp exp
    floor greatest instr lag least length levenshtein ln lower max md5 median min ntile
    nullif percent_rank percentile_cont replace round row_number sign sqrt substr sum
    translate trim try_cast var_samp
"""
ON_BOTH = set(FUNCTIONS.split())
# DuckDB's word for what a macro says to Spark in another one.
BY_MACRO = {
    "quantile_cont": "quantiles",
    "regexp_full_match": "matches",
    "string_agg": "listagg",
    "string_split": "split_to_rows",
    "unnest": "split_to_rows",
}
# Of these the text tells nothing about Spark; a pattern is written alike for both.
WRITTEN_OTHERWISE = {"quantile_cont", "string_agg", "unnest"}
# Words before a bracket that call nothing, and the one type with a length.
WORDS = """
    and as by else exists from group having in join like not on or over select then using
    values when where decimal
"""
NO_FUNCTIONS = set(WORDS.split())
SELECTED = ("resource_type:model", "test_type:singular", "test_name:holds")


@pytest.fixture(scope="module")
def compiled(project: Project, manifest: dict) -> dict[str, str]:
    """The SQL of models, and of tests but dbt's own, as DuckDB gets it, by file."""
    result = project.dbt("compile", "--select", *SELECTED)
    assert result.code == 0, result.output
    places = sorted((project.root / "target" / "compiled").rglob("*.sql"))
    # dbt names the folder of a query from the command line as a file.
    files = [place for place in places if place.is_file()]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def functions(sql: str) -> set[str]:
    """The names before a bracket, as they are written."""
    tokens = sqlglot.tokenize(sql, read="duckdb")
    return {
        token.text.lower()
        for token, following in pairwise(tokens)
        if following.token_type == TokenType.L_PAREN
        and re.fullmatch(r"[A-Za-z_]\w*", token.text)
        and token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER)
    } - NO_FUNCTIONS


def quoted_for_spark(sql: str) -> str:
    """The text with Spark's marks around names, and an apostrophe as sqlglot knows it there.

    dbt quotes names by the adapter, and Spark reads a doubled apostrophe as DuckDB does.
    """
    written, end = [], 0
    for token in sqlglot.tokenize(sql, read="duckdb"):
        if token.token_type == TokenType.IDENTIFIER:
            quoted = f"`{token.text}`"
        elif token.token_type == TokenType.STRING:
            quoted = "'" + token.text.replace("'", "\\'") + "'"
        else:
            continue
        written += [sql[end : token.start], quoted]
        end = token.end + 1
    return "".join([*written, sql[end:]])


def meaning(sql: str) -> tuple[str, str]:
    """What a text means, read as DuckDB's and as Spark's, both in the words of Spark."""
    return (
        sqlglot.transpile(
            sql, "duckdb", "spark", unsupported_level=ErrorLevel.RAISE, comments=False
        )[0],
        sqlglot.transpile(quoted_for_spark(sql), "spark", "spark", comments=False)[0],
    )


def test_every_function_is_known_to_both(compiled: dict[str, str]) -> None:
    """By the same name, or through a macro that asks the engine."""
    assert len(compiled) > 150
    unknown = {
        name: found
        for name, sql in compiled.items()
        if (found := functions(sql) - ON_BOTH - BY_MACRO.keys())
    }
    assert unknown == {}


def test_words_of_one_engine_stand_in_its_macros(manifest: dict) -> None:
    """No model and no other macro writes what only DuckDB knows."""
    calls = re.compile(rf"\b({'|'.join(BY_MACRO)})\(")
    texts = {
        node["name"]: node["raw_code"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "test")
    } | {
        macro["name"]: macro["macro_sql"]
        for macro in manifest["macros"].values()
        if macro["package_name"] == "one_click_retention"
    }
    written = [
        name
        for name, text in texts.items()
        if calls.search(text) and not name.startswith("duckdb__")
    ]
    assert written == []


def test_the_text_means_the_same_to_both(compiled: dict[str, str]) -> None:
    """So does the place of nulls in an order, which is the last one in DuckDB alone."""
    apart = {}
    for name, sql in compiled.items():
        as_duckdb, as_spark = meaning(sql)
        if not functions(sql) & WRITTEN_OTHERWISE and as_duckdb != as_spark:
            same = len(os.path.commonprefix([as_duckdb, as_spark]))
            around = slice(max(same - 60, 0), same + 40)
            apart[name] = (as_duckdb[around], as_spark[around])
    assert apart == {}


def divisions_of_decimals(sql: str) -> list[str]:
    """Divisions with a decimal number that nothing makes a double.

    DuckDB answers with a double, Spark with a decimal of as few as six digits.
    """
    return [
        division.sql("duckdb")
        for division in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Div)
        if any("." in number.this for number in division.find_all(exp.Literal))
        and not division.find(exp.Sqrt, exp.Ln, exp.Exp)
        and not any(cast.is_type("double") for cast in division.find_all(exp.Cast))
    ]


def test_no_decimal_is_divided(compiled: dict[str, str]) -> None:
    """It would be another number on Spark from the seventh digit on."""
    divided = {
        name: found
        for name, sql in compiled.items()
        if (found := divisions_of_decimals(sql))
    }
    assert divided == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select 'offer ' || offer from offers",
        "select concat_ws(', ', a, b) from t order by a nulls last",
        "select 'it''s' as word, cast(a as decimal(18, 6)) from t",
    ],
)
def test_what_both_read_alike_is_let_pass(sql: str) -> None:
    """The marks of names and texts are no difference."""
    assert meaning(sql)[0] == meaning(sql)[1]
    assert functions(sql) <= ON_BOTH


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t order by a",
        r"select a like '\d' from t",
        "select a ^ b from t",
        "select row_number() over (order by a) from t",
    ],
)
def test_what_they_read_apart_is_seen(sql: str) -> None:
    """Each of them builds on both, and gives other rows."""
    assert meaning(sql)[0] != meaning(sql)[1]


def test_a_concat_is_seen() -> None:
    """In DuckDB it is a text, in Spark null where a column is."""
    assert functions("select concat(a, 'b'), lower('concat(') from t") - ON_BOTH == {
        "concat"
    }


def test_a_divided_decimal_is_seen() -> None:
    """Where nothing in the division is a double."""
    assert divisions_of_decimals("select (n + 0.5) / (m + 0.5) from t")
    assert (
        divisions_of_decimals("select cast(n + 0.5 as double) / m, n / 2 from t") == []
    )
