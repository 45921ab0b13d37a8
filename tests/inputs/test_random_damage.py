"""The demo exports, damaged at random: read or refused, and no row lost.

Each seed is one damage; a seed that fails here can be run alone by its number.
"""

import random
from pathlib import Path

import pytest
from export_files import EXPORTS
from staging import Staging

from one_click.exports.problems import InputProblem

SEEDS, MORE_SEEDS = range(8), range(8, 300)
JUNK = (b"\x00", b"\xff", b'"', b",", b";", b"\r", b"\n", b"\xd0", b"1e999", b"'")


def flip(raw: bytearray, chance: random.Random) -> None:
    """Some bytes become others."""
    for _ in range(chance.choice((1, 3, 50))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)


def insert(raw: bytearray, chance: random.Random) -> None:
    """Junk stands between the bytes."""
    for _ in range(chance.choice((1, 3, 50))):
        place = chance.randrange(len(raw))
        raw[place:place] = chance.choice(JUNK)


def cut(raw: bytearray, chance: random.Random) -> None:
    """A part is missing, in the middle or to the end."""
    start = chance.randrange(len(raw))
    length = chance.choice((1, 7, 1000, len(raw)))
    del raw[start : start + length]


def repeat(raw: bytearray, chance: random.Random) -> None:
    """A part stands there twice."""
    start = chance.randrange(len(raw))
    part = raw[start : start + chance.choice((1, 40, 3000))]
    raw[start:start] = part


def shuffle(raw: bytearray, chance: random.Random) -> None:
    """Lines in another order, the header among them now and then."""
    lines = raw.splitlines(keepends=True)
    first = chance.choice((0, 1, 1, 1))
    moved = lines[first:]
    chance.shuffle(moved)
    raw[:] = b"".join([*lines[:first], *moved])


def exchange(raw: bytearray, chance: random.Random) -> None:
    """One character is another everywhere."""
    old, new = chance.choice(JUNK[2:5] + (b".", b"0")), chance.choice((b" ", *JUNK))
    raw[:] = raw.replace(old, new)


DAMAGES = (flip, insert, cut, repeat, shuffle, exchange)


@pytest.mark.parametrize(
    "seed",
    [*SEEDS, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE_SEEDS)],
)
def test_random_damage(seed: int, exports: Path, staging: Staging) -> None:
    """A sentence that names the file, or staging that accounts for every row."""
    chance = random.Random(seed)
    names = chance.sample(EXPORTS, chance.choice((1, 1, 2, 4)))
    for name in names:
        file = exports / f"{name}.csv"
        raw = bytearray(file.read_bytes())
        for damage in chance.choices(DAMAGES, k=chance.choice((1, 1, 2))):
            if raw:
                damage(raw, chance)
        file.write_bytes(raw)
    try:
        database = staging.load(exports)
    except InputProblem as problem:
        sentence = str(problem)
        assert any(f"{name}.csv" in sentence for name in names), sentence
        assert "Expected: " in sentence
        assert "Found: " in sentence
        assert sentence.isprintable(), sentence
    else:
        with database:
            assert staging.unaccounted(database) == []
