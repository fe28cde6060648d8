"""The house: who may import whom, thin pages, no machine paths, pinned packages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from markupsafe import escape

from components.design import templates

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    """Files git knows (or would add), present on disk; every file where there is no git."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = done.stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_imports_run_one_way() -> None:
    # In a process of its own: the tool switches off every logger that is there before it.
    call = "from importlinter.cli import lint_imports as lint; import sys; "
    call += "sys.exit(lint(config_filename='pyproject.toml', no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_are_thin_and_begin_with_the_frame() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        if path.name == "__init__.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 100, path.name
        assert "navigation.frame()" in text, path.name


def test_no_file_is_named_for_nothing() -> None:
    for path in tracked():
        assert path.stem not in ("utils", "helpers", "misc", "common"), path


def test_no_path_of_a_machine_in_the_tree() -> None:
    here = str(ROOT)
    for path in tracked():
        if path.suffix in (".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".json", ".js", ".css"):
            assert here not in path.read_text(encoding="utf-8"), path


def test_components_are_rooms_of_short_files() -> None:
    rooms = ROOT / "components"
    loose = [path.name for path in rooms.iterdir() if path.is_file()]
    assert loose == ["__init__.py"]
    for path in rooms.rglob("*"):
        if path.suffix in (".py", ".js", ".css", ".html"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 350, path


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-sweep.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line.strip() and not line.startswith(("#", "-r ")):
                assert re.fullmatch(r"[A-Za-z0-9._\[\],-]+==[A-Za-z0-9.]+", line.strip()), line


def test_every_cache_is_named_and_every_name_is_a_cache() -> None:
    call = "import pkgutil, importlib, components; from components.figures import caches; "
    call += "[importlib.import_module(m.name) for m in pkgutil.walk_packages(components.__path__, "
    call += "'components.')]; assert len(caches._KEPT) == len(caches.SIZES)"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for path in (ROOT / "components").rglob("*.py"):
        room = path.relative_to(ROOT / "components").parts[0]
        if room in ("design", "exhibits"):  # below the caches; they hold no figures
            continue
        text = path.read_text(encoding="utf-8")
        assert "st.cache_data" not in text and "max_entries" not in text, path
        assert "lru_cache" not in text or path.name == "sign_in.py", path


#: A tag in a text, "<div" and "</p>"; not "<u1", a kind of number.
TAG = re.compile(r"</?(?:h[1-6]|[a-z]+)(?=[\s/>{]|$)")
#: Plotly's own signs in its labels, which only charts write.
PLOTLY = {"<br", "<b", "</b", "<extra", "</extra"}


def tags(code: str) -> list[tuple[int, str]]:
    """Line and tag of every tag in a text of a module, but for docstrings and mounting points.

    A component of Streamlit's is given the one element that its script fills as ``html=``.
    """
    tree = ast.parse(code)
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    apart |= {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "html"
    }
    return [
        (node.lineno, found)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
        for found in TAG.findall(node.value)
    ]


def test_html_is_made_by_templates_alone() -> None:
    found = []
    for path in (ROOT / "components").rglob("*.py"):
        room = path.relative_to(ROOT / "components").parts[0]
        for line, tag in tags(path.read_text(encoding="utf-8")):
            if room != "charts" or tag not in PLOTLY:
                found.append(f"{path.relative_to(ROOT)}:{line} {tag}")
    assert not found, found


def test_a_tag_in_a_text_is_found_however_it_is_built() -> None:
    built = [
        'a = f"<p>{b}</p>"',
        'a = "<div class=" + b',
        'a = "".join(["<h2", b])',
        'a = b.replace("x", "<br>")',
        'a = f"<svg {b}>"',
    ]
    assert all(tags(code) for code in built)
    assert not tags('"""A <div> in a docstring."""\na = "<u1"; b = "1 < 2"; c("x", html="<p></p>")')


def test_every_template_escapes(tmp_path: Path) -> None:
    (tmp_path / "text.html").write_text("<p>{{ words }}</p>", encoding="utf-8")
    words = "<script>&'"
    made = templates.render(tmp_path, "text.html", words=words)
    assert made == f"<p>{escape(words)}</p>" and "<script>" not in made
    for path in (ROOT / "components").rglob("templates/*"):
        assert "|safe" not in path.read_text(encoding="utf-8").replace(" ", ""), path
