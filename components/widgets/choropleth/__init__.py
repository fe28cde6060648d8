"""The map: MapLibre GL in a small Streamlit component, one or two choropleths side by side.

Shapes are fetched by the browser from ``static/geometry`` once; a change of indicator sends only
classes and values. Zoom, centre and the chosen area survive, because the component keeps its key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from components.charts import served_files
from components.charts.map_layer import Layer, Pair
from components.charts.served_files import geometry_address, vendor_address
from components.design.palette import Palette
from components.figures import geometry as geometry_figures
from components.figures.caches import kept
from components.widgets.choropleth import payload


@dataclass(frozen=True)
class Geometry:
    """One level's shapes: its name (file in ``static/geometry``) and how many areas it has."""

    level: str
    count: int


@dataclass(frozen=True)
class Chosen:
    """The area to outline: its code and the level whose file has its shape ("" for none)."""

    code: str = ""
    level: str = ""


@kept
def _component(module: str) -> Any:
    # Streamlit sends a component's script with every update, so the script is one line that
    # imports the served module. A module given as text has no address of its own to start from.
    # The files that module asks for one after another are asked for at once.
    folder, _, first = module.rpartition("/")
    modules = ",".join(f"'{path.name}'" for path in sorted(served_files.FRONTEND.glob("*.js")))
    return st.components.v2.component(
        "atlas_choropleth",
        js=(
            f"const at = location.origin + '{folder}/';\n"
            "const ask = (rel, file, more) => document.head.append(Object.assign("
            "document.createElement('link'), { rel, href: at + file, ...more }));\n"
            "if (!window.atlasMap) {\n"
            "  window.atlasMap = true;\n"
            "  ask('preload', 'maplibre-gl.js', { as: 'script' });\n"
            f"  [{modules}].forEach((file) => ask('modulepreload', file));\n"
            "}\n"
            f"const load = () => import(at + '{first}');\n"
            "export default async (component) => (await load()).default(component);\n"
        ),
    )


def _layer_header(layer: Layer) -> dict[str, Any]:
    return {
        "key": layer.key,
        "title": layer.title,
        "period": layer.period,
        "label": layer.label,
        "unit": layer.unit,
        "method": layer.method,
        "before": layer.before,
        "after": layer.after,
        "decimals": layer.decimals,
        "lead": layer.lead,
        "among": layer.among and f" {layer.among}",
        "outlined": list(layer.outlined),
        "of_first": layer.pair.first if layer.pair else "",
        "of_second": _other(layer.pair),
        "positions": layer.positions,
        "colours": layer.colours,
        "labels": layer.labels,
        "gaps": [{"pattern": pattern, "text": text} for pattern, text in layer.gaps],
        "statuses": layer.statuses,
        "signed": layer.signed,
        "marks": [{"class": mark.class_index, "text": mark.text} for mark in layer.marks],
    }


def _other(pair: Pair | None) -> dict[str, Any]:
    if pair is None:
        return {}
    return {
        "title": pair.second,
        "before": pair.before,
        "after": pair.after,
        "decimals": pair.decimals,
        "signed": False,
    }


def _layer_arrays(layer: Layer, count: int) -> dict[str, tuple[dict[str, Any], bytes]]:
    numbers = {"value": layer.values, "lower": layer.lower, "upper": layer.upper}
    codes = {"class": layer.classes, "fifth": layer.fifths, "status": layer.status}
    for name, array in {**numbers, **codes}.items():
        if array is not None and len(array) != count:
            raise ValueError(
                f"map layer '{layer.title}': {name} has {len(array)} entries for {count} areas"
            )
    packed = {name: payload.pack_codes(array) for name, array in codes.items()}
    for name, array in numbers.items():
        if array is not None and (name == "value" or not np.isnan(array).all()):
            packed[name] = payload.pack_numbers(array, layer.decimals)
    if layer.pair is not None:
        packed["second"] = payload.pack_numbers(layer.pair.values, layer.pair.decimals)
    return packed


def _message(
    layers: Sequence[Layer],
    geometry: Geometry,
    bounds: tuple[float, float, float, float],
    limits: tuple[float, float, float, float],
    chosen: Chosen,
    palette: Palette,
    height: str,
) -> bytes:
    outlines = geometry_figures.OUTLINES[geometry.level]
    served = vendor_address()
    header: dict[str, Any] = {
        "label": "Map: " + "; ".join(f"{layer.title}, {layer.period}" for layer in layers),
        "height": height,
        "theme": {
            "name": palette.name,
            "background": palette.background,
            "surface": palette.surface,
            "text": palette.text,
            "muted": palette.muted_text,
            "line": palette.line,
            "highlight": palette.highlight,
            "missing": palette.missing,
            "suppressed": palette.suppressed,
        },
        "geometry": {
            "count": geometry.count,
            "url": geometry_address(geometry.level),
            "names": f"{served}names-{geometry.level}.json",
            "authorities": geometry_address(outlines),
            "labels": geometry_address("labels"),
            "label_level": outlines,
            "authority_names": f"{served}names-{outlines}.json",
            "outline": geometry_address("outline"),
        },
        "bounds": bounds,
        "bounds_key": ",".join(f"{corner:.4f}" for corner in bounds),
        "limits": limits,
        "chosen": {
            "code": chosen.code,
            "url": geometry_address(chosen.level) if chosen.level else "",
        },
        "layers": [_layer_header(layer) for layer in layers],
    }
    arrays = [_layer_arrays(layer, geometry.count) for layer in layers]
    header["version"] = hashlib.sha256(payload.pack(header, arrays)).hexdigest()[:16]
    return payload.pack(header, arrays)


def choropleth(
    layers: Sequence[Layer],
    *,
    geometry: Geometry,
    bounds: tuple[float, float, float, float],
    limits: tuple[float, float, float, float],
    chosen: Chosen,
    palette: Palette,
    key: str,
    on_pick: Callable[[str], None],
    height: str = "clamp(320px, 54vh, 760px)",
) -> bool:
    """Draw one map, or two that move together.

    Parameters
    ----------
    layers
        One or two layers on the same geometry.
    geometry
        Level and number of areas; the arrays of the layers are in its order of code.
    bounds, limits
        West, south, east, north in degrees: what to show first (and again when it changes), and
        how far a person may pan.
    chosen
        The area to outline; one that was not clicked on the map is brought into view.
    palette
        Colours of the theme in use.
    key
        Constant, so that the maps live on from rerun to rerun.
    on_pick
        Called with the code of a clicked area, before the rerun; "" when Escape was pressed.
    height
        CSS height of each map.

    Returns
    -------
    bool
        False when the browser has told that it cannot draw (no WebGL): show the fallback.

    Raises
    ------
    ValueError
        When there are not one or two layers, or an array has the wrong length.
    """
    if len(layers) not in (1, 2):
        raise ValueError(f"the map draws one or two layers, not {len(layers)}")
    module = f"{vendor_address()}index.js"

    def picked() -> None:
        code = st.session_state[key].get("picked")
        if code is not None:
            on_pick(str(code))

    result = _component(module)(
        key=key,
        data=_message(layers, geometry, bounds, limits, chosen, palette, height),
        on_picked_change=picked,
        on_webgl_change=lambda: None,
    )
    return bool(result.get("webgl") != "missing")
