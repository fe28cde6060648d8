// Puts the markup made in Python on the page, and keeps link clicks within the session.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".ap-root");
  if (!root) return;
  if (root.atlasMarkup !== data.markup) {
    // Focus and the tables' sideways scroll outlive a change of figures.
    const scrolled = [...root.querySelectorAll(".ap-scroll")].map((box) => box.scrollLeft);
    root.innerHTML = data.markup;
    root.atlasMarkup = data.markup;
    root.querySelectorAll(".ap-scroll").forEach((box, i) => (box.scrollLeft = scrolled[i] || 0));
  }
  root.onclick = (event) => {
    if (event.target.closest("[data-print]")) {
      window.print();
      return;
    }
    const link = event.target.closest("a[data-page]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("follow", { page: link.dataset.page, indicator: link.dataset.indicator });
  };
}
