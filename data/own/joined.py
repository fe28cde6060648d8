"""Rows that become one: areas that merged, and rows of the same area and period."""

from __future__ import annotations

import math
from collections import defaultdict

import pandas as pd

from data import store
from data.own.gathered import Open
from data.own.shape import Answers, Option, Question, Refused

#: Columns of figures of a row.
ROLES = ("value", "count", "denominator", "lower", "upper")
_KEY = ["area_code", "period", "measure", "group_type", "group"]


def merged(rows: pd.DataFrame, open_: Open) -> pd.DataFrame:
    """Areas that became one, added up where all of them are there."""
    parted = rows["parts"].map(bool)
    if not parted.any():
        return rows
    done = []
    for _, part in rows[parted].groupby(_KEY, sort=False):
        wanted = part["parts"].iloc[0]
        name = store.area(part["area_code"].iloc[0]).name
        reason = ""
        if part["old"].duplicated().any():
            reason = f"an area that became part of {name} is there more than once"
        elif set(part["old"]) != set(wanted):
            reason = (
                f"only {part['old'].nunique()} of the {len(wanted)} areas that became {name} are "
                "in the file: their figures cannot be added up"
            )
        elif part["count"].isna().any():
            reason = f"rates of areas that became {name} cannot be added up: counts are needed"
        if reason:
            open_.lost += [
                (int(row), area, reason)
                for row, area in zip(part["rows"], part["area"], strict=True)
            ]
            continue
        one = part.iloc[0].copy()
        one[["value", "lower", "upper"]] = math.nan
        one["count"] = part["count"].sum()
        one["denominator"] = part["denominator"].sum(skipna=False)
        one["rows"], one["meaning"] = ", ".join(part["rows"]), ""
        done.append(one)
    return pd.concat([rows[~parted], pd.DataFrame(done, columns=rows.columns)], ignore_index=True)


def without_duplicates(rows: pd.DataFrame, answers: Answers, open_: Open) -> pd.DataFrame:
    """Each area, period, measure and group once. Raises Refused where rows cannot be added up."""
    same = rows.duplicated([*_KEY, *ROLES, "meaning"], keep="first")
    twice = rows.duplicated(_KEY, keep=False)
    if same.any():
        open_.notes.append(
            f"{int(same.sum())} rows stand twice with the same figures; they are read once."
        )
        open_.lost += [
            (int(row.split(",")[0]), area, "the same row stands in the file before")
            for row, area in zip(rows.loc[same, "rows"], rows.loc[same, "area"], strict=True)
        ]
        rows = rows[~same]
        twice = rows.duplicated(_KEY, keep=False)
    if not twice.any():
        return rows
    choice = answers.choices.get("duplicates", "leave out")
    if choice not in ("add", "leave out"):
        raise Refused("Rows of one area are “add” or “leave out”.")
    counts_only = rows.loc[twice, "count"].notna().all() and rows.loc[twice, "value"].isna().all()
    options = [Option("leave out", "leave them out, and list them")]
    if counts_only:
        options.append(Option("add", "add up their counts"))
    elif choice == "add":
        raise Refused(
            "Rows with rates, percentages or marks cannot be added up: counts are needed."
        )
    open_.questions.append(
        Question(
            "duplicates",
            f"{int(twice.sum())} rows share area, period, measure and group with another row and "
            "have other figures. What is to be done with them?",
            tuple(options),
            choice,
            int(twice.sum()),
        )
    )
    if choice == "leave out":
        reason = "another row has the same area, period, measure and group with other figures"
        open_.lost += [
            (int(row.split(",")[0]), area, reason)
            for row, area in zip(rows.loc[twice, "rows"], rows.loc[twice, "area"], strict=True)
        ]
        return rows[~twice]
    done = defaultdict(list)
    for _, part in rows[twice].groupby(_KEY, sort=False):
        one = part.iloc[0].copy()
        one["count"] = part["count"].sum()
        shared = len(part["denominator"].drop_duplicates()) == 1
        one["denominator"] = part["denominator"].iloc[0] if shared else math.nan
        one["rows"] = ", ".join(part["rows"])
        done["rows"].append(one)
    added = pd.DataFrame(done["rows"], columns=rows.columns)
    return pd.concat([rows[~twice], added], ignore_index=True)
