"""The arguments that `make exports` and `make demo` share."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

LEAST_CUSTOMERS, MOST_CUSTOMERS = 100, 50_000_000
MOST_SEED = 2**32 - 1


class DemoParser(argparse.ArgumentParser):
    """A parser for the demo store's size, seed and effect; it complains in one sentence."""

    def __init__(
        self, command: str, description: str, customers: int, effect: float
    ) -> None:
        """Take the name of a make target and the defaults that differ between targets."""
        super().__init__(prog=f"make {command}", description=description)
        self.command = command
        self.add_argument(
            "--customers",
            type=between(int, LEAST_CUSTOMERS, MOST_CUSTOMERS),
            default=customers,
            help="default: %(default)s",
        )
        self.add_argument(
            "--seed",
            type=between(int, 0, MOST_SEED),
            default=2,
            help="default: %(default)s",
        )
        self.add_argument(
            "--effect",
            type=between(float, 0, 1),
            default=effect,
            help="share by which the campaign lowers the chance to buy less; "
            "default: %(default)s",
        )

    def error(self, message: str) -> NoReturn:
        """Exit with one sentence."""
        sys.exit(f"{self.command}: {message}; --help shows what is possible.")


def between(
    number: type[int] | type[float], lowest: float, highest: float
) -> Callable[[str], float]:
    """Return a reader of a number from `lowest` to `highest`, as argparse wants it."""

    def read(text: str) -> float:
        value = number(text)
        if not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(
                f"must be {lowest:,} to {highest:,}, not {value:,}"
            )
        return value

    read.__name__ = number.__name__  # argparse names it in «invalid int value»
    return read
