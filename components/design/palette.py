"""Every colour of the product, in one place.

Chosen to be told apart with the common forms of colour blindness and to pass WCAG 2.2 AA:
single-hue sequential classes (more is darker on white, lighter on black), a blue-orange pair
for better and worse instead of green and red, the same pair mixed for two measures at once (the
nine classes are at least 12 apart in CIELAB with each common form), and Okabe and Ito's set
(2008) for groups that have no order. Colour never carries a message alone: words or shapes
always say it too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as #rrggbb."""

    name: str
    background: str
    surface: str  # cards, wells
    text: str
    muted_text: str
    line: str  # axes, borders, area outlines
    primary: str
    sequential: tuple[str, ...]  # seven classes, least to most
    diverging: tuple[str, ...]  # seven classes, fall to rise, middle is "no change"
    crossed: tuple[str, ...]  # nine classes of two measures: thirds of the second within the first
    better: str
    worse: str
    similar: str
    highlight: str  # the chosen area
    missing: str  # ground of the "no figure" pattern
    suppressed: str  # ground of the "held back" pattern


LIGHT = Palette(
    name="light",
    background="#ffffff",
    surface="#f1f4f6",
    text="#16232b",
    muted_text="#4a5760",
    line="#75838c",
    primary="#0b4f6c",
    sequential=("#e6f0f5", "#c3dde9", "#97c5da", "#65a7c5", "#3b85ab", "#1c638b", "#0a3f61"),
    diverging=("#0a5c8a", "#5a9bc2", "#b3d3e5", "#f2f2f2", "#f3c8a0", "#d98b45", "#9c4f0a"),
    crossed=(
        "#f0f0f0",
        "#9fcbe6",
        "#2f86bd",
        "#f5c08a",
        "#b9a99b",
        "#5d7f9c",
        "#d9741a",
        "#a0642f",
        "#3d3a45",
    ),
    better="#0a5c8a",
    worse="#9c4f0a",
    similar="#5b6872",
    highlight="#c2185b",
    missing="#ffffff",
    suppressed="#f7f2e4",
)

DARK = Palette(
    name="dark",
    background="#10191f",
    surface="#1a262e",
    text="#eef3f6",
    muted_text="#b7c3cb",
    line="#8b9aa4",
    primary="#7cc4e4",
    sequential=("#16303e", "#1b475d", "#21627f", "#2f80a3", "#519fc0", "#83bfd9", "#c0e1ef"),
    diverging=("#7cc4e4", "#4a91b5", "#2a5870", "#3a444b", "#7a5026", "#b97a37", "#f0b778"),
    crossed=(
        "#22303a",
        "#2a6f9e",
        "#4fb4f2",
        "#7a4a1c",
        "#6d6a68",
        "#86b3d6",
        "#e8892b",
        "#e3b78c",
        "#f7f4ef",
    ),
    better="#7cc4e4",
    worse="#f0b778",
    similar="#a3b1ba",
    highlight="#ff7eb0",
    missing="#10191f",
    suppressed="#2a2718",
)

#: Groups without an order (ethnic groups, plans): Okabe and Ito, darkened for text on white.
GROUP_COLOURS_LIGHT = ("#0072b2", "#b35900", "#00785a", "#8a4a76", "#6b6100", "#16232b", "#a33c2a")
GROUP_COLOURS_DARK = ("#56b4e9", "#e69f00", "#2fc59a", "#e39cc9", "#f0e442", "#eef3f6", "#ff8a73")

#: Shape and word that go with each verdict, so that none rests on colour.
VERDICT_SHAPES = {"better": "▲", "worse": "▼", "similar": "●", "higher": "△", "lower": "▽"}


def palette(theme: str) -> Palette:
    """The palette of "light" or "dark"; anything else (theme not known yet) is light."""
    return DARK if theme == "dark" else LIGHT


def group_colours(theme: str) -> tuple[str, ...]:
    """Colours for unordered groups in a theme."""
    return GROUP_COLOURS_DARK if theme == "dark" else GROUP_COLOURS_LIGHT


def on_paper(shown: Palette) -> dict[str, str]:
    """What each colour of a theme becomes on paper: that of the light theme; none for the light."""
    if shown is not DARK:
        return {}
    pairs = list(zip(GROUP_COLOURS_DARK, GROUP_COLOURS_LIGHT, strict=True))
    for name in ("sequential", "diverging", "crossed"):
        pairs += zip(getattr(DARK, name), getattr(LIGHT, name), strict=True)
    for each in fields(Palette)[1:]:
        dark, light = getattr(DARK, each.name), getattr(LIGHT, each.name)
        if isinstance(dark, str):
            pairs.append((dark, light))
    # The ground last: where two of one theme share a colour, the ground is what most of it is.
    pairs.append((DARK.background, LIGHT.background))
    return dict(pairs)
