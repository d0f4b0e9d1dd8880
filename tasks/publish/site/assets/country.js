// The week slider of a country's hotspots: the map, the list and the level follow it.
"use strict";

async function slider() {
  const section = document.getElementById("hotspots"), range = document.getElementById("week");
  const weeks = await (await fetch("hotspots.json")).json();
  const drawn = new DOMParser().parseFromString(await (await fetch("hotspots.svg")).text(), "image/svg+xml");
  const layers = new Map([...drawn.querySelectorAll("g.ww-week")].map((layer) => [layer.dataset.week, layer]));
  const name = document.getElementById("week-name"), list = document.getElementById("week-list");
  const verdict = document.getElementById("week-level"), none = document.getElementById("week-none");
  const long = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  const day = (week) => new Date(`${week}T00:00:00Z`).toLocaleDateString("en-US", long);
  let layer = section.querySelector("svg g.ww-week");
  const show = () => {
    const { week, label, level: rank, hotspots } = weeks[Number(range.value)];
    name.textContent = `${day(week)} (${label})`;
    range.setAttribute("aria-valuetext", name.textContent);
    verdict.replaceChildren(level(rank), " ", make("a", { href: `${week}.html` }, `Report of ${day(week)}`));
    none.hidden = hotspots.length > 0;
    list.replaceChildren(...hotspots.map(([place, intensity, trend, detail]) => make("li", {}, make("b", {}, place), " ",
      make("span", { class: "soft" }, `intensity ${intensity} of 5, ${trend}`), make("br"), detail)));
    if (!layer) return;
    const next = layers.get(week) ?? document.createElementNS("http://www.w3.org/2000/svg", "g");
    next.removeAttribute("hidden");
    next.removeAttribute("display");
    layer.replaceWith(next);
    layer = next;
  };
  range.addEventListener("input", show);
  range.disabled = false;
}

slider();
