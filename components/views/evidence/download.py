"""The registers as CSV."""

from __future__ import annotations

import pandas as pd

from components.exports import data_files
from components.wording import evidence as words
from data import store


def as_csv(table: pd.DataFrame, title: str, **about: object) -> bytes:
    """A register as CSV, with what it is on top."""
    return data_files.csv_with_metadata(
        table,
        {
            "Title": title,
            "Source": "the model's registers (model/registers); studies named by evidence id",
            "Grades": "; ".join(words.GRADE_WORDS.values()),
            **about,
            "Figures version": store.data_version(),
        },
    )
