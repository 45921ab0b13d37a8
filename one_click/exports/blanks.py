"""Letters that nobody sees, as macros/text.sql lists them: a test compares both lists."""

# The no-break, the narrow, the thin and the figure space, a tab, the ends of a line.
BLANKS = "\u00a0\u202f\u2009\u2007\t\n\r"
# A byte order mark within a text, zero-width marks, and marks of direction.
INVISIBLE = (
    "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
VISIBLE = str.maketrans(BLANKS, " " * len(BLANKS), INVISIBLE)


def cleaned(text: str) -> str:
    """A text as people see it: one kind of blank, none around it, nothing invisible."""
    return text.translate(VISIBLE).strip()
