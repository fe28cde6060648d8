"""Arithmetic of colours: shades, transparency, ink that can be read."""

from __future__ import annotations

from components.design.palette import Palette


def translucent(colour: str, opacity: float) -> str:
    """#rrggbb as rgba() with this opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def shades(palette: Palette, count: int) -> list[str]:
    """``count`` shades along the sequential classes, strongest first."""
    classes = [_channels(each) for each in reversed(palette.sequential)]
    made = []
    for step in range(count):
        at = step * (len(classes) - 1) / max(count - 1, 1)
        low = int(at)
        high = min(low + 1, len(classes) - 1)
        mixed = [
            round(a + (b - a) * (at - low))
            for a, b in zip(classes[low], classes[high], strict=True)
        ]
        made.append("#" + "".join(f"{each:02x}" for each in mixed))
    return made


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [
        each / 255 / 12.92 if each / 255 <= 0.03928 else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(ground: str) -> str:
    """Black or white, whichever stands out more on this ground."""
    light = _luminance(ground)
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"
