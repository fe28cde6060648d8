"""One check of the model: what is asked, what came out, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One check: what is asked, what came out, and whether it holds (None: nothing to pass)."""

    name: str
    asked: str
    found: str
    passed: bool | None
    detail: str = ""
