// What every page has: the theme switch, citations that open, tables that sort and filter. Pages read well without it.
"use strict";

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const LEVELS = ["Insufficient evidence", "Low", "Guarded", "Elevated", "High", "Severe"];
const RTL = new Set(["ar", "arc", "azb", "ckb", "dv", "fa", "glk", "he", "ks", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]);
const level = (rank) => make("span", { class: `level lv${rank}` }, LEVELS[rank]);
const quoted = (text, lang) =>
  make("bdi", { lang, dir: lang === "und" ? "auto" : RTL.has(lang.split("-")[0]) ? "rtl" : "ltr" }, text);

function themes() {
  const button = document.getElementById("theme");
  const dark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const show = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to ${dark() ? "light" : "dark"} colours`); };
  button.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* not kept */ }
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
  button.disabled = false;
}

// A citation shows its source on hover, focus and tap; Escape, a tap elsewhere or leaving closes it; a second tap goes there.
function citations() {
  const card = document.getElementById("cite");
  if (!card) return;
  let shown = null, pending = 0, opened = 0;
  const close = () => {
    clearTimeout(pending);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  };
  const open = (link) => {
    clearTimeout(pending);
    if (shown === link) return;
    const source = document.getElementById(link.getAttribute("href").slice(1));
    if (!source) return;
    if (shown) shown.removeAttribute("aria-describedby");
    card.replaceChildren(...[...source.children].map((child) => child.cloneNode(true)));
    card.hidden = false;
    shown = link;
    opened = performance.now();
    link.setAttribute("aria-describedby", "cite");
    const at = link.getBoundingClientRect(), width = card.offsetWidth, height = card.offsetHeight;
    const left = Math.max(8, Math.min(at.left + at.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
    const above = at.top > height + 16;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(above ? at.top - height - 8 : at.bottom + 8) + scrollY}px`;
  };
  const later = () => { clearTimeout(pending); pending = setTimeout(close, 250); };
  for (const link of document.querySelectorAll("a.cite")) {
    link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") open(link); });
    link.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") later(); });
    link.addEventListener("focus", () => open(link));
    link.addEventListener("blur", later);
    link.addEventListener("click", (event) => {
      // A tap opens the card first (it has also just given the focus); with it open, the link leads to the annex.
      if (shown !== link || (event.detail > 0 && performance.now() - opened < 400 && event.pointerType !== "mouse")) {
        event.preventDefault();
        open(link);
      } else close();
    });
  }
  card.addEventListener("pointerenter", () => clearTimeout(pending));
  card.addEventListener("pointerleave", later);
  card.addEventListener("focusin", () => clearTimeout(pending));
  card.addEventListener("focusout", later);
  addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  addEventListener("pointerdown", (event) => {
    if (!card.contains(event.target) && !event.target.closest?.("a.cite")) close();
  });
}

// An anchor inside a closed <details> opens it.
function anchors() {
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded) { folded.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
}

function tables() {
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if ("fixed" in head.dataset) return;
      const button = make("button", { type: "button", class: "sort" }, ...head.childNodes);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
        const rows = [...table.tBodies[0].rows];
        const numeric = rows.every((row) => value(row) === "" || !Number.isNaN(Number(value(row).replaceAll(",", ""))));
        const first = numeric ? "descending" : "ascending";
        const order = head.getAttribute("aria-sort") === first ? (numeric ? "ascending" : "descending") : first;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const number = (row) => Number(value(row).replaceAll(",", ""));
        rows.sort((a, b) => sign * (numeric ? number(a) - number(b) : value(a).localeCompare(value(b))));
        table.tBodies[0].append(...rows);
      });
    });
  }
  for (const input of document.querySelectorAll("input[data-filters]")) {
    const rows = [...document.getElementById(input.dataset.filters).tBodies[0].rows];
    const said = document.getElementById("filtered");
    input.disabled = false;
    input.addEventListener("input", () => {
      const wanted = fold(input.value);
      let count = 0;
      for (const row of rows) {
        row.hidden = !fold(row.cells[0].textContent + " " + row.cells[1].textContent).includes(wanted);
        count += !row.hidden;
      }
      said.textContent = wanted ? `${count} of ${rows.length}` : "";
    });
  }
}

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

// Of many citations the first three are shown; the button unfolds the others.
function unfolding() {
  for (const button of document.querySelectorAll("button.unfold")) {
    button.addEventListener("click", () => {
      button.previousElementSibling.classList.add("shown");
      button.previousElementSibling.querySelector("a").focus();
      button.remove();
    });
  }
}

themes();
unfolding();
citations();
anchors();
tables();
