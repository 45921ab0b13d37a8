"""Each language has its own numbers and words: no point in Russian, no code in either."""

import re

import pytest
from html_tree import Element

DECIMAL_POINT = re.compile(r"\d\.\d")
DECIMAL_COMMA = re.compile(r"\d,\d(?!\d\d)")
# Files, vars and tables are named as they are; and a few words are the same in Russian.
NAMES = re.compile(
    r"[\w.-]+\.(?:csv|xlsx|duckdb|html)|(?:marts|scoring|staging)\.\w+|market_\w+"
    r"|profit_lost_share|profile_customers_max|\(переменная currency\)"
)
DATE = re.compile(r"\d\d\.\d\d\.\d{4}")
CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
LATIN = re.compile(r"[A-Za-z]{3,}")
# Names that the tables of the tests bring.
HOSTILE = re.compile(
    "gradient|run-now|unlabelled|alert|onclick|quoted|Evil|Anna|Boris|En$"
)
SAME_IN_RUSSIAN = {
    *("SMS", "push", "xlsx", "control", "ROC", "AUC", "ECE", "Log", "loss", "Brier"),
    *("Average", "precision", "elastic", "net", "JavaScript", "VIF", "ln"),
    *("money", "make", "forget", "CSV", "Excel", "XLSX", "published"),
}


def spoken(tree: Element, language: str) -> list[str]:
    """The texts of a page in one language, the tables of settings and of rows aside."""
    found = []

    def walk(element: Element) -> None:
        if element.attributes.get("data-table") in ("settings", "repaired", "rejected"):
            return
        if element.tag in ("script", "style"):
            return
        if element.attributes.get("lang", language) != language:
            return
        for child in element.children:
            if isinstance(child, str):
                found.append(NAMES.sub("", child))
            else:
                walk(child)

    (body,) = tree.all("body")
    walk(body)
    return [text.strip() for text in found if text.strip()]


@pytest.mark.parametrize("name", ["report.html", "data.html", "customers.html"])
def test_russian_has_commas_and_no_english(
    name: str, trees: dict[str, Element]
) -> None:
    texts = [DATE.sub("", text) for text in spoken(trees[name], "ru")]
    assert [text for text in texts if DECIMAL_POINT.search(text)] == []
    assert [text for text in texts if CODE.search(text)] == []
    foreign = [
        text
        for text in texts
        if not HOSTILE.search(text) and set(LATIN.findall(text)) - SAME_IN_RUSSIAN
    ]
    assert foreign == [], foreign


@pytest.mark.parametrize("name", ["report.html", "data.html", "customers.html"])
def test_english_has_points_and_no_codes(name: str, trees: dict[str, Element]) -> None:
    texts = spoken(trees[name], "en")
    assert [text for text in texts if DECIMAL_COMMA.search(text)] == []
    assert [text for text in texts if CODE.search(text)] == []
