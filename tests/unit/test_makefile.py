"""`make test` runs every part and fails at its end when any of them failed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("format", "lint", "types", "imports", "unit", "browser")


def _make(folder: Path, failing: str) -> tuple[int, str, list[str]]:
    """Run `make test` with programs that only note that they were called."""
    tools = folder / "env" / "bin"
    tools.mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.txt", "requirements-sweep.txt", "requirements-dev.txt"):
        (folder / name).touch()
    for mark in (".run", ".dev"):
        (folder / "env" / mark).touch()
    (folder / "tests").mkdir()
    for name in ("chromium", "postgresql", "haproxy", "print_libraries"):
        (folder / "tests" / f"ensure_{name}.sh").touch()
    calls = folder / "calls"
    for name in ("ruff", "mypy", "lint-imports", "python"):
        tool = tools / name
        tool.write_text(
            f'#!/bin/sh\necho "{name} $*" >> "{calls}"\n'
            f'case "{name} $*" in *"{failing}"*) exit 1;; esac\n'
        )
        tool.chmod(0o755)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    run = subprocess.run(
        ["make", "test", "VENV=env"], cwd=folder, capture_output=True, text=True, env=clean
    )
    return run.returncode, run.stdout, calls.read_text().splitlines()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("failing", "part"),
    [("ruff format", "format"), ("mypy", "types"), ("not browser", "unit"), ("nothing", "")],
)
def test_every_part_runs_and_any_failure_fails_the_whole(
    tmp_path: Path, failing: str, part: str
) -> None:
    code, said, calls = _make(tmp_path, failing)
    assert [call.split()[0] for call in calls] == [
        "ruff",
        "ruff",
        "mypy",
        "lint-imports",
        "python",
        "python",
    ]
    last = said.splitlines()[-len(PARTS) :]
    assert last == [f"{'FAILED' if each == part else 'passed'}  {each}" for each in PARTS]
    assert (code != 0) == bool(part)


def test_every_make_that_is_spoken_of_is_a_target() -> None:
    """A page told people to run `make install`, which was never there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    folders = ("components", "server", "pages", "plans", "data", "model", "docs")
    files = [ROOT / "README.md", ROOT / "dashboard.py", ROOT / "serve.py"]
    for folder in folders:
        files += [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.md")]
    said = {
        (path.name, name)
        for path in files
        for name in re.findall(r"`make ([a-z-]+)`", path.read_text("utf-8"))
    }
    assert len(said) > 5
    assert {(file, name) for file, name in said if name not in targets} == set()
