// Search over the titles of stories: a file a week, newest first, a quarter of a year at a time.
"use strict";

const QUARTER = 13, SHOWN = 200;
const NAMES = { border_trade: "border and trade", internal_security: "internal security", other: "other matters" };

async function search() {
  const site = await (await fetch("site.json")).json();
  const weeks = site.weeks.map(([week]) => week);
  const [words, country, until] = ["q", "country", "until"].map((id) => document.getElementById(id));
  const results = document.getElementById("results"), found = document.getElementById("found"), more = document.getElementById("more");
  const shards = new Map();
  let run = 0;

  const shard = (week) => {
    if (!shards.has(week)) {
      shards.set(week, fetch(`titles/${week}.json`).then((answer) => answer.json())
        .then((rows) => rows.map((row) => [fold(row[1]), row])));
    }
    return shards.get(week);
  };
  const keep = () => {
    const query = new URLSearchParams();
    if (words.value.trim()) query.set("q", words.value.trim());
    if (country.value) query.set("c", country.value);
    if (until.value !== weeks.at(-1)) query.set("until", until.value);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  };
  const item = (week, [code, title, lang, sector, severity]) => {
    const kind = site.sectors[sector];
    return make("li", {}, make("a", { href: `${code}/${week}.html` }, quoted(title, lang)),
      make("span", { class: "soft" }, ` ${site.countries[code] ?? code}, week of ${week}, ${NAMES[kind] ?? kind}, gravity ${severity.toFixed(1)}`));
  };
  const look = async (own, last, count) => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const first = Math.max(0, last - QUARTER + 1);
    const span = weeks.slice(first, last + 1).reverse();
    const loaded = await Promise.all(span.map(shard));
    if (own !== run) return;
    for (const [index, rows] of loaded.entries()) {
      for (const [folded, row] of rows) {
        if (count >= SHOWN) break;
        if (country.value && row[0] !== country.value) continue;
        if (!wanted.every((word) => folded.includes(word))) continue;
        results.append(item(span[index], row));
        count += 1;
      }
    }
    const back = weeks[first];
    found.textContent = `${count >= SHOWN ? `The first ${SHOWN}` : count} ${count === 1 ? "story" : "stories"} from ${back} to ${until.value}.`;
    more.hidden = first === 0 || count >= SHOWN;
    more.onclick = () => look(own, first - 1, count);
  };
  const start = () => {
    run += 1;
    keep();
    results.replaceChildren();
    more.hidden = true;
    if (!words.value.trim() && !country.value) { found.textContent = ""; return; }
    found.textContent = "Searching…";
    look(run, weeks.indexOf(until.value), 0).catch(() => { found.textContent = "The index could not be loaded."; });
  };

  const asked = new URLSearchParams(location.search);
  words.value = asked.get("q") ?? "";
  if (site.countries[asked.get("c")]) country.value = asked.get("c");
  if (weeks.includes(asked.get("until"))) until.value = asked.get("until");
  let typing = 0;
  words.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(start, 200); });
  country.addEventListener("change", start);
  until.addEventListener("change", start);
  document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); start(); });
  start();
}

search();
