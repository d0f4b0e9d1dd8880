// Zoom and pan of a map: buttons, keys and dragging. Without it the map is as it is drawn.
"use strict";

const STEP = 1.6, MOST = 12;

function pan(box) {
  const svg = box.querySelector("svg");
  if (!svg) return;
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  let view = { x: 0, y: 0, zoom: 1 }, from = null, moved = false;
  const show = () => {
    const wide = width / view.zoom, tall = height / view.zoom;
    view.x = Math.max(0, Math.min(width - wide, view.x));
    view.y = Math.max(0, Math.min(height - tall, view.y));
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${wide} ${tall}`);
    box.classList.toggle("zoomed", view.zoom > 1);
    out.disabled = whole.disabled = view.zoom <= 1;
    within.disabled = view.zoom >= MOST;
  };
  const zoom = (factor, cx = view.x + width / view.zoom / 2, cy = view.y + height / view.zoom / 2) => {
    const next = Math.max(1, Math.min(MOST, view.zoom * factor)), ratio = view.zoom / next;
    view = { x: cx - (cx - view.x) * ratio, y: cy - (cy - view.y) * ratio, zoom: next };
    show();
  };
  const button = (text, label, act) => {
    const made = make("button", { type: "button", class: "quiet", "aria-label": label }, text);
    made.addEventListener("click", act);
    return made;
  };
  const within = button("+", "Zoom in", () => zoom(STEP));
  const out = button("−", "Zoom out", () => zoom(1 / STEP));
  const whole = button("All", "Show the whole map", () => { view = { x: 0, y: 0, zoom: 1 }; show(); });
  const bar = make("div", { class: "zoom", role: "group", "aria-label": box.dataset.pan }, within, out, whole);
  box.append(bar);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || view.zoom <= 1) return;
    event.preventDefault();
    view.x += step[0] * width / view.zoom / 6;
    view.y += step[1] * height / view.zoom / 6;
    show();
  });
  svg.addEventListener("pointerdown", (event) => {
    moved = false;
    if (view.zoom > 1 && event.button === 0) from = { x: event.clientX, y: event.clientY, view: { ...view } };
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const scale = width / view.zoom / svg.clientWidth, dx = event.clientX - from.x, dy = event.clientY - from.y;
    if (Math.hypot(dx, dy) > 4) moved = true;
    view = { ...from.view, x: from.view.x - dx * scale, y: from.view.y - dy * scale };
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { from = null; });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
  svg.addEventListener("dblclick", (event) => {
    const at = svg.getBoundingClientRect(), scale = width / view.zoom / at.width;
    zoom(STEP, view.x + (event.clientX - at.left) * scale, view.y + (event.clientY - at.top) * scale);
  });
  show();
}

for (const box of document.querySelectorAll("[data-pan]")) pan(box);
