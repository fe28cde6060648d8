"""The files of deploy/ and the workflow say what the app understands, and a worker needs no more
than they give it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import numba
import pytest
import yaml

from model import dynamics, kept
from server import ready
from server.settings import SettingError, Settings, from_environment
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")


def _compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def _megabytes(text: str) -> int:
    return int(text[:-1]) * {"M": 1, "G": 1024}[text[-1].upper()]


def test_every_setting_that_is_given_is_one_the_app_reads() -> None:
    known = set(re.findall(r"^\| `(ATLAS_[A-Z_]+)`", OPERATIONS, re.MULTILINE))
    assert {"ATLAS_ADDRESS", "ATLAS_HOSTS", "ATLAS_KEPT_MB"} <= known
    read = (ROOT / "server" / "settings.py").read_text("utf-8")
    assert {name for name in known if f'"{name}"' not in read} == set()
    given = set(_compose()["services"]["one"]["environment"])
    for name in ("atlas@.service", "Containerfile"):
        given |= set(re.findall(r"\b(ATLAS_[A-Z_]+)=", (DEPLOY / name).read_text("utf-8")))
    assert len(given) > 4
    assert given - {"PLANS_DATABASE_URL"} <= known
    # And those of the proxy, by the file they configure.
    proxy = set(_compose()["services"]["proxy"]["environment"])
    assert proxy <= set(
        re.findall(r"ATLAS_[A-Z]+_?[0-9A-Z]*", (DEPLOY / "haproxy.cfg").read_text())
    )


def test_the_server_and_the_caches_mean_the_same_memory() -> None:
    """The server may know no floor of the app, so each has the setting's limits."""
    assert Settings().kept_mb == kept.USUAL_MB
    least = str(kept.LEAST_MB)
    assert from_environment({kept.SETTING: least}).kept_mb == kept.LEAST_MB
    with pytest.raises(SettingError, match=kept.SETTING):
        from_environment({kept.SETTING: str(kept.LEAST_MB - 1)})


def test_two_workers_have_a_processor_and_at_most_some_memory_each() -> None:
    services = _compose()["services"]
    assert services["one"] == services["two"]
    assert services["one"]["read_only"] is True
    assert services["one"]["cap_drop"] == ["ALL"]
    unit = dict(
        line.split("=", 1)
        for line in (DEPLOY / "atlas@.service").read_text("utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    )
    assert _megabytes(unit["MemoryMax"]) == _megabytes(services["one"]["mem_limit"])
    assert unit["ExecStart"].endswith(".venv/bin/python serve.py")


def test_the_image_starts_the_app_as_nobody_and_asks_whether_it_is_ready() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    last = text.rsplit("FROM ", 1)[1]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert ready.PATH in last
    assert "exec .venv/bin/python serve.py" in last
    assert "python:3.11" in last
    left_out = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {".git", ".venv", "var", ".streamlit/secrets.toml"} <= set(left_out)
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/deploy/compose.env", "/deploy/tls.pem"} <= set(ignored)


def test_the_workflow_runs_what_there_is() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))["jobs"]
    said = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert "make test" in said
    for name in re.findall(r"requirements[a-z-]*\.txt", " ".join(said)):
        assert (ROOT / name).is_file(), name


def test_without_a_place_for_what_is_compiled_the_model_still_runs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Read-only files and no home: numba would refuse, and with it every page."""
    real = numba.njit

    def refusing(**options: Any) -> Any:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(dynamics, "njit", refusing)
    assert dynamics._compiled(lambda x: x + 1)(2) == 3
    assert "What is compiled cannot be kept" in caplog.text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0 or shutil.which("unshare") is None,
    reason="read-only files are tested as root on Linux",
)
def test_a_worker_runs_with_read_only_files_and_no_rights(tmp_path: Path) -> None:
    """As the container and the systemd unit run it, where there is no container engine."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody have mounts of their own")
    port = _free_port()
    tree = str(ROOT)
    script = (
        f"mount --bind '{tree}' '{tree}' && mount -o remount,bind,ro '{tree}' || exit 77; "
        f"cd '{tree}'; "
        "exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "
        f"env -i PATH=/usr/bin:/bin HOME=/nonexistent ATLAS_PORT={port} ATLAS_METRICS=on "
        f"ATLAS_KEPT_MB=700 MPLCONFIGDIR='{tmp_path}' NUMBA_CACHE_DIR='{tmp_path}' "
        f"PLANS_DATABASE_URL='sqlite:///{tmp_path}/plans.sqlite3' '{sys.executable}' serve.py"
    )
    log = tmp_path / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", script], stdout=out, stderr=subprocess.STDOUT
        )

    def answer(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as found:
                return found.status, found.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""

    def there() -> bool:
        if server.poll() == 77:
            pytest.skip("this machine lets nobody mount")
        assert server.poll() is None, log.read_text()[-2000:]
        return answer("/_stcore/health")[0] == 200

    try:
        wait_until(there, lambda: f"the worker's first answer\n{log.read_text()[-2000:]}")
        assert answer("/plan")[0] == 200
        metrics = answer("/_stcore/metrics")[1]
        assert "process_resident_memory_bytes " in metrics
        assert 'atlas_kept_bytes{cache="figures.runs._simulated"}' in metrics
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert "Error" not in log.read_text()


def test_every_library_is_listed_with_a_licence_that_a_council_may_use() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    rows = {
        name.lower(): (version, licence)
        for name, version, licence in re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", page, re.M)
    }
    del rows["library"]  # the heading
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if "==" in line:
            name, version = line.split("==")
            assert rows[name.split("[")[0].lower()][0] == version, "run `python deploy/licences.py`"
    assert len(rows) > 60
    free = re.compile(r"MIT|BSD|Apache|Mozilla|MPL|Python Software|PSF|LGPL|Lesser|ISC")
    assert {name: licence for name, (_, licence) in rows.items() if not free.search(licence)} == {}
