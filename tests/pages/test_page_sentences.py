"""The figures in the sentences of the pages, each known of the small database."""

from collections.abc import Iterator

import pytest
from html_tree import Element

# How a sentence begins, and its figures in their order.
REPORT = {
    "2 customers at risk. The plan should bring back": [2, 2.8],
    "2 customers: 1 by message or call, 1 on the site": [2, 1, 1],
    "The most valuable first, .xlsx beside them": [2],
    "All offers (2) and costs": [2],
    "1 units if effects are half as strong; 6": [0.9, 6.1],
    "Costs are taken off: 0.8 units of a budget of": [0.8, 150],
    "Of 100 customers named “at risk”, 88 do buy less. Of": [87.5, 81.25],
    "The effects of 1 of 2 offers are assumed": [1, 2],
    "If the labels of 40 customers are wrong, the plan earns": [40, 4],
    "Since last month. Came to be at risk: 1 customer": [1, 12.15, 1],
    "Over the next 3 months, 23 units of profit": [3, 23.325, 23.325 / 44.25, 0.3],
    "the plan takes off": [3.6 / 44.25],
    "stays at risk": [(23.325 - 3.6) / 44.25],
    "the whole bar is the profit over 3 months": [3, 44.25],
    "81% of it with customers at risk": [18.975 / 23.325],
    "50% of 4 active ones": [0.5, 4],
    "1 more see an offer on the site": [1],
    "Begin at the top of each list": [1, 1],
    "The segment with the most profit at risk is": [18.975, 2, 0.5],
    "The main offer is": [1, 2.6, 0.8],
    "Ask on the site for consent": [1, 6.825],
    "The commonest sign of risk is “pages per visit”": [2, 2],
    "The plan pays even if effects are half as large": [0.9],
    "Leave the control group alone": [1, 31, 4],
    "Ask those who set the labels": [31, 40, 4, 2.8, 1],
    "Check the activity labels of 3 customers": [3],
    "Since last month: came to be at risk 1": [1, 1],
    "Against the month 2026-10": [1],
    "the labels of this month differ from them as if 12%": [0.12],
    "To the right of the threshold of 65.0%": [0.65, 2, 18.975],
    "The plan: 1 contact and 1 customer on the site": [1, 1, 0.8],
    "At most one offer per customer": [150, 600, 0, 1],
    "After its cost": [2.8, 0.8],
    "10% of the customers of the campaign do not get": [0.1],
    "The offers worked: 12.0 points fewer buy less": [12, 0.8],
    "A decrease costs 27% of a customer’s profit": [0.27, 0.23, 0.31, 0.3],
    "The threshold of 65%: of ten who buy less we find 8": [0.65, 8.125],
    "The probabilities are 2.0 points off on average": [2],
    "In 90% of cases who buys less has a higher risk": [0.905],
    "The threshold of 65.0% was chosen by the rule": [0.65, 0.8125, 0.875],
    "A threshold of 10% would earn most": [0.1],
    "Orange is the model in force": [0.005, 0.014, 0.01],
    "The risks of this report come from the same": [0.061, 0.023, 0.099],
    "3 activity labels contradict the behaviour strongly": [3, 2, 1],
}
DATA = {
    "4 active customers of 5 known ones": [4, 5, 3, 1, 1 / 3],
    "Median: 2 if decreased, 9 if not": [2, 9, 1],
    "Further than 1.5 interquartile ranges": [1.5, 1, 10],
    "The deeper the colour, the stronger": [1, 0.5],
    "How well the others foretell a feature": [10],
    "Labels that contradict the risk strongly": [3],
}


@pytest.mark.parametrize(
    ("page", "start", "figures"),
    [("report.html", *each) for each in REPORT.items()]
    + [("data.html", *each) for each in DATA.items()],
)
def test_a_sentence_tells_its_figures(
    page: str, start: str, figures: list[float], trees: dict[str, Element]
) -> None:
    """The same ones in both languages, wherever it stands."""
    found = [
        (russian, english)
        for russian, english in in_both_languages(trees[page])
        if english.text("en").replace("\u00a0", " ").startswith(start)
    ]
    assert found
    for russian, english in found:
        assert numbers(english) == pytest.approx(figures)
        assert sorted(numbers(russian)) == pytest.approx(sorted(figures))


def in_both_languages(tree: Element) -> Iterator[tuple[Element, Element]]:
    """Each Russian text and the English one beside it."""
    for element in tree.all("body")[0].walk():
        texts = [
            child
            for child in element.children
            if isinstance(child, Element) and "lang" in child.attributes
        ]
        yield from zip(texts[::2], texts[1::2], strict=False)


def numbers(element: Element) -> list[float]:
    """The exact values that an element shows rounded."""
    return [float(each.attributes["value"]) for each in element.all("data")]
