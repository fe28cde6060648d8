"""Periods in words: whole, short, and from one to another."""

from __future__ import annotations

from analysis.age import years_old
from data.contract import parse_period

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")


def age(period: str) -> str:
    """How old a figure is, from two years: "over three years old"; "" for a younger one."""
    years = int(years_old(period))
    if years < 2:
        return ""
    return f"over {_NUMBERS[years - 2] if years < 10 else years} years old"


def with_age(text: str, period: str) -> str:
    """A period in words, and how old it is where that is two years or more."""
    return ", ".join(filter(None, (text, age(period))))


def label(period: str) -> str:
    """A period in words."""
    return parse_period(period).label


def aged(period: str) -> str:
    """A period in words with its age, for the line that says what a chart shows."""
    return with_age(label(period), period)


def span(first: str, last: str) -> str:
    """Two periods as a stretch of time."""
    one, other = label(first), label(last)
    return one if one == other else f"{one} {'until' if ' to ' in one + other else 'to'} {other}"


def short_label(period: str, others: list[str]) -> str:
    """A period on an axis: the year it ends in, when no other period ends in that year."""
    ends = [parse_period(each).end.year for each in others]
    return str(parse_period(period).end.year) if len(set(ends)) == len(ends) else label(period)


def short_period(period: str) -> str:
    """A period's short name under an axis: "2023", "2024/25", "Mar 2025", "2019 to 21"."""
    read = parse_period(period)
    if read.unit == "D" and read.length == 1:
        return f"{read.start:%b %Y}"
    if read.start.year == read.end.year:
        return str(read.start.year) if read.unit == "Y" else f"{read.start:%b %Y}"
    if read.unit == "Y" and read.length == 1:
        return f"{read.start.year}/{read.end:%y}"
    return f"{read.start.year} to {read.end:%y}"
