"""Errors whose message is meant for people; all others are faults of ours."""

from __future__ import annotations


class PlainError(Exception):
    """An error with a message in plain words for whoever uses the app: safe to show as it is.

    Mixed into the errors that a wrong link, file, place or choice brings about. Whatever else is
    raised is a fault of ours: it is logged whole, and people are told only that it happened.
    """
