// What outlives a lost connection: the window. It says that the connection is gone, and in a new
// session hands over what the one before held.

const WORDS =
  "The connection to the server is lost. Nothing can be changed until it is back; it is tried " +
  "again by itself. Keep this page open: your place, plan and presentation wait in it.";

function watch() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || window.atlasWatched === app) return;
  window.atlasWatched = app;
  const note = document.createElement("div");
  note.className = "atlas-offline";
  note.setAttribute("role", "status");
  document.body.append(note);
  const look = () => {
    const there = app.getAttribute("data-test-connection-state") === "CONNECTED";
    note.textContent = there ? "" : WORDS;
  };
  new MutationObserver(look).observe(app, { attributeFilter: ["data-test-connection-state"] });
  look();
}

// The arrow to the pages on a phone is heard as it is labelled; Streamlit calls it a sidebar.
function nameMenu() {
  const arrow = document.querySelector('[data-testid="stExpandSidebarButton"]');
  if (arrow?.getAttribute("aria-label") !== "Menu") arrow?.setAttribute("aria-label", "Menu");
}

export default function ({ data, setTriggerValue }) {
  watch();
  nameMenu();
  if (!window.atlasMenu) {
    window.atlasMenu = true;
    window.addEventListener("resize", () => requestAnimationFrame(nameMenu));
  }
  const before = window.atlasSession;
  window.atlasSession = data;
  if (before && before.session !== data.session) setTriggerValue("before", before.fields);
}
