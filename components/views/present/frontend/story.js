// The story: every slide is in the page before the first is shown, so a key turns them at once
// and none is lost. The server hears of it only when the person leaves.
const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter", "n", "N"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace", "p", "P"]);
const IDLE = 2000; // ms without movement after which the controls go
const SWIPE = 50; // pixels
const PHONE = "(max-width: 700px)";

function make(tag, name, fields = {}, inside = []) {
  const made = Object.assign(document.createElement(tag), fields);
  if (name) made.className = name;
  made.append(...inside);
  return made;
}

// A picture of a slide in one theme; a phone takes the upright one.
function picture(slide, theme) {
  const image = make("img", "", { src: slide.wide[theme], alt: slide.alt, decoding: "sync" });
  const upright = make("source", "", { media: PHONE, srcset: slide.narrow[theme] || slide.wide[theme] });
  const made = make("picture", "", {}, [upright, image]);
  made.dataset.theme = theme;
  return made;
}

function build(root, data, act) {
  const button = (label, key, what) => {
    const made = make("button", "", { type: "button", title: `Key: ${key}`, onclick: () => act[what]() });
    made.textContent = label;
    made.dataset.act = what;
    return made;
  };
  const figures = data.slides.map((slide) => make("figure", "", {}, [picture(slide, "light"), picture(slide, "dark")]));
  const parts = {
    question: make("p", "story-question"),
    heading: make("h1", "story-sentence", { tabIndex: -1 }),
    foot: make("p", "story-foot"),
    count: make("span", "story-count"),
    figures,
  };
  const said = make("div", "story-said", {}, [parts.question, parts.heading]);
  said.setAttribute("aria-live", "polite");
  const code = data.qr
    ? make("img", "", { src: data.qr, alt: "QR code of this story's link" })
    : make("p", "", { textContent: "The link is too long for a QR code, because of the plan. Copy it." });
  parts.share = make("section", "story-share", { hidden: true }, [
    make("h2", "", { textContent: "This story on your own screen" }),
    code,
    make("p", "", { textContent: data.link }),
    button("Close", "Q", "share"),
  ]);
  parts.share.setAttribute("aria-label", "Link and QR code");
  parts.controls = make("nav", "story-controls", {}, [
    make("div", "story-turn", {}, [
      button("Previous", "left arrow", "back"),
      button("Next", "right arrow or space", "forward"),
      parts.count,
      button("Leave", "Escape", "leave"),
    ]),
    make("div", "story-more", {}, [
      button("Full screen", "F", "full"),
      button("Blank", "B", "blank"),
      button("Dark or light", "D", "dark"),
      button("Link and QR code", "Q", "share"),
    ]),
  ]);
  parts.controls.setAttribute("aria-label", "Controls of the story");
  parts.slide = make("main", "story-slide", {}, [
    said,
    make("div", "story-pictures", {}, figures),
    parts.foot,
  ]);
  parts.cover = make("div", "story-cover", { hidden: true });
  parts.cover.setAttribute("role", "status");
  root.replaceChildren(parts.slide, parts.controls, parts.share, parts.cover);
  for (const [theme, colours] of Object.entries(data.colours)) {
    for (const [name, colour] of Object.entries(colours)) root.style.setProperty(`--${theme}-${name}`, colour);
  }
  return parts;
}

function fullScreen() {
  return document.documentElement.requestFullscreen?.().catch(() => {});
}

function start(root, data, leaveServer) {
  const phone = window.matchMedia(PHONE);
  const state = { key: data.key, at: 0, dark: data.dark, full: false, timer: 0, touch: null };
  const hear = new AbortController();
  const { signal } = hear;
  state.stop = () => {
    hear.abort();
    clearTimeout(state.timer);
  };
  let parts = null;

  const shown = (index) => !phone.matches || Object.keys(data.slides[index].narrow).length > 0;
  const draw = () => {
    const slide = data.slides[state.at];
    root.dataset.theme = state.dark ? "dark" : "light";
    root.dataset.slide = String(state.at + 1);
    const part = slide.part && !phone.matches ? `, ${slide.part}` : "";
    parts.question.textContent = `${slide.question} · ${data.place}${part}`;
    if (parts.heading.textContent !== slide.sentence) parts.heading.textContent = slide.sentence;
    parts.foot.textContent = `${slide.note} ${slide.source}`;
    parts.count.textContent = `${slide.number} of ${data.of}${part}`;
    parts.figures.forEach((figure, number) => figure.classList.toggle("is-shown", number === state.at));
    const ends = { back: [...Array(state.at).keys()], forward: data.slides.map((_, n) => n).slice(state.at + 1) };
    for (const [name, rest] of Object.entries(ends)) {
      parts.controls.querySelector(`[data-act=${name}]`).setAttribute("aria-disabled", String(!rest.some(shown)));
    }
  };
  const go = (step) => {
    cover(false);
    share(false);
    let next = state.at + step;
    while (next >= 0 && next < data.slides.length && !shown(next)) next += step;
    if (next < 0 || next >= data.slides.length) return;
    state.at = next;
    draw();
  };
  const end = (last) => {
    state.at = last ? data.slides.length : -1;
    go(last ? -1 : 1);
  };
  const cover = (on) => {
    parts.cover.hidden = !on;
    parts.cover.textContent = on ? "The screen is blank. B shows the slide again." : "";
    parts.slide.inert = on || !parts.share.hidden;
  };
  const share = (on) => {
    parts.share.hidden = !on;
    parts.slide.inert = on || !parts.cover.hidden;
    if (on) parts.share.querySelector("button").focus();
  };
  const act = {
    forward: () => go(1),
    back: () => go(-1),
    blank: () => cover(parts.cover.hidden),
    share: () => share(parts.share.hidden),
    dark: () => {
      state.dark = !state.dark;
      draw();
    },
    full: () => {
      if (document.fullscreenElement) {
        state.full = false;
        document.exitFullscreen();
      } else fullScreen();
    },
    leave: () => {
      state.full = false;
      if (document.fullscreenElement) document.exitFullscreen();
      leaveServer();
    },
  };
  const awake = () => {
    root.classList.remove("is-idle");
    clearTimeout(state.timer);
    state.timer = setTimeout(() => root.classList.add("is-idle"), IDLE);
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const pressed = event.target instanceof Element && event.target.closest("button");
    if (pressed && [" ", "Enter"].includes(event.key)) return; // the button's own
    const named = { b: "blank", q: "share", d: "dark", f: "full", ".": "blank" }[event.key.toLowerCase()];
    if (FORWARD.has(event.key)) act.forward();
    else if (BACK.has(event.key)) act.back();
    else if (event.key === "Home") end(false);
    else if (event.key === "End") end(true);
    else if (event.key === "Escape") {
      if (!parts.share.hidden) share(false);
      else if (!parts.cover.hidden) cover(false);
      else act.leave();
    } else if (named) act[named]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  parts = build(root, data, act);
  draw();
  document.addEventListener("keydown", onKey, { signal, capture: true });
  for (const kind of ["mousemove", "pointerdown", "focusin"]) root.addEventListener(kind, awake, { signal });
  root.addEventListener("touchstart", (event) => (state.touch = event.changedTouches[0]), { signal, passive: true });
  root.addEventListener("touchend", (event) => {
    const [from, to] = [state.touch, event.changedTouches[0]];
    state.touch = null;
    if (!from || Math.abs(to.clientX - from.clientX) < SWIPE) return;
    if (Math.abs(to.clientX - from.clientX) < 1.5 * Math.abs(to.clientY - from.clientY)) return;
    go(to.clientX < from.clientX ? 1 : -1);
  }, { signal, passive: true });
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement) state.full = true;
    else if (state.full) act.leave(); // Escape ended the full screen: the browser keeps that key
  }, { signal });
  phone.addEventListener("change", () => {
    if (!shown(state.at)) go(-1);
    draw();
  }, { signal });
  parts.heading.focus({ preventScroll: true });
  awake();
  if (navigator.userActivation?.isActive) fullScreen();
  // Decoded now, so that no slide is drawn in pieces when it is turned to.
  Promise.allSettled([...root.querySelectorAll("figure img")].map((image) => image.decode()))
    .then(() => (root.dataset.ready = "yes"));
  return state;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector("[data-story]");
  // Streamlit calls this at every update: a story that is being told goes on where it is.
  if (window.atlasStory?.key !== data.key || window.atlasStory.root !== root) {
    window.atlasStory?.stop();
    window.atlasStory = start(root, data, () => setTriggerValue("leave", Date.now()));
    window.atlasStory.root = root;
  }
  return () => {
    if (root.isConnected) return;
    window.atlasStory?.stop();
    window.atlasStory = undefined;
  };
}
