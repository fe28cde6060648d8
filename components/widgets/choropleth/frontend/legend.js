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

function head(scope, text, fields = {}) {
  return Object.assign(el("th", "", text), { scope, ...fields });
}

// Two measures: a square of three by three, with the words of its sides. The worst of both is at
// the top right, as high on both is on any chart.
function square(layer) {
  const words = layer.labels.map((label) => label.split(/, | · /).map((part) => part.replace(/^(First|second) /, "")));
  const table = el("table", "nine");
  const top = el("tr");
  top.append(head("col", layer.of_first, { rowSpan: 2 }), head("colgroup", layer.of_second.title, { colSpan: 3 }));
  const names = el("tr");
  names.append(...[0, 1, 2].map((column) => head("col", words[column][1])));
  table.append(top, names);
  for (const row of [2, 1, 0]) {
    const line = el("tr");
    line.append(head("row", words[3 * row][0]));
    for (const column of [0, 1, 2]) {
      const index = 3 * row + column;
      const cell = el("td");
      cell.title = layer.labels[index];
      cell.append(swatch("", layer.colours[index]), el("span", "unseen", layer.labels[index]));
      line.append(cell);
    }
    table.append(line);
  }
  return table;
}

export function renderLegend(node, layer, theme) {
  const list = el("ul", "classes");
  const nine = Boolean(layer.of_first) && layer.labels.length === 9;
  layer.labels.forEach((label, index) => {
    if (nine) return;
    const notes = layer.marks.filter((mark) => mark.class === index).map((mark) => mark.text);
    list.append(entry(swatch("", layer.colours[index]), label, notes));
  });
  for (const { pattern, text } of layer.gaps) {
    const ground = pattern === "dots" ? theme.suppressed : theme.missing;
    list.append(entry(swatch(pattern, ground), text, []));
  }
  const outside = layer.marks.filter((mark) => mark.class === null).map((mark) => mark.text);
  node.replaceChildren(el("p", "unit", layer.unit), ...(nine ? [square(layer)] : []), ...(list.children.length ? [list] : []));
  for (const mark of nine ? layer.marks.filter((each) => each.class !== null) : []) {
    node.append(el("p", "mark", `◂ ${mark.text}: ${layer.labels[mark.class]}`));
  }
  for (const text of outside) node.append(el("p", "method", text));
  node.append(el("p", "method", layer.method));
}
