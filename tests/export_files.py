"""The four exports as frames of text, and their files in any format."""

from pathlib import Path

import duckdb
import pandas as pd

EXPORTS = ("market_file", "market_money", "market_time", "money")
LABEL = "Покупательская активность"
CATEGORY = "Популярная_категория"
CONSENT = "Разрешить сообщать"
DECREASED = "Снизилась"

Frames = dict[str, pd.DataFrame]


def read_exports(folder: Path) -> Frames:
    """The exports as the store writes them, every value as the text it is."""
    return {
        name: pd.read_csv(
            folder / f"{name}.csv",
            sep=";" if name == "money" else ",",
            dtype=str,
            keep_default_na=False,
        )
        for name in EXPORTS
    }


def write_exports(frames: Frames, folder: Path) -> Path:
    """Write frames as the store does: `;` for money, `,` for all others, CRLF."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        separator = ";" if name == "money" else ","
        write_csv(frame, folder / f"{name}.csv", separator)
    return folder


def write_csv(
    frame: pd.DataFrame, file: Path, separator: str, bom: bool = False
) -> None:
    """Write one CSV file."""
    encoding = "utf-8-sig" if bom else "utf-8"
    frame.to_csv(
        file, sep=separator, index=False, encoding=encoding, lineterminator="\r\n"
    )


def write_parquet(frame: pd.DataFrame, file: Path) -> None:
    """Write one Parquet file, with the types of the frame."""
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        target = str(file).replace("'", "''")
        connection.execute(f"copy frame to '{target}' (format parquet)")


def add_customers(frames: Frames, count: int) -> tuple[Frames, list[int]]:
    """Add customers without a label; the frames and the new ids.

    They are copies of active customers of the demo exports in all but the id.
    """
    money = frames["market_money"]
    revenue = money["Выручка"].astype(float).groupby(money["id"])
    active = revenue.min()[(revenue.min() > 0) & (revenue.count() == 3)].index[:count]
    first = frames["market_file"]["id"].astype(int).max() + 1
    new_ids = dict(zip(active, range(first, first + count), strict=True))
    added = {}
    for name, frame in frames.items():
        copies = frame[frame["id"].isin(new_ids)].copy()
        copies["id"] = copies["id"].map(new_ids).astype(str)
        if name == "market_file":
            copies[LABEL] = ""
        added[name] = pd.concat([frame, copies], ignore_index=True)
    return added, list(new_ids.values())
