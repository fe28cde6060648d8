// The map's look: an inline style with no tiles, glyphs or sprites, so nothing is fetched from
// outside. Names are drawn to small images in the browser's own font, because MapLibre needs a
// glyph server for text; the patterns are drawn the same way.

export const NO_FIGURE = "hatch";
export const HELD_BACK = "dots";

export function emptyCollection() {
  return { type: "FeatureCollection", features: [] };
}

export function emptyStyle(theme) {
  return {
    version: 8,
    sources: {},
    layers: [
      { id: "background", type: "background", paint: { "background-color": theme.surface } },
    ],
  };
}

function canvas(width, height, ratio) {
  const node = document.createElement("canvas");
  node.width = Math.ceil(width * ratio);
  node.height = Math.ceil(height * ratio);
  const pen = node.getContext("2d");
  pen.scale(ratio, ratio);
  return [node, pen];
}

function pixels(node, pen) {
  return pen.getImageData(0, 0, node.width, node.height);
}

// Diagonal hatch on its own ground: "no figure published".
export function hatchImage(theme) {
  const [node, pen] = canvas(8, 8, 2);
  pen.fillStyle = theme.missing;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = theme.line;
  pen.lineWidth = 1;
  for (const shift of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(shift - 1, 9);
    pen.lineTo(shift + 9, -1);
    pen.stroke();
  }
  return pixels(node, pen);
}

// Dots on another ground: "held back by the publisher".
export function dotsImage(theme) {
  const [node, pen] = canvas(8, 8, 2);
  pen.fillStyle = theme.suppressed;
  pen.fillRect(0, 0, 8, 8);
  pen.fillStyle = theme.muted;
  for (const [x, y] of [[2, 2], [6, 6]]) {
    pen.beginPath();
    pen.arc(x, y, 1.1, 0, 2 * Math.PI);
    pen.fill();
  }
  return pixels(node, pen);
}

// An authority's name, on up to two lines, with a halo that keeps it legible on any class.
export function nameImage(text, theme, font) {
  const size = 12;
  const lines = wrap(text);
  const [, ruler] = canvas(1, 1, 1);
  ruler.font = `600 ${size}px ${font}`;
  const width = Math.max(...lines.map((line) => ruler.measureText(line).width)) + 8;
  const [node, pen] = canvas(width, lines.length * (size + 2) + 6, 2);
  pen.font = ruler.font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  lines.forEach((line, index) => {
    const y = 3 + (index + 0.5) * (size + 2);
    pen.strokeStyle = theme.background;
    pen.lineWidth = 3.5;
    pen.strokeText(line, width / 2, y);
    pen.fillStyle = theme.text;
    pen.fillText(line, width / 2, y);
  });
  return pixels(node, pen);
}

function wrap(text) {
  if (text.length <= 13 || !text.includes(" ")) return [text];
  const words = text.split(" ");
  let best = [text];
  for (let cut = 1; cut < words.length; cut += 1) {
    const pair = [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
    const longest = (lines) => Math.max(...lines.map((line) => line.length));
    if (longest(pair) < longest(best)) best = pair;
  }
  return best;
}

// Layers in drawing order. The fill reads its colour from feature-state, so that a change of
// indicator needs no new tiles; the gap patterns read a filter, because a pattern cannot.
export function areaLayers(theme) {
  return [
    {
      id: "areas",
      type: "fill",
      source: "areas",
      paint: {
        "fill-color": ["to-color", ["feature-state", "fill"], "rgba(0,0,0,0)"],
        "fill-antialias": false,
      },
    },
    {
      id: "edges",
      type: "line",
      source: "areas",
      minzoom: 9.6,
      paint: {
        "line-color": theme.background,
        "line-opacity": 0.55,
        "line-width": ["interpolate", ["linear"], ["zoom"], 9.6, 0.3, 13, 1.4],
      },
    },
  ];
}

export function topLayers(theme) {
  const line = { type: "line", layout: { "line-join": "round" } };
  return [
    {
      ...line,
      id: "authorities",
      source: "authorities",
      paint: { "line-color": theme.text, "line-opacity": 0.75, "line-width": 1 },
    },
    {
      ...line,
      id: "outline",
      source: "outline",
      paint: { "line-color": theme.text, "line-width": 1.8 },
    },
    {
      ...line,
      id: "hovered",
      source: "hovered",
      paint: { "line-color": theme.text, "line-width": 2 },
    },
    {
      ...line,
      id: "chosen-casing",
      source: "chosen",
      paint: { "line-color": theme.background, "line-width": 6.5 },
    },
    {
      ...line,
      id: "chosen",
      source: "chosen",
      paint: { "line-color": theme.highlight, "line-width": 3.5 },
    },
    {
      id: "names",
      type: "symbol",
      source: "names",
      layout: {
        "icon-image": ["concat", "name-", ["get", "code"]],
        "icon-padding": 2,
        "symbol-sort-key": ["get", "order"],
      },
    },
  ];
}
