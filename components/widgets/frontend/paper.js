// A page on paper: charts as wide as the sheet, and the colours of the light theme. The browser
// gives no time between "print" and printing, so all of it happens at once.
if (!window.atlasPaper) {
  window.atlasPaper = { colours: {} };
  // Charts are laid out for 640 to 820 pixels; wider ones are drawn anew, then fitted to the sheet.
  const WIDEST = 820;
  const INKS = ["color", "background-color", "fill", "stroke", "border-top-color",
    "border-right-color", "border-bottom-color", "border-left-color"];
  let undo = [];

  const everything = function* (root) {
    for (const each of root.querySelectorAll("*")) {
      yield each;
      if (each.shadowRoot) yield* everything(each.shadowRoot);
    }
  };

  const fit = (chart) => {
    const frame = chart.querySelector(".svg-container");
    if (!frame) return;
    if (window.Plotly && frame.clientWidth > WIDEST) {
      window.Plotly.relayout(chart, { width: WIDEST });
      undo.push(() => window.Plotly.relayout(chart, { width: null, autosize: true }));
    }
    const { clientWidth: width, clientHeight: height } = frame;
    frame.style.setProperty("--wide", `${width}px`);
    frame.style.setProperty("--shape", width / height);
    for (const svg of frame.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      undo.push(() => svg.removeAttribute("viewBox"));
    }
  };

  // A colour of the dark theme in the light one; one that is in neither gets the other lightness.
  const parse = (text) => text.match(/^rgba?\(([^)]+)\)$/)?.[1].split(",").map(Number);
  const lightened = ([red, green, blue, alpha = 1]) => {
    const hex = "#" + [red, green, blue].map((n) => n.toString(16).padStart(2, "0")).join("");
    const known = window.atlasPaper.colours[hex];
    const turn = 255 - Math.max(red, green, blue) - Math.min(red, green, blue);
    const [r, g, b] = known
      ? [1, 3, 5].map((at) => parseInt(known.slice(at, at + 2), 16))
      : [red, green, blue].map((n) => n + turn);
    return `rgba(${r}, ${g}, ${b}, ${alpha})`;
  };

  const lighten = () => {
    const changes = [];
    for (const each of everything(document)) {
      const now = getComputedStyle(each);
      if (now.getPropertyValue("--turned") || !each.style) continue; // by a filter of its own
      for (const ink of INKS) {
        const read = parse(now.getPropertyValue(ink));
        if (read && read[3] !== 0) changes.push([each, ink, lightened(read)]);
      }
    }
    const before = new Map(changes.map(([each]) => [each, each.getAttribute("style")]));
    for (const [each, ink, value] of changes) each.style.setProperty(ink, value, "important");
    undo.push(() => {
      for (const [each, style] of before) {
        if (style === null) each.removeAttribute("style");
        else each.setAttribute("style", style);
      }
    });
  };

  window.addEventListener("beforeprint", () => {
    for (const chart of document.querySelectorAll(".js-plotly-plot")) fit(chart);
    if (Object.keys(window.atlasPaper.colours).length) lighten();
  });
  window.addEventListener("afterprint", () => {
    for (const each of undo.reverse()) each();
    undo = [];
  });
}

// The colours of charts come with the page: it is asked for anew when the computer turns dark or
// light, as at dusk.
const SCHEME = window.matchMedia("(prefers-color-scheme: dark)");

export default function ({ data, setTriggerValue }) {
  window.atlasPaper.colours = data.colours;
  // Two frames: by then Streamlit's own page has turned, and says so when it asks.
  SCHEME.onchange = () =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTriggerValue("turned", true)));
}
