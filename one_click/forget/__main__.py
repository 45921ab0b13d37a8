"""The command: `ID=215348 python -m one_click.forget`."""

import os
import re
import signal
import sys

import duckdb

from one_click.exports.forgotten import ID_MAX
from one_click.exports.problems import InputProblem, shown
from one_click.forget.customer import Erasure, forget
from one_click.paths import FORGOTTEN, ROOT
from one_click.warehouse import WarehouseError

# Each file is the old one or the new one, whenever the command ends.
INTERRUPTED = "interrupted; files may hold the id still: run the command again."


class ForgetError(Exception):
    """Why nothing was erased, in one sentence for the person who asked."""


def parse_id(text: str) -> int:
    """The id that was typed; raises ForgetError where it is none."""
    if not re.fullmatch("[0-9]{1,19}", text) or not 1 <= int(text) <= ID_MAX:
        raise ForgetError(
            f"ID is {shown(text)}. Expected: the customer's whole number, from 1 to "
            f"{ID_MAX}, for example make forget ID=215348"
        )
    return int(text)


def report(customer: int, done: Erasure) -> None:
    """Say what was erased and what is left."""
    listed = "is now" if done.is_new else "was already"
    print(f"Customer {customer} {listed} in {FORGOTTEN.relative_to(ROOT)}: no export")
    print("brings the id back. The store's own folder (EXPORTS) is not changed.")
    for file, rows in done.rows.items():
        if rows:
            print(f"  {file.relative_to(ROOT)}: {rows} rows erased")
    for page in done.removed_pages:
        print(f"  {page.relative_to(ROOT)}: removed, a page of the build before")
    if not (any(done.rows.values()) or done.removed_pages or done.problems):
        print("  No file of the project held the id.")
    for page in done.pages:
        print(
            f"  {page.relative_to(ROOT)} shows the number: `make build` writes it anew."
        )
    print("`make build` trains and counts anew without the customer.")
    for file, reason in done.problems.items():
        print(
            f"forget: {file.relative_to(ROOT)} may hold the id still: {reason}. Correct "
            "or remove it, and run the command again.",
            file=sys.stderr,
        )


def main() -> int:
    # Python ignores Ctrl-C where the shell that started it does, as for a command with `&`.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(0o077)
    try:
        customer = parse_id(os.environ.get("ID", "").strip())
        done = forget(ROOT, customer)
    except KeyboardInterrupt:
        print(f"\nforget: {INTERRUPTED}", file=sys.stderr)
        return 130
    except (ForgetError, WarehouseError, InputProblem, duckdb.Error, OSError) as error:
        print(f"forget: {error}", file=sys.stderr)
        return 2
    report(customer, done)
    return 1 if done.problems else 0


if __name__ == "__main__":
    sys.exit(main())
