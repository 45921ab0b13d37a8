"""Python and SQL leave out the same letters that nobody sees."""

import re

import pytest

from one_click.exports.blanks import BLANKS, INVISIBLE
from one_click.paths import ROOT

TEXT = (ROOT / "macros" / "text.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("macro", "letters"), [("blanks", BLANKS), ("invisible", INVISIBLE)]
)
def test_the_lists_are_one(macro: str, letters: str) -> None:
    body = re.search(rf"macro {macro}\(\)(.*?)endmacro", TEXT, re.DOTALL)[1]
    escapes = re.findall(r"\\(?:u[0-9a-f]{4}|[tnr])", body)
    assert "".join(escapes).encode().decode("unicode_escape") == letters
