// A country's page: the week slider of its hotspots, which map, list and level follow, and the filters of its events.
"use strict";

async function slider() {
  const section = document.getElementById("hotspots"), range = document.getElementById("week");
  if (!range) return;
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

// The list of events under the filters; the rows of all weeks are fetched when a filter is first used.
const EVENT_COLUMNS = ["day", "heading", "lang", "kind", "place", "unit", "killed", "actors", "href", "week", "state", "told"];
const MOST_EVENTS = 300;

function events() {
  const form = document.getElementById("event-filters");
  if (!form) return;
  const [words, kind, unit, actor, killed, from, to] = ["words", "kind", "unit", "actor", "killed", "from", "to"].map((id) => document.getElementById(`e-${id}`));
  const fields = [words, kind, unit, actor, killed, from, to].filter(Boolean);
  const body = document.getElementById("event-list").tBodies[0], said = document.getElementById("e-said");
  const drawn = [...body.rows], told = said.textContent;
  let loaded = null, run = 0;
  const all = () => (loaded ??= fetch("events.json").then((answer) => answer.json())
    .then((rows) => rows.map((row) => Object.fromEntries(EVENT_COLUMNS.map((name, k) => [name, row[k]])))));
  const row = (e) => {
    const name = e.href ? make("a", { href: document.body.dataset.root + e.href }, quoted(e.heading, e.lang)) : quoted(e.heading, e.lang);
    const state = e.state === "planned" || e.state === "alleged" ? [" ", make("span", { class: "soft" }, e.state)] : [];
    return make("tr", {}, make("td", { class: "day" }, e.day), make("td", {}, name, ...state), make("td", { class: "wide" }, e.kind),
      make("td", { class: "wide" }, e.place), make("td", { class: "num" }, e.told));
  };
  const filter = async () => {
    const own = ++run;
    if (fields.every((field) => !field.value.trim())) {
      body.replaceChildren(...drawn);
      said.textContent = told;
      return;
    }
    const rows = await all();
    if (own !== run) return;
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const found = rows.filter((e) => (!kind.value || e.kind === kind.value) && (!unit?.value || e.unit === unit.value)
      && (!actor?.value || e.actors.includes(actor.value)) && (!killed.value || (e.killed ?? 0) >= Number(killed.value))
      && (!from.value || e.day >= from.value) && (!to.value || e.day <= to.value)
      && wanted.every((word) => fold(`${e.heading} ${e.place}`).includes(word)));
    body.replaceChildren(...found.slice(0, MOST_EVENTS).map(row));
    said.textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} events${found.length > MOST_EVENTS ? `; the first ${MOST_EVENTS} are shown` : ""}.`;
  };
  let typing = 0;
  for (const field of fields) field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => filter().catch(() => { said.textContent = "The list of events could not be loaded."; }), 150);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}

events();
