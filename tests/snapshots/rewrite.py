"""Write the frozen exhibits anew: ``python -m tests.snapshots.rewrite [recipe ...]``."""

from __future__ import annotations

import sys

from tests.snapshots.freeze import file_of, frozen, kept, write
from tests.snapshots.recipes import FROZEN


def main(wanted: list[str]) -> None:
    """Rewrite the files of the names given, or all; say which changed."""
    names = list(dict.fromkeys(each.name for each in FROZEN))
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        sys.exit(f"no recipe is called {', '.join(unknown)}; there are {', '.join(names)}")
    for name in wanted or names:
        before = kept(name)
        entries = {each.key: frozen(each) for each in FROZEN if each.name == name}
        write(name, entries)
        changed = sum(before.get(key) != entry for key, entry in kept(name).items())
        if changed or set(before) != set(entries):
            print(f"{file_of(name).name}: {changed} of {len(entries)} changed")


if __name__ == "__main__":
    main(sys.argv[1:])
