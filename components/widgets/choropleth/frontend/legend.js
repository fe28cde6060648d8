// The legend in words and units, with a mark where the chosen area and England lie.

function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function swatch(className, colour) {
  const node = el("span", `swatch ${className}`);
  if (colour) node.style.backgroundColor = colour; // not the shorthand: it would wipe the pattern
  node.setAttribute("aria-hidden", "true");
  return node;
}

function entry(mark, text, notes) {
  const item = el("li");
  item.append(mark, el("span", "range", text));
  for (const note of notes) item.append(el("span", "mark", `◂ ${note}`));
  return item;
}

export function renderLegend(node, layer, theme) {
  const list = el("ul", "classes");
  layer.labels.forEach((label, index) => {
    const notes = layer.marks.filter((mark) => mark.class === index).map((mark) => mark.text);
    list.append(entry(swatch("", layer.colours[index]), label, notes));
  });
  for (const { pattern, text } of layer.gaps) {
    const ground = pattern === "dots" ? theme.suppressed : theme.missing;
    list.append(entry(swatch(pattern, ground), text, []));
  }
  const outside = layer.marks.filter((mark) => mark.class === null).map((mark) => mark.text);
  node.replaceChildren(el("p", "unit", layer.unit), list);
  for (const text of outside) node.append(el("p", "method", text));
  node.append(el("p", "method", layer.method));
}
