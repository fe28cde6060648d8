// One press of Back is one step. What a page writes into its address by itself, as the level and
// period it shows when it is come to, is no step: it takes the place of the address come to.
if (!window.atlasHistory) {
  window.atlasHistory = true;
  let pressed = false;
  const push = history.pushState.bind(history);
  for (const kind of ["pointerdown", "keydown", "input", "change"]) {
    document.addEventListener(kind, () => (pressed = true), true);
  }
  window.addEventListener("popstate", () => (pressed = false), true);
  history.pushState = (state, unused, url) => {
    const there = new URL(url ?? location.href, location.href);
    if (pressed || there.pathname !== location.pathname) push(state, unused, url);
    else history.replaceState(state, unused, url);
    pressed = false;
  };
}

export default function () {}
