// The comparison of countries: a file a country, drawn as lines with a name at each end, and told in numbers.
"use strict";

const MOST = 6;
const DASHES = ["", "7 3", "2 3", "10 3 2 3", "4 4", "12 4"];

async function compare() {
  const site = await (await fetch("site.json")).json();
  const weeks = site.weeks.map(([week]) => week);
  const [add, from, to] = ["add", "from", "to"].map((id) => document.getElementById(id));
  const chosen = document.getElementById("chosen"), canvas = document.getElementById("canvas");
  const said = document.getElementById("compare-status"), body = document.getElementById("numbers").tBodies[0];
  const loaded = new Map();
  let codes = [];

  const series = (code) => {
    if (!loaded.has(code)) loaded.set(code, fetch(`${code}/series.json`).then((answer) => answer.json()));
    return loaded.get(code);
  };
  const svg = (kind, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const keep = () => {
    const query = new URLSearchParams({ c: codes.join(","), from: from.value, to: to.value });
    history.replaceState(null, "", `?${query}`);
  };

  // The level's own scale: every level is as high as any other, however many points of the score it spans.
  const bounds = [...Object.keys(site.levels).map(Number).sort((a, b) => a - b), 100];
  const named = bounds.slice(0, -1).map((low) => site.levels[low]);
  const scale = (score) => {
    const step = Math.min(named.length - 1, bounds.findLastIndex((low) => low <= score));
    return (step + (score - bounds[step]) / (bounds[step + 1] - bounds[step])) / named.length;
  };

  function draw(found, span) {
    const width = Math.max(320, canvas.clientWidth), height = 320, left = 72, right = width < 600 ? 44 : 150, top = 12, bottom = 28;
    const x = (i) => left + (span.length < 2 ? 0 : (i / (span.length - 1)) * (width - left - right));
    const y = (score) => top + (1 - scale(score)) * (height - top - bottom);
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `Threat levels of ${found.map((s) => s.name).join(", ")}; the table below gives the numbers` });
    bounds.forEach((score, step) => {
      picture.append(svg("line", { x1: left, x2: width - right, y1: y(score), y2: y(score), class: "grid" }));
      if (step === bounds.length - 1) return;
      picture.append(svg("text", { x: left - 6, y: y((score + bounds[step + 1]) / 2) + 4, "text-anchor": "end", class: "tick" }, named[step]));
    });
    const every = Math.max(1, Math.ceil(span.length / Math.max(2, Math.floor((width - left - right) / 92))));
    span.forEach((week, i) => {
      if (i % every === 0) picture.append(svg("text", { x: x(i), y: height - 8, "text-anchor": i ? "middle" : "start", class: "tick" }, week));
    });
    const ends = [];
    found.forEach((one, index) => {
      const at = new Map(one.week.map((week, i) => [week, i]));
      let path = "", pen = "M", last = null;
      span.forEach((week, i) => {
        const k = at.get(week);
        if (k === undefined || one.level[k] === 0) { pen = "M"; return; }
        path += `${pen}${x(i).toFixed(1)} ${y(one.score[k]).toFixed(1)}`;
        pen = "L";
        last = [x(i), y(one.score[k])];
      });
      if (!last) return;
      picture.append(svg("path", { d: path, class: `line c${index}`, "stroke-dasharray": DASHES[index] }));
      picture.append(svg("circle", { cx: last[0], cy: last[1], r: 3, class: `dot c${index}` }));
      ends.push({ one, index, y: last[1] });
    });
    ends.sort((a, b) => a.y - b.y);
    ends.forEach((end, i) => { if (i && end.y < ends[i - 1].y + 15) end.y = ends[i - 1].y + 15; });
    ends.toReversed().forEach((end, i) => { end.y = Math.min(end.y, height - bottom - 4 - 15 * i); });  // none over the weeks below
    for (const { one, index, y: at } of ends) {
      const name = width < 600 ? one.country : one.name;
      picture.append(svg("text", { x: width - right + 8, y: at + 4, class: `name c${index}` }, name));
    }
    canvas.replaceChildren(picture);
  }

  function numbers(found, span) {
    const inside = new Set(span);
    body.replaceChildren(...found.map((one) => {
      const rows = one.week.map((week, i) => ({ week, score: one.score[i], level: one.level[i], articles: one.articles[i] })).filter((r) => inside.has(r.week));
      const known = rows.filter((r) => r.level > 0);
      const peak = known.reduce((best, r) => (best && best.score >= r.score ? best : r), null);
      const mean = known.length ? known.reduce((sum, r) => sum + r.score, 0) / known.length : null;
      const cell = (value) => make("td", { class: "num" }, value);
      return make("tr", {}, make("th", { scope: "row" }, make("a", { href: `${one.country}/index.html` }, one.name)),
        cell(mean === null ? "–" : mean.toFixed(1)), cell(peak ? peak.score.toFixed(1) : "–"),
        make("td", {}, ...(peak ? [make("a", { href: `${one.country}/${peak.week}.html` }, peak.week), " ", level(peak.level)] : ["–"])),
        cell(String(known.filter((r) => r.level >= 4).length)), cell(String(rows.length - known.length)),
        cell(rows.reduce((sum, r) => sum + r.articles, 0).toLocaleString("en")));
    }));
  }

  async function show() {
    const [first, last] = [weeks.indexOf(from.value), weeks.indexOf(to.value)].sort((a, b) => a - b);
    const span = weeks.slice(first, last + 1);
    keep();
    chosen.replaceChildren(...codes.map((code, index) => {
      const remove = make("button", { type: "button", class: "quiet", "aria-label": `Remove ${site.countries[code]}` }, "×");
      remove.addEventListener("click", () => { codes = codes.filter((other) => other !== code); show(); add.focus(); });
      return make("li", { class: `c${index}` }, site.countries[code], " ", remove);
    }));
    for (const option of add.options) option.disabled = codes.includes(option.value) || (option.value !== "" && codes.length >= MOST);
    const found = await Promise.all(codes.map(series));
    draw(found, span);
    numbers(found, span);
    said.textContent = codes.length >= MOST ? "Six countries at most." : codes.length ? "" : "Choose a country.";
  }

  const asked = new URLSearchParams(location.search);
  codes = [...new Set((asked.get("c") ?? "").split(","))].filter((code) => Object.hasOwn(site.countries, code)).slice(0, MOST);
  if (!asked.has("c")) codes = site.suggested;
  from.value = weeks.includes(asked.get("from")) ? asked.get("from") : weeks[Math.max(0, weeks.length - 52)];
  to.value = weeks.includes(asked.get("to")) ? asked.get("to") : weeks.at(-1);
  add.addEventListener("change", () => { if (add.value) { codes.push(add.value); add.value = ""; show(); } });
  from.addEventListener("change", show);
  to.addEventListener("change", show);
  document.getElementById("compare").addEventListener("submit", (event) => event.preventDefault());
  let resizing = 0;
  addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(show, 150); });
  await show();
}

compare();
