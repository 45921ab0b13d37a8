"""Vega, Vega-Lite and Vega-Embed as one script to put into a page.

The script comes from the package vl-convert-python. Making it takes seconds, so it is
made once per version and kept.
"""

import os
from importlib.metadata import version
from pathlib import Path

PACKAGE = "vl-convert-python"


def vega_script(folder: Path) -> str:
    """The script, from the file in `folder` or else made and kept there."""
    place = folder / f"vega-{version(PACKAGE)}.js"
    if not place.exists():
        written = folder / f".{place.name}.{os.getpid()}"
        written.write_text(made_script(), encoding="utf-8")
        os.replace(written, place)
    return place.read_text(encoding="utf-8")


def made_script() -> str:
    """The script, made anew."""
    # Slow to import, and not needed once the script is there.
    import vl_convert

    return vl_convert.javascript_bundle()
