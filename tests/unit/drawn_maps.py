"""What a map really shows, read back from each output: class and colour of each area, legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from components.charts import matplotlib_areas
from tests.unit.drawn import plain


@dataclass
class DrawnMap:
    """One map as an output shows it."""

    legend: list[tuple[str, str]]  # words (without numbers of areas) and colour, in order
    areas: dict[str, tuple[str, str]]  # code -> words of its class, colour
    unit: str
    limits: tuple[float, ...] = ()  # west, east, south, north; () where a person moves the map
    patterned: frozenset[str] = frozenset()  # words of the legend that have a pattern


def _range(text: str) -> str:
    """The words of a legend without how many areas they stand for."""
    return plain(text).partition(" · ")[0]


def of_plotly(figure: Any) -> DrawnMap:
    """What a Plotly figure holds."""
    sent = figure.to_dict()
    areas: dict[str, tuple[str, str]] = {}
    patterned: set[str] = set()
    for trace in sent["data"]:
        if trace["type"] == "choropleth" and trace["name"]:
            ink = trace["colorscale"][0][1]
            areas |= dict.fromkeys(trace["locations"], (plain(trace["name"]), ink))
    swatches = [each for each in sent["layout"]["shapes"] if each["type"] == "rect"]
    for each in sent["layout"]["shapes"]:
        if each["type"] != "rect":
            before = [one for one in swatches if one["y1"] >= each["y1"] - 1e-9]
            patterned.add(plain(before[-1]["name"]))
    texts = {
        role: [
            plain(note["text"]) for note in sent["layout"]["annotations"] if note["name"] == role
        ]
        for role in ("key", "key-unit")
    }
    assert len(swatches) == len(texts["key"])
    geo = sent["layout"]["geo"]
    return DrawnMap(
        [
            (_range(text), each["fillcolor"])
            for text, each in zip(texts["key"], swatches, strict=True)
        ],
        areas,
        texts["key-unit"][0],
        (*geo["lonaxis"]["range"], *geo["lataxis"]["range"]),
        frozenset(patterned),
    )


def of_matplotlib(axes: Axes, level: str) -> DrawnMap:
    """What matplotlib drew, from its artists."""
    codes = {id(path): code for code, path in matplotlib_areas.paths(level).items()}
    areas: dict[str, tuple[str, str]] = {}
    for drawn in axes.collections:
        name = str(drawn.get_label())
        if isinstance(drawn, PathCollection) and not name.startswith("_"):
            ink = to_hex(np.asarray(drawn.get_facecolor())[0])
            areas |= {codes[id(path)]: (plain(name), ink) for path in drawn.get_paths()}
    swatches = [each for each in axes.patches if isinstance(each, Rectangle)]
    words = [
        each
        for each in axes.texts
        if isinstance(each, Annotation) and each.xycoords == ("axes fraction", "axes fraction")
    ]
    unit, *rest = words
    said = [plain(each.get_text()) for each in rest][: len(swatches)]
    assert [_range(text) for text in said] == [plain(str(each.get_label())) for each in swatches]
    return DrawnMap(
        [
            (_range(text), to_hex(each.get_facecolor()))
            for text, each in zip(said, swatches, strict=True)
        ],
        areas,
        plain(unit.get_text()),
        (*axes.get_xlim(), *axes.get_ylim()),
    )


def of_live(header: dict[str, Any], classes: Any, codes: list[str], theme: Any) -> DrawnMap:
    """What is sent to the live map: words, colours and the class of each area."""
    legend = list(zip(header["labels"], header["colours"], strict=True))
    areas = {
        code: legend[number] for code, number in zip(codes, classes, strict=True) if number >= 0
    }
    grounds = {"dots": theme.suppressed, "hatch": theme.missing}
    gaps = [(each["text"], grounds[each["pattern"]]) for each in header["gaps"]]
    return DrawnMap(
        [(plain(text), ink) for text, ink in (*legend, *gaps)],
        {code: (plain(text), ink) for code, (text, ink) in areas.items()},
        plain(header["unit"]),
        patterned=frozenset(plain(text) for text, _ in gaps),
    )
