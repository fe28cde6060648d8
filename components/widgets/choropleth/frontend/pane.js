// One map with its title, hover and legend. The page's data arrive through `update`; the camera,
// the chosen area and the drawn tiles outlive every update.

import { fetchJson, findShape, boundsOf } from "./geometry.js";
import { describe } from "./words.js";
import { renderLegend } from "./legend.js";
import * as style from "./style.js";

// Degrees a person may pan beyond the region. The map cannot zoom out beyond these limits, so a
// wide, low map needs much room at its sides to show the whole region.
const MARGIN = { sides: 3.5, ends: 1 };
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function box(bounds) {
  return [
    [bounds[0], bounds[1]],
    [bounds[2], bounds[3]],
  ];
}

export class Pane {
  constructor(root, index, maplibregl, header, events) {
    this.root = root;
    this.index = index;
    this.lib = maplibregl;
    this.events = events;
    this.fills = [];
    this.names = null;
    this.hovered = null;
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.theme = header.theme;
    const touch = window.matchMedia("(pointer: coarse)").matches;
    const limits = header.limits;
    this.map = new maplibregl.Map({
      container: this.part("canvas"),
      style: style.emptyStyle(header.theme),
      bounds: box(header.bounds),
      fitBoundsOptions: { padding: 12 },
      maxBounds: [
        [limits[0] - MARGIN.sides, limits[1] - MARGIN.ends],
        [limits[2] + MARGIN.sides, limits[3] + MARGIN.ends],
      ],
      maxZoom: 15,
      attributionControl: false,
      cooperativeGestures: touch,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      renderWorldCopies: false,
      trackResize: true,
      locale: {
        "Map.Title": header.layers[index].label,
        "CooperativeGesturesHandler.MobileHelpText": "Use two fingers to move the map",
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    this.listen();
    this.ready = new Promise((resolve) => this.map.once("style.load", resolve));
    this.queue = this.ready;
  }

  // Updates run one after another, so a fast second choice never overtakes the first.
  update(header) {
    this.queue = this.queue.then(() => this.apply(header)).catch((error) => this.fail(error));
    return this.queue;
  }

  fail(error) {
    const note = this.part("error");
    note.hidden = false;
    note.textContent = `The map could not be drawn: ${error.message} Use the table instead.`;
    console.error(error);
  }

  async apply(header) {
    if (this.gone) return;
    const layer = header.layers[this.index];
    const recoloured = JSON.stringify(this.theme) !== JSON.stringify(header.theme);
    this.theme = header.theme;
    this.layer = layer;
    this.part("title").textContent = layer.title;
    this.part("subtitle").textContent = layer.period;
    this.map.getCanvas().setAttribute("aria-label", layer.label);
    if (this.geometry?.url !== header.geometry.url || recoloured) {
      this.draw(header.geometry);
    }
    this.paint(header.geometry.count);
    this.showGaps(header.geometry);
    this.showOutlined();
    renderLegend(this.part("legend"), layer, header.theme);
    this.hideTip();
    if (this.fitted !== header.bounds_key) {
      // One map leads and the other follows: two flights at once would stop each other.
      if (this.fitted !== undefined && this.index === 0) this.fit(header.bounds);
      this.fitted = header.bounds_key;
    }
    await this.choose(header.chosen, true);
    this.names = await fetchJson(header.geometry.names);
    this.noteCamera();
    this.root.dataset.version = header.version;
  }

  // Lay down sources and layers for one level (LSOA, MSOA, ...). Only a change of level or of
  // theme comes here.
  draw(geometry) {
    const { map, theme } = this;
    this.geometry = geometry;
    this.fills = [];
    const { layers, sources } = map.getStyle();
    layers.forEach(({ id }) => id !== "background" && map.removeLayer(id));
    Object.keys(sources).forEach((id) => map.removeSource(id));
    map.setPaintProperty("background", "background-color", theme.surface);
    const areas = { type: "geojson", tolerance: 0.25, buffer: 16, maxzoom: 13 };
    map.addSource("areas", { ...areas, data: geometry.url });
    map.addSource("authorities", { ...areas, data: geometry.authorities });
    map.addSource("outline", { ...areas, data: geometry.outline });
    for (const id of ["hovered", "chosen", "names"]) {
      map.addSource(id, { type: "geojson", data: style.emptyCollection() });
    }
    style.areaLayers(theme).forEach((item) => map.addLayer(item));
    style.topLayers(theme).forEach((item) => map.addLayer(item));
    this.setImage(style.NO_FIGURE, style.hatchImage(theme));
    this.setImage(style.HELD_BACK, style.dotsImage(theme));
    this.gapKey = "";
    this.chosenKey = undefined;
    this.drawNames(geometry).catch((error) => this.fail(error));
  }

  setImage(id, image) {
    if (this.map.hasImage(id)) this.map.removeImage(id);
    this.map.addImage(id, image, { pixelRatio: 2 });
  }

  // Where names would meet, the authority with more residents keeps its own.
  async drawNames(geometry) {
    const [labels, { areas }] = await Promise.all([
      fetchJson(geometry.labels),
      fetchJson(geometry.authority_names),
    ]);
    if (this.gone || this.geometry !== geometry) return;
    const residents = new Map(areas.map(([code, , , people]) => [code, people]));
    const font = getComputedStyle(this.root).fontFamily;
    const features = labels.features
      .filter(({ properties }) => properties.level === geometry.label_level)
      .map(({ properties: { code, name }, geometry: point }) => {
        this.setImage(`name-${code}`, style.nameImage(name, this.theme, font));
        const order = -(residents.get(code) || 0);
        return { type: "Feature", properties: { code, order }, geometry: point };
      });
    this.map.getSource("names").setData({ type: "FeatureCollection", features });
  }

  // Give each area its class colour; only areas whose colour changed are touched.
  paint(count) {
    const { layer, map } = this;
    for (let id = 0; id < count; id += 1) {
      const fill = layer.class[id] === 255 ? null : layer.colours[layer.class[id]];
      if (this.fills[id] !== fill) {
        map.setFeatureState({ source: "areas", id }, { fill: fill || "rgba(0,0,0,0)" });
        this.fills[id] = fill;
      }
    }
    // The first picture is there when its tiles are; later ones with the next frame.
    const drawn = () => {
      const overtaken = this.layer !== layer;
      if (!overtaken && !map.isSourceLoaded("areas")) return;
      map.off("render", drawn);
      if (overtaken) return;
      this.root.dataset.paintedAt = String(performance.now());
      this.root.dataset.painted = layer.key;
    };
    map.on("render", drawn);
    map.triggerRepaint();
  }

  // Patterns for areas without a figure, on their own source, so that indicators without gaps
  // pay nothing for them.
  showGaps(geometry) {
    const { layer, map } = this;
    const ids = { [style.NO_FIGURE]: [], [style.HELD_BACK]: [] };
    layer.has = { missing: false, suppressed: false };
    for (let id = 0; id < geometry.count; id += 1) {
      const status = layer.statuses[layer.status[id]];
      if (status === "missing" || status === "suppressed") {
        layer.has[status] = true;
        ids[status === "missing" ? style.NO_FIGURE : style.HELD_BACK].push(id);
      }
    }
    const key = JSON.stringify(ids);
    if (key === this.gapKey) return;
    this.gapKey = key;
    const any = layer.has.missing || layer.has.suppressed;
    if (any && !map.getSource("gaps")) {
      map.addSource("gaps", { type: "geojson", tolerance: 0.25, maxzoom: 13, data: geometry.url });
    }
    for (const [pattern, members] of Object.entries(ids)) {
      const filter = ["match", ["id"], members.length ? members : [-1], true, false];
      if (map.getLayer(`gaps-${pattern}`)) {
        map.setFilter(`gaps-${pattern}`, filter);
      } else if (members.length) {
        const item = { id: `gaps-${pattern}`, type: "fill", source: "gaps", filter };
        map.addLayer({ ...item, paint: { "fill-pattern": pattern } }, "edges");
      }
    }
  }

  // A line around areas that belong together, as clusters do. No layer until there is one.
  showOutlined() {
    const { layer, map, theme } = this;
    const members = layer.outlined;
    if (!members.length && !map.getLayer("outlined")) return;
    const filter = ["match", ["id"], members.length ? members : [-1], true, false];
    if (map.getLayer("outlined")) {
      map.setFilter("outlined", filter);
      return;
    }
    const paint = { "line-color": theme.text, "line-width": 1.6 };
    map.addLayer({ id: "outlined", type: "line", source: "areas", filter, paint }, "authorities");
  }

  // Outline the chosen area; one that was not clicked here (search, link) comes into view.
  async choose(chosen, comeIntoView) {
    const key = `${chosen.code}@${chosen.url}`;
    if (key === this.chosenKey) return;
    this.chosenKey = key;
    const source = this.map.getSource("chosen");
    if (!chosen.code) {
      source.setData(style.emptyCollection());
      return;
    }
    const shape = chosen.url ? await findShape(chosen.url, chosen.code) : null;
    if (this.gone || this.chosenKey !== key) return;
    this.map.getSource("chosen").setData(shape || style.emptyCollection());
    if (shape && comeIntoView && this.index === 0) this.bringIntoView(boundsOf(shape.geometry));
  }

  bringIntoView(bounds) {
    const shown = this.map.getBounds();
    const inside = shown.contains([bounds[0], bounds[1]]) && shown.contains([bounds[2], bounds[3]]);
    const wide = (bounds[2] - bounds[0]) * 12 > shown.getEast() - shown.getWest();
    if (!(inside && wide)) this.fit(bounds, 11.2);
  }

  fit(bounds, maxZoom = 15) {
    const padding = maxZoom === 15 ? 12 : 90;
    this.map.fitBounds(box(bounds), { padding, maxZoom, duration: calm() ? 0 : 600 });
  }

  listen() {
    const { map } = this;
    const pick = (event) => {
      if (!map.getLayer("areas")) return null;
      const hit = map.queryRenderedFeatures(event.point, { layers: ["areas"] })[0];
      if (!hit || !this.layer || this.layer.status[hit.id] === 255) return null;
      return hit;
    };
    map.on("mousemove", (event) => this.hover(pick(event), event.point));
    map.on("mouseout", () => this.hover(null));
    map.on("movestart", () => this.hideTip());
    map.on("move", () => this.events.moved(this));
    map.on("moveend", () => this.noteCamera());
    map.on("click", (event) => {
      const hit = pick(event);
      if (!hit) return;
      this.hover(hit, event.point);
      this.events.picked(hit.properties.code);
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.events.picked("");
    });
  }

  hover(hit, point) {
    const id = hit ? hit.id : null;
    if (id !== this.hovered) {
      this.hovered = id;
      this.map.getCanvas().style.cursor = hit ? "pointer" : "";
      this.outlineHovered(hit);
    }
    if (id === null || !this.names) {
      this.hideTip();
      return;
    }
    this.showTip(describe(id, this.names, this.layer), point);
  }

  // The exact shape, once it is here: tiles would cut an area at their edges.
  async outlineHovered(hit) {
    const { url } = this.geometry;
    const shape = hit ? await findShape(url, hit.properties.code) : null;
    if (this.gone || this.hovered !== (hit ? hit.id : null)) return;
    this.map.getSource("hovered")?.setData(shape || style.emptyCollection());
  }

  showTip(words, point) {
    const tip = this.part("tip");
    const line = (tag, text) => {
      const node = document.createElement(tag);
      node.textContent = text;
      return node;
    };
    const rows = [line("strong", words.name)];
    if (words.place) rows.push(line("span", words.place));
    rows.push(line("b", words.figure), ...words.rows.map((text) => line("span", text)));
    tip.replaceChildren(...rows);
    tip.hidden = false;
    const { clientWidth: width, clientHeight: height } = this.part("canvas");
    const left = point.x + 14 + tip.offsetWidth > width ? point.x - 14 - tip.offsetWidth : point.x + 14;
    const top = Math.min(point.y + 14, height - tip.offsetHeight - 4);
    tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  hideTip() {
    this.part("tip").hidden = true;
  }

  follow(camera) {
    this.map.jumpTo(camera);
  }

  camera() {
    return { center: this.map.getCenter(), zoom: this.map.getZoom() };
  }

  // For tests and benchmarks, which cannot see inside WebGL.
  noteCamera() {
    const { center, zoom } = this.camera();
    const numbers = [center.lng, center.lat, zoom];
    this.root.dataset.camera = numbers.map((number) => number.toFixed(4)).join(" ");
  }

  remove() {
    this.gone = true;
    this.map.remove();
    this.root.remove();
  }
}
