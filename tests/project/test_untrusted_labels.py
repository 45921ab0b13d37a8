"""Ranges of ids whose labels are wrong: what is no range is refused before a build."""

import jinja2
import pytest

from one_click.paths import ROOT


def check(labels: object) -> None:
    """Run the check of the var `untrusted_labels` with a value."""
    source = (ROOT / "macros" / "untrusted_labels.sql").read_text("utf-8")
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    names = {"var": {"untrusted_labels": labels}.get, "refuse_setting": refused}
    environment.from_string(source, globals=names).module.check_untrusted_labels()


def refused(name: str, found: str, expected: str) -> None:
    """Stop as the macro of this name does."""
    raise ValueError(f"{name} {found}: expected {expected}")


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"decreased": [[5, 5]]}, id="one id"),
        pytest.param({"decreased": [[1, 2], [4, 6]], "same": []}, id="two ranges"),
    ],
)
def test_ranges_pass(labels: dict) -> None:
    check(labels)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        pytest.param({"same": [[5, 4]]}, "[5, 4]", id="the last id first"),
        pytest.param({"same": [[5]]}, "[5]", id="one end"),
        pytest.param({"same": [5, 6]}, "5", id="no pair"),
        pytest.param({"same": [["5", "6"]]}, "['5', '6']", id="texts"),
        pytest.param({"same": "5-6"}, "5-6", id="a text"),
        pytest.param({"fell": [[5, 6]]}, "fell", id="an unknown label"),
        pytest.param([[5, 6]], "[[5, 6]]", id="no label"),
    ],
)
def test_what_is_no_range_is_refused(labels: object, said: str) -> None:
    with pytest.raises(ValueError, match=r"untrusted_labels .*«") as refusal:
        check(labels)
    assert said in str(refusal.value)


def test_the_label_stands_before_its_ranges() -> None:
    with pytest.raises(ValueError, match=r"holds «fell: \[\[5, 6\]\]"):
        check({"fell": [[5, 6]]})
