// Arrow keys and clickers turn the slides; F is full screen, Escape ends. One listener at a time.
const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter", "n", "N"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace", "p", "P"]);

function busy(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  // Keys that a focused control uses itself stay with it.
  if (target.closest("input, textarea, select, [contenteditable], [role=slider], [role=listbox]")) return true;
  return [" ", "Enter"].includes(event.key) && Boolean(target.closest("button, a, summary, [role=button]"));
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const move = (where) => setTriggerValue("move", { where, from: data.slide, time: Date.now() });
  const onKey = (event) => {
    if (busy(event)) return;
    let where = "";
    if (FORWARD.has(event.key)) where = "next";
    else if (BACK.has(event.key)) where = "previous";
    else if (event.key === "Home") where = "first";
    else if (event.key === "End") where = "last";
    else if (event.key === "Escape" || event.key === "b" && event.shiftKey) where = "end";
    else if (event.key === "q" || event.key === "Q") where = "link";
    else if (event.key === "f" || event.key === "F") {
      fullScreen();
      event.preventDefault();
      return;
    } else return;
    event.preventDefault();
    move(where);
  };
  // Streamlit calls this at every update: the listener of the update before must go.
  if (window.atlasPresentKeys) document.removeEventListener("keydown", window.atlasPresentKeys);
  window.atlasPresentKeys = onKey;
  document.addEventListener("keydown", onKey);
  const button = parentElement.querySelector("[data-full]");
  if (button) button.onclick = fullScreen;
  const heading = document.querySelector(".st-key-present_slide h1");
  // A screen reader hears the new slide: its heading takes the focus.
  if (heading && heading.dataset.slide !== String(data.slide)) {
    heading.dataset.slide = String(data.slide);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  window.scrollTo(0, 0);
  return () => document.removeEventListener("keydown", onKey);
}
