"""A clean copy of the project, as git would publish it, with this environment linked.

Tests and benchmarks build in such copies, so nothing they do reaches this checkout.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from one_click.paths import ROOT


def tracked_files(root: Path = ROOT) -> list[Path]:
    """What git would publish of the project: relative paths of files that exist.

    A project that came as an archive is no repository: git looks at it from an empty one.
    """
    with tempfile.TemporaryDirectory() as empty:
        repository = []
        if not (root / ".git").exists():
            subprocess.run(["git", "init", "--quiet", empty], check=True)
            repository = [f"--git-dir={empty}/.git", f"--work-tree={root}"]
        listed = subprocess.run(
            ["git", *repository, "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout.decode()
    paths = sorted({Path(name) for name in listed.split("\0") if name})
    return [
        path for path in paths if (root / path).is_symlink() or (root / path).exists()
    ]


def copy_files(files: Iterable[Path], target: Path, source: Path = ROOT) -> Path:
    """Copy files with their times; links stay links."""
    for path in files:
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / path, place, follow_symlinks=False)
    return target


def link_environment(root: Path) -> None:
    """Give a copy the packages of the environment that this runs in.

    `.venv` is a folder of its own with links in it, so `make` finds it complete and
    nothing done in the copy can change the environment behind it. Raises RuntimeError
    outside of a virtual environment.
    """
    source, venv = Path(sys.prefix), root / ".venv"
    if sys.prefix == sys.base_prefix:
        raise RuntimeError("this needs the project's environment: use a make target")
    (venv / "bin").mkdir(parents=True)
    shutil.copy2(source / "pyvenv.cfg", venv / "pyvenv.cfg")
    for entry in (source / "bin").iterdir():
        (venv / "bin" / entry.name).symlink_to(entry)
    for name in ("lib", "lib64", "include"):
        if (source / name).exists():
            (venv / name).symlink_to(source / name)
    for group in ("main", "test"):
        (venv / f"{group}.done").touch()


def copy_project(target: Path) -> Path:
    """Copy the project to `target`, nothing built, its environment linked."""
    copy_files(tracked_files(), target)
    link_environment(target)
    return target
