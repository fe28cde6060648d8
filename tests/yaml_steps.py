"""How much work a text makes for the YAML parser, counted in steps instead of seconds."""

from __future__ import annotations

import pytest
import yaml

from model.plan_text import NODE_LIMIT

#: The scanner looks 1,024 letters ahead for the colon of a field name.
LOOK_AHEAD = 1100
#: It makes at most four steps for each value.
MOST_TOKENS = 4 * NODE_LIMIT + LOOK_AHEAD


def count_tokens(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number: how many steps the YAML scanner has made since this was called."""
    steps = [0]
    real = yaml.scanner.Scanner.fetch_more_tokens

    def counted(scanner: yaml.scanner.Scanner) -> None:
        steps[0] += 1
        real(scanner)

    monkeypatch.setattr(yaml.scanner.Scanner, "fetch_more_tokens", counted)
    return steps
