"""What only some commands need is asked for before they begin."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from model import extras
from model.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture()
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment of the app alone."""
    there = importlib.util.find_spec
    gone = set(extras.EXTRAS["sweep"])
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in gone else there(name))


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_a_command_says_which_libraries_are_missing_and_how_to_get_them(
    command: str, without: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "must be installed for this" in said and "`make sweep`" in said
    assert not (tmp_path / "out").exists()


def test_what_is_installed_is_not_asked_for() -> None:
    extras.need("sweep", ("h5py",))


def test_the_app_alone_needs_none_of_them() -> None:
    """No requirement of the app, and no module that a page or the server reads."""
    names = {
        line.split("==")[0].lower()
        for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    }
    assert names.isdisjoint(extras.EXTRAS["sweep"])
    asked = (ROOT / "requirements-sweep.txt").read_text("utf-8").splitlines()
    assert {line.split("==")[0] for line in asked if "==" in line} == set(extras.EXTRAS["sweep"])


def test_pages_are_read_without_them() -> None:
    code = (
        "import sys\n"
        f"for name in {extras.EXTRAS['sweep']!r}: sys.modules[name] = None\n"
        "import pkgutil, importlib, components, reports, plans, analysis\n"
        "for room in (components, reports, plans, analysis):\n"
        "    for each in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "        if not each.name.endswith('__main__') and 'migrations' not in each.name:\n"
        "            importlib.import_module(each.name)\n"
        "import serve\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
