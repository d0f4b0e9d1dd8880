// Search over events and the titles of stories: a file a week, newest first, a quarter of a year at a time.
"use strict";

const QUARTER = 13, SHOWN = 200, BEFORE_ASKED = 12, SUGGESTED = 5;
const NAMES = { border_trade: "border and trade", internal_security: "internal security", other: "other matters" };

// How many letters must change, come or go (Levenshtein).
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length];
}

async function search() {
  const site = await (await fetch("site.json")).json();
  const weeks = site.weeks.map(([week]) => week);
  const [words, country, until, sort] = ["q", "country", "until", "sort"].map((id) => document.getElementById(id));
  const hints = document.getElementById("hints");
  const results = document.getElementById("results"), found = document.getElementById("found"), more = document.getElementById("more");
  const shards = new Map();
  let run = 0;

  const shard = (week) => {
    if (!shards.has(week)) {
      shards.set(week, fetch(`titles/${week}.json`).then((answer) => answer.json()).then(({ events, titles }) => [
        ...events.map((row) => ({ kind: "event", text: fold(`${row[1]} ${row[5]} ${site.countries[row[0]] ?? ""}`), row })),
        ...titles.map((row) => ({ kind: "title", text: fold(`${row[1]} ${row[5]}`), row })),
      ]));
    }
    return shards.get(week);
  };
  const keep = () => {
    const query = new URLSearchParams();
    if (words.value.trim()) query.set("q", words.value.trim());
    if (country.value) query.set("c", country.value);
    if (until.value !== weeks.at(-1)) query.set("until", until.value);
    if (sort.value) query.set("kind", sort.value);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  };
  const event = (week, [code, heading, lang, kind, day, place, toll, href]) => make("li", { class: "event" },
    make("a", { href: href || `${code}/${week}.html` }, quoted(heading, lang)), " ",
    make("span", { class: "where" }, make("b", {}, toll), make("span", {}, `${[kind, place || (site.countries[code] ?? code)].filter(Boolean).join(", ")}, `, make("span", { class: "day" }, day))));
  const title = (week, [code, text, lang, sector, severity, outlet, day]) => {
    const kind = site.sectors[sector];
    return make("li", {}, make("a", { href: `${code}/${week}.html` }, quoted(text, lang)),
      " ", make("span", { class: "where" }, `${[outlet, day, site.countries[code] ?? code, NAMES[kind] ?? kind].filter(Boolean).join(", ")}, gravity ${severity.toFixed(1)}`));
  };
  const item = (week, found) => (found.kind === "event" ? event : title)(week, found.row);
  const look = async (own, last, count) => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const first = Math.max(0, last - QUARTER + 1);
    const span = weeks.slice(first, last + 1).reverse();
    const loaded = await Promise.all(span.map(shard));
    if (own !== run) return;
    for (const [index, rows] of loaded.entries()) {
      for (const entry of rows) {
        if (count >= SHOWN) break;
        if (country.value && entry.row[0] !== country.value) continue;
        if (sort.value && entry.kind !== sort.value) continue;
        if (!wanted.every((word) => entry.text.includes(word))) continue;
        results.append(item(span[index], entry));
        count += 1;
      }
    }
    const back = weeks[first];
    const what = { event: ["event", "events"], title: ["story", "stories"] }[sort.value] ?? ["event or story", "events and stories"];
    found.textContent = `${count >= SHOWN ? `The first ${SHOWN}` : count} ${what[count === 1 ? 0 : 1]} from ${back} to ${until.value}.`;
    if (!count) suggest(wanted, loaded.flat());
    more.hidden = first === 0 || count >= SHOWN;
    more.onclick = () => look(own, first - 1, count);
  };
  // Where nothing was found: the words of the index that are spelt most like a word that stands nowhere in it.
  const suggest = (wanted, entries) => {
    const known = new Map();
    for (const { text } of entries) for (const word of text.split(/[^\p{L}\p{N}]+/u)) known.set(word, (known.get(word) ?? 0) + 1);
    const strange = wanted.filter((word) => !entries.some(({ text }) => text.includes(word)));
    const offers = new Set();
    for (const word of strange) {
      const near = [...known.keys()].filter((other) => other.length > 2 && Math.abs(other.length - word.length) <= 2)
        .map((other) => [distance(word, other), other]).filter(([far]) => far <= Math.max(1, Math.floor(word.length / 3)));
      near.sort((a, b) => a[0] - b[0] || known.get(b[1]) - known.get(a[1]));
      for (const [, other] of near.slice(0, SUGGESTED)) offers.add(words.value.trim().split(/\s+/).map((w) => (fold(w) === word ? other : w)).join(" "));
    }
    hints.replaceChildren(...[...offers].slice(0, SUGGESTED).map((offer) => {
      const button = make("button", { type: "button", class: "quiet" }, offer);
      button.addEventListener("click", () => { words.value = offer; start(); words.focus(); });
      return button;
    }));
    if (offers.size) found.textContent += " Did you mean:";
    else if (country.value || until.value !== weeks.at(-1) || sort.value) found.textContent += " Fewer filters may find more.";
  };
  const unasked = async (own) => {
    const week = until.value, entries = await shard(week);
    if (own !== run) return;
    found.textContent = `Nothing asked yet. The first events of the week of ${week}:`;
    results.append(...entries.filter((entry) => entry.kind === "event").slice(0, BEFORE_ASKED).map((entry) => item(week, entry)));
  };
  const start = () => {
    run += 1;
    keep();
    results.replaceChildren();
    hints.replaceChildren();
    more.hidden = true;
    const lost = () => { found.textContent = "The index could not be loaded."; };
    if (!words.value.trim() && !country.value) { unasked(run).catch(lost); return; }
    found.textContent = "Searching…";
    look(run, weeks.indexOf(until.value), 0).catch(lost);
  };

  const asked = new URLSearchParams(location.search);
  words.value = asked.get("q") ?? "";
  if (site.countries[asked.get("c")]) country.value = asked.get("c");
  if (weeks.includes(asked.get("until"))) until.value = asked.get("until");
  if (["event", "title"].includes(asked.get("kind"))) sort.value = asked.get("kind");
  let typing = 0;
  words.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(start, 200); });
  country.addEventListener("change", start);
  until.addEventListener("change", start);
  sort.addEventListener("change", start);
  document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); start(); });
  start();
}

search();
