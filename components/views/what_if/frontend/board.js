// Puts the markup made in Python on the page. Nothing comes back.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".wi-root");
  if (!root) return;
  if (root.atlasMarkup !== data.markup) {
    root.innerHTML = data.markup;
    root.atlasMarkup = data.markup;
  }
  root.dataset.figures = data.mark;
  requestAnimationFrame(() => {
    root.dataset.painted = data.mark;
    root.dataset.paintedAt = String(performance.now());
  });
}
