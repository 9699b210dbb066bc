// Small conveniences. Every page works without this file.
"use strict";

// A form that came back with faults: go to their list.
document.querySelector(".problems")?.focus();

// What is folded away belongs on paper.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});

// The small menu closes by Escape, and when the focus leaves it.
const menu = document.querySelector(".menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
menu?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// The map of tiles: arrow keys go to the next tile that way.
const map = document.querySelector(".world");
map?.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const from = event.target.closest?.(".tile");
  if (!way || !from) return;
  const centre = (tile) => {
    const box = tile.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = centre(from);
  let nearest = null;
  let least = Infinity;
  for (const tile of map.querySelectorAll(".tile")) {
    const [tx, ty] = centre(tile);
    const along = (tx - x) * way[0] + (ty - y) * way[1];
    const beside = Math.abs((tx - x) * way[1]) + Math.abs((ty - y) * way[0]);
    if (along < 4) continue;
    const distance = along + 3 * beside;
    if (distance < least) [nearest, least] = [tile, distance];
  }
  if (nearest) {
    event.preventDefault();
    nearest.focus();
  }
});

// Buttons that only make sense with scripting.
for (const button of document.querySelectorAll("button[data-does]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.dataset.does === "print") print();
    if (button.dataset.does === "copy") {
      await navigator.clipboard.writeText(button.dataset.text);
      const status = button.parentElement.querySelector("[role=status]");
      if (status) status.textContent = button.dataset.done;
    }
  });
}
