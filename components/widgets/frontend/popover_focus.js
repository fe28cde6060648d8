// Tab goes from the button of an open box into the box, and out of it to what follows the button.
// Streamlit draws the box at the end of the document, some forty Tab stops away.
if (!window.atlasPopoverFocus) {
  window.atlasPopoverFocus = true;

  const STOPS =
    'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), ' +
    'textarea:not([disabled]), summary, [tabindex]:not([tabindex="-1"]), [data-tabindex]';

  // While the focus is outside, Streamlit takes a box's own stops away and keeps what they were.
  const canStop = (each) =>
    each.hasAttribute("data-tabindex") ? each.dataset.tabindex !== "-1" : each.tabIndex >= 0;

  const stops = (within) =>
    [...within.querySelectorAll(STOPS)].filter(
      (each) => canStop(each) && each.getClientRects().length > 0,
    );

  // A group of radio buttons is one stop.
  const sameStop = (one, other) =>
    one === other || (one.type === "radio" && other.type === "radio" && one.name === other.name);

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
      const box = document.querySelector('[data-testid="stPopoverBody"]');
      const button = document.querySelector(
        '[data-testid="stPopover"] button[aria-expanded="true"]',
      );
      if (!box || !button) return;
      const inside = stops(box);
      const here = document.activeElement;
      let next = null;
      if (here === button && !event.shiftKey) next = inside[0];
      else if (box.contains(here) && inside.length) {
        if (event.shiftKey && sameStop(here, inside[0])) next = button;
        else if (!event.shiftKey && sameStop(here, inside.at(-1))) {
          const outside = stops(document).filter((each) => !box.contains(each));
          next = outside[outside.indexOf(button) + 1];
        }
      } else if (here === document.body) {
        // What was pressed is gone, as after a deletion: go on in the box, not at the page's top.
        next = event.shiftKey ? inside.at(-1) : inside[0];
      }
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
    true,
  );
}
