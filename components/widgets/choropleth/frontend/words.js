// What the hover says. A rank is never shown bare: it is put as a fifth, in words.

const WITHOUT_VALUE = {
  suppressed: "Held back by the publisher to protect people",
  missing: "No figure published",
};

const WITH_VALUE = {
  derived: "Derived from published figures",
  modelled: "Modelled, not counted",
  "not comparable": "Not comparable with the other areas",
};

export function number(value, layer) {
  const text = Math.abs(value).toLocaleString("en-GB", {
    minimumFractionDigits: layer.decimals,
    maximumFractionDigits: layer.decimals,
  });
  const zero = !/[1-9]/.test(text);
  if (value < 0 && !zero) return `−${layer.before}${text}`;
  return `${layer.signed && !zero ? "+" : ""}${layer.before}${text}`;
}

export function measure(value, layer) {
  return number(value, layer) + layer.after;
}

// The lines of the hover for one area: [name, place, figure, interval, rank, period, status].
export function describe(id, names, layer) {
  const [, name, place] = names.areas[id];
  const status = layer.statuses[layer.status[id]];
  const lines = { name, place: place && place !== name ? place : "", rows: [] };
  const value = layer.value[id];
  if (Number.isNaN(value)) {
    lines.figure = WITHOUT_VALUE[status] || WITHOUT_VALUE.missing;
    lines.rows.push(layer.period);
    return lines;
  }
  lines.figure = measure(value, layer);
  if (layer.second) {
    const other = layer.second[id];
    lines.figure = `${layer.of_first}: ${lines.figure}`;
    const figure = Number.isNaN(other) ? WITHOUT_VALUE.missing : measure(other, layer.of_second);
    lines.rows.push(`${layer.of_second.title}: ${figure}`);
  }
  if (layer.lower && !Number.isNaN(layer.lower[id])) {
    lines.rows.push(
      `95% interval ${number(layer.lower[id], layer)} to ${measure(layer.upper[id], layer)}`
    );
  }
  const position = layer.positions[layer.fifth[id]];
  if (position) lines.rows.push(`${layer.lead}${position}${layer.among}`);
  lines.rows.push(layer.period);
  if (WITH_VALUE[status]) lines.rows.push(WITH_VALUE[status]);
  return lines;
}
