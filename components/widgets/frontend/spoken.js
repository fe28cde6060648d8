// What a screen reader says: a slider's name once and its value with the unit, buttons of a kind
// told apart by what they belong to, and the result of a change in one sentence.
if (!window.atlasSpoken) {
  window.atlasSpoken = { units: {} };
  const HEADINGS = "h1, h2, h3, h4, .stSlider label, .stSelectbox label";
  // The arrow of a list is for the mouse: the list beside it has the name.
  const KINDS = 'button:not([role="radio"], [tabindex="-1"]), a[href], summary';
  const ours = new WeakMap(); // control -> the name we gave it and the one it had

  const words = (each) => {
    const copy = each.cloneNode(true);
    for (const hidden of copy.querySelectorAll('[data-testid="stIconMaterial"], svg, style')) {
      hidden.remove();
    }
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  const sliders = (root) => {
    for (const each of root.querySelectorAll('.stSlider input[type="range"]')) {
      const group = each.closest('[role="group"]');
      const thumbs = [...group.querySelectorAll('input[type="range"]')];
      if (each.hasAttribute("aria-labelledby")) {
        // The label stands on the thumb and on the group around it, and both were read.
        each.removeAttribute("aria-labelledby");
        const label = group.getAttribute("aria-label") ?? each.getAttribute("aria-label");
        if (thumbs.length === 1) group.removeAttribute("aria-label");
        else each.setAttribute("aria-label", `${label}, ${thumbs.indexOf(each) ? "most" : "least"}`);
      }
      const unit = window.atlasSpoken.units[each.getAttribute("aria-label")];
      const shown = each.getAttribute("aria-valuetext") ?? each.value;
      if (unit && !shown.endsWith(unit.many) && !shown.endsWith(unit.one)) {
        each.setAttribute("aria-valuetext", shown + (Number(shown) === 1 ? unit.one : unit.many));
      }
    }
  };

  // The name a control has by itself.
  const own = (each) => {
    const given = each.getAttribute("aria-label");
    const known = ours.get(each);
    if (known && known.given !== given) ours.delete(each); // the page has named it anew
    return ours.has(each) ? ours.get(each).label : given;
  };

  const tell = (each, name) => {
    const label = own(each);
    if (each.getAttribute("aria-label") === name) return;
    ours.set(each, { given: name, label });
    each.setAttribute("aria-label", name);
  };

  const untell = (each) => {
    own(each);
    const known = ours.get(each);
    if (!known) return;
    if (known.label === null) each.removeAttribute("aria-label");
    else each.setAttribute("aria-label", known.label);
    ours.delete(each);
  };

  // Controls with one name are told apart by the heading they stand under, else by what is written
  // strong first since the last of them, else by their number.
  const about = (kind) => {
    const found = kind.map(() => "");
    for (const of of [(it) => it.heading, (it) => it.strong, (it) => `${it.heading} ${it.number}`]) {
      const counts = new Map();
      for (const it of kind) counts.set(of(it), (counts.get(of(it)) ?? 0) + 1);
      kind.forEach((it, at) => {
        if (!found[at] && of(it) && counts.get(of(it)) === 1) found[at] = of(it).trim();
      });
    }
    return found;
  };

  const names = (root) => {
    const kinds = new Map();
    let heading = "", strong = "", last = "";
    for (const each of root.querySelectorAll(`${HEADINGS}, strong, ${KINDS}`)) {
      if (each.matches(KINDS)) {
        const name = each.getClientRects().length && (own(each) ?? words(each));
        if (!name) continue;
        const kind = kinds.get(name) ?? [];
        kind.push({ each, heading, strong, number: kind.length + 1 });
        kinds.set(name, kind);
        last = strong;
      } else if (each.matches("strong")) {
        if (!each.closest(KINDS) && (!strong || strong === last)) strong = words(each);
      } else {
        heading = words(each);
        strong = last = "";
      }
    }
    for (const [name, kind] of kinds) {
      if (kind.length === 1) untell(kind[0].each);
      else about(kind).forEach((said, at) => tell(kind[at].each, `${name}: ${said}`));
    }
  };

  // Results: the last sentence that the page keeps for it, once a change has been worked out.
  const note = document.createElement("div");
  note.className = "atlas-said";
  note.setAttribute("role", "status");
  let said = null, acted = false;
  for (const kind of ["pointerdown", "keydown", "change"]) {
    document.addEventListener(kind, () => (acted = true), true);
  }
  // Of a page that keeps no sentence for it: what is shown, and what is found first.
  const shown = () => {
    const heading = document.querySelector("h1");
    if (!heading) return "";
    const below = heading.closest('[data-testid="stElementContainer"]')?.nextElementSibling;
    const first = document.querySelector('[data-testid="stMain"] h3');
    return [heading, below, first].filter(Boolean).map(words).join(". ");
  };
  const announce = () => {
    if (!note.isConnected) document.body.append(note);
    const app = document.querySelector('[data-testid="stApp"]');
    if (app?.getAttribute("data-test-script-state") !== "notRunning") return;
    const sentence =
      [...document.querySelectorAll(".atlas-say")].at(-1)?.textContent.trim() || shown();
    if (!sentence || sentence === said) return;
    if (said !== null && acted) note.textContent = sentence; // what opens is read anyway
    said = sentence;
  };

  let due = false;
  const look = () => {
    due = false;
    const root = document.querySelector('[data-testid="stApp"]');
    if (!root) return;
    sliders(root);
    names(root);
    announce();
  };
  const soon = () => {
    if (due) return;
    due = true;
    setTimeout(look, 100);
  };
  window.atlasSpoken.look = soon; // the page may be whole before this script is there
  new MutationObserver((changes) => {
    if (changes.some((each) => each.attributeName === "aria-valuetext")) sliders(document);
    soon();
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["aria-valuetext", "aria-label", "data-test-script-state", "open"],
  });
}

export default function ({ data }) {
  Object.assign(window.atlasSpoken.units, data.units);
  window.atlasSpoken.look();
}
