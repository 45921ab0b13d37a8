"""What is wrong with a file, in one sentence for the person who sent it."""

SHOWN_CHARACTERS = 100
SHOWN_NAMES = 12


class InputProblem(Exception):
    """A file that cannot be used: which one, what was expected, what was found."""

    def __init__(self, file: object, problem: str, expected: str, found: str) -> None:
        super().__init__(f"{file} {problem}. Expected: {expected}. Found: {found}.")
        self.found = found


def shown(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    """A text as a message can hold it: one line, not too long, nothing invisible."""
    seen = "".join(letter if letter.isprintable() else "·" for letter in text.strip())
    return f"«{seen[:limit]}{'…' if len(seen) > limit else ''}»"


def listed(names: list[str]) -> str:
    """The first few of some names; a letter that is not UTF-8 text stands as its byte."""
    names = [name.encode("utf-8", "backslashreplace").decode() for name in names]
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more
