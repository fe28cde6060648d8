// Entry of the map component. Streamlit calls the default export at mounting and again whenever
// the data or the theme change; the maps themselves are made once and kept beside their root.

import { decode } from "./payload.js";
import { fetchJson, hasWebGL, loadMapLibre } from "./geometry.js";
import { Pane } from "./pane.js";

const instances = new WeakMap();
// Where the person had got to, for when the map comes back after the table or another page.
let left = null;
const HERE = new URL(".", import.meta.url);

const PANE = `
  <div class="heading"><span class="title" data-part="title"></span>
    <span class="subtitle" data-part="subtitle"></span></div>
  <div class="frame">
    <div class="canvas" data-part="canvas"></div>
    <div class="tip" data-part="tip" aria-hidden="true" hidden></div>
    <div class="error" data-part="error" role="status" hidden></div>
  </div>
  <div class="legend" data-part="legend"></div>`;

// The map asks for its shapes only when its own code runs; asked for now, they are on their way.
const asked = new Set();
function askForShapes(header) {
  const { url, names } = header.geometry;
  if (!asked.has(url)) {
    asked.add(url);
    fetchJson(names).catch(() => {}); // told where it is used
    fetch(url).catch(() => {});
  }
  return header;
}

class Choropleth {
  constructor(parent) {
    this.parent = parent;
    this.panes = [];
    this.calls = 0;
    this.moving = false;
    this.root = document.createElement("div");
    this.root.className = "choropleth";
    this.root.setAttribute("role", "group");
    // A map measures its frame when it is made, so the styles must be there first.
    this.styled = Promise.all(
      ["maplibre-gl.css", "choropleth.css"].map((file) => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = new URL(file, HERE).href;
        parent.append(link);
        return new Promise((resolve) => (link.onload = link.onerror = resolve));
      })
    );
    parent.append(this.root);
  }

  async update({ data, setTriggerValue, setStateValue }) {
    this.send = setTriggerValue;
    const call = ++this.calls;
    if (!hasWebGLOnce()) {
      setStateValue("webgl", "missing");
      return;
    }
    const [header, maplibregl] = await Promise.all([
      decode(data).then(askForShapes),
      loadMapLibre(new URL("maplibre-gl.js", HERE).href),
      this.styled,
    ]);
    if (this.gone || call !== this.calls) return; // a newer choice is already on its way
    const repeated = header.version === this.header?.version;
    this.header = header;
    if (repeated) return;
    this.root.setAttribute("aria-label", header.label);
    this.root.style.setProperty("--map-height", header.height);
    this.root.dataset.dark = String(header.theme.name === "dark");
    this.arrange(header, maplibregl);
    await Promise.all(this.panes.map((pane) => pane.update(header)));
  }

  arrange(header, maplibregl) {
    const wanted = header.layers.length;
    while (this.panes.length > wanted) this.panes.pop().remove();
    this.root.dataset.maps = wanted;
    while (this.panes.length < wanted) {
      const index = this.panes.length;
      const node = document.createElement("section");
      node.className = "pane";
      node.innerHTML = PANE;
      node.setAttribute("aria-label", header.layers[index].title);
      this.root.append(node);
      const pane = new Pane(node, index, maplibregl, header, {
        moved: (from) => this.moveTogether(from),
        picked: (code) => this.pick(code),
      });
      if (index > 0) pane.follow(this.panes[0].camera());
      else if (left?.bounds === header.bounds_key) pane.follow(left.camera);
      this.panes.push(pane);
    }
    this.panes.forEach((pane, index) =>
      pane.root.setAttribute("aria-label", header.layers[index].title)
    );
  }

  moveTogether(from) {
    if (this.moving) return;
    this.moving = true;
    const camera = from.camera();
    left = { bounds: this.header.bounds_key, camera };
    this.panes.forEach((pane) => pane !== from && pane.follow(camera));
    this.moving = false;
  }

  // Outline at once; Python follows with the card.
  pick(code) {
    const chosen = { code, url: code ? this.header.geometry.url : "" };
    this.panes.forEach((pane) => pane.choose(chosen, false));
    this.send("picked", code);
  }

  remove() {
    this.gone = true;
    this.panes.forEach((pane) => pane.remove());
    this.panes = [];
    this.root.remove();
    instances.delete(this.parent);
  }
}

let webgl;
function hasWebGLOnce() {
  webgl ??= hasWebGL();
  return webgl;
}

export default async function choropleth(component) {
  const parent = component.parentElement;
  let instance = instances.get(parent);
  if (!instance) {
    instance = new Choropleth(parent);
    instances.set(parent, instance);
  }
  await instance.update(component);
  // Streamlit also calls this when a newer update overtakes this one, with the page still there.
  return () => setTimeout(() => (parent.host ?? parent).isConnected || instance.remove(), 0);
}
