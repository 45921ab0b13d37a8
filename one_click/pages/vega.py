"""Vega, Vega-Lite and Vega-Embed as one script to put into a page.

The script comes from the package vl-convert-python. Making it takes seconds, so it is
made once per version and kept.
"""

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

PACKAGE = "vl-convert-python"


def made_script() -> str:
    """The script, made anew."""
    # Slow to import, and not needed once the script is there.
    import vl_convert

    return vl_convert.javascript_bundle()  # type: ignore[call-arg]  # snippet is optional


def vega_script(folder: Path, make: Callable[[], str] = made_script) -> str:
    """The script from the file in `folder`; if there is none, `make` makes and keeps it."""
    place = folder / f"vega-{version(PACKAGE)}.js"
    if not place.exists():
        written = folder / f".{place.name}.{os.getpid()}"
        written.write_text(make(), encoding="utf-8")
        os.replace(written, place)
    return place.read_text(encoding="utf-8")
