"""The names of columns: when two of them are one, and how two that look alike differ.

Case, ё, blanks, underscores and hyphens do not count, nor whether a letter that looks the
same is Latin or Cyrillic. What changes the meaning does: «Прибыль, %» is no «Прибыль».
`seeds/reference/column_names.csv` lists other names.
"""

import csv
import difflib
import functools
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from one_click.paths import ROOT

OTHER_NAMES = ROOT / "seeds" / "reference" / "column_names.csv"
OTHER_NAMES_HINT = "another name of a column stands in seeds/reference/column_names.csv"
# Latin letters, and the Cyrillic ones that look the same.
LATIN, CYRILLIC = "aceopxyhkmtb", "асеорхункмтв"
ALIKE = str.maketrans(LATIN, CYRILLIC)
# A share, a change or another currency is another column.
MEANINGFUL = "%‰±+∆$€£"
NEAR = 0.75


def name_key(name: str) -> str:
    """What the spellings of one name share."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    kept = (one for one in folded if one.isalnum() or one in MEANINGFUL)
    return "".join(kept).translate(ALIKE)


@functools.cache
def other_names(file: Path = OTHER_NAMES) -> dict[str, str]:
    """The column that each other name of the reference seed stands for, by its key."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {
            name_key(row["other_name"]): row["column_name"]
            for row in csv.DictReader(lines)
        }


def matched(found: Sequence[str], expected: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, by position, each by its expected spelling if it has one.

    A name of the reference seed counts only where the column is not there by its own.
    """
    own = {name_key(name): name for name in expected}
    names = [own.get(name_key(name), name) for name in found]
    others = [other_names().get(name_key(name), "") for name in names]
    return tuple(
        other if other in expected and other not in names else name
        for name, other in zip(names, others, strict=True)
    )


def difference(missing: str, found: Sequence[str]) -> str:
    """A found name that is nearly the missing one, and its letters that differ; or ''."""
    near = difflib.get_close_matches(missing, found, n=1, cutoff=NEAR)
    if not near:
        return ""
    changes = difflib.SequenceMatcher(None, missing, near[0], False).get_opcodes()
    told = [
        f"{letters(near[0][low:high])} in place of {letters(missing[first:last])}"
        for kind, first, last, low, high in changes
        if kind != "equal"
    ]
    return f"«{near[0]}» is near, with {', '.join(told)}"


def letters(text: str) -> str:
    """Letters with the names that tell look-alikes apart."""
    if not text:
        return "nothing"
    return " ".join(
        f"«{letter if letter.isprintable() else '·'}» "
        f"({unicodedata.name(letter, f'U+{ord(letter):04X}').lower()})"
        for letter in text
    )
