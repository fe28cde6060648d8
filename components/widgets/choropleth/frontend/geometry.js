// Static files fetched once per page load and shared by both maps: names (for hover and click)
// and shapes (for the outline and the bounds of the chosen area). The map worker fetches the
// painted layer by the same address, so the browser's cache serves it.

const files = new Map();

export function fetchJson(url) {
  if (!files.has(url)) {
    const load = fetch(url).then((response) => {
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      return response.json();
    });
    load.catch(() => files.delete(url));
    files.set(url, load);
  }
  return files.get(url);
}

export async function findShape(url, code) {
  const collection = await fetchJson(url);
  return collection.features.find((feature) => feature.properties.code === code) || null;
}

export function boundsOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else {
      part.forEach(walk);
    }
  };
  walk(geometry.coordinates);
  return box;
}

let library;

// MapLibre is one classic script; two maps and a remounted component share it.
export function loadMapLibre(url) {
  if (window.maplibregl) return Promise.resolve(window.maplibregl);
  if (!library) {
    library = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = () => resolve(window.maplibregl);
      script.onerror = () => {
        library = undefined;
        reject(new Error(`The map library could not be loaded from ${url}.`));
      };
      document.head.append(script);
    });
  }
  return library;
}

export function hasWebGL() {
  try {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2") || canvas.getContext("webgl");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}
