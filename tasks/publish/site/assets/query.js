// The data page, where DuckDB is installed with the site: a question in SQL is answered here, by files of this site alone.
import { AsyncDuckDB, VoidLogger } from "./duckdb/duckdb-browser.mjs";

const SHOWN = 500;
const tables = new Map([...document.querySelectorAll("#tables li")].map((item) => [item.textContent, item.dataset.quarters.split(" ")]));
const editor = document.getElementById("statement");
const run = document.getElementById("run");
const said = document.getElementById("said");
const answer = document.getElementById("answer");
let engine = null;

// A worker made of a blob stands under this page's policy; one with an address of its own would not.
async function start() {
  const here = (name) => new URL(`assets/duckdb/${name}`, document.baseURI).href;
  const source = `importScripts(${JSON.stringify(here("duckdb-browser-eh.worker.js"))});`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const database = new AsyncDuckDB(new VoidLogger(), worker);
  await database.instantiate(here("duckdb-eh.wasm"));
  await database.open({});
  const connection = await database.connectInternal();
  await database.runQuery(connection, "set autoinstall_known_extensions = false; set autoload_known_extensions = false");
  return { database, connection, loaded: new Set() };
}

// The module has no reader of Parquet, so the same rows come as Arrow streams, a quarter each, and take the files' name.
async function load({ database, connection, loaded }, table) {
  if (loaded.has(table)) return;
  const name = `data/${table}-*.parquet`;
  let create = true;
  for (const quarter of tables.get(table)) {
    const got = await fetch(`data/${table}-${quarter}.arrows`);
    if (!got.ok) throw new Error(`data/${table}-${quarter}.arrows: ${got.status}`);
    await database.insertArrowFromIPCStream(connection, new Uint8Array(await got.arrayBuffer()), { name, schema: "main", create });
    create = false;
  }
  await database.runQuery(connection, `create view ${table} as from "${name}"`);
  loaded.add(table);
}

// Answers come back as CSV with every value quoted, so that nothing and an empty text differ.
async function rows({ database, connection }, sql) {
  const file = `answer-${crypto.getRandomValues(new Uint32Array(2)).join("-")}.csv`;
  await database.registerEmptyFileBuffer(file);
  await database.runQuery(connection, `copy (${sql}) to '${file}' (format csv, header, force_quote *, use_tmp_file false)`);
  const text = new TextDecoder().decode(await database.copyFileToBuffer(file));
  await database.dropFile(file);
  return parse(text);
}

function parse(text) {
  const found = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*))(,|\n|$)/g)) {
    if (quoted === undefined && bare === "" && end === "") break;
    found.at(-1).push(quoted === undefined ? null : quoted.replaceAll('""', '"'));
    if (end === "\n") found.push([]);
  }
  return found.filter((row) => row.length);
}

async function ask() {
  const statement = editor.value.trim().replace(/;\s*$/, "");
  if (!statement) return;
  run.disabled = true;
  answer.replaceChildren();
  try {
    if (!engine) said.textContent = "Loading DuckDB, once a visit …";
    engine ??= await start();
    said.textContent = "Asking …";
    for (const table of tables.keys()) if (new RegExp(`\\b${table}\\b`, "i").test(statement)) await load(engine, table);
    const begun = performance.now();
    await engine.database.runQuery(engine.connection, `create or replace temp view answer as ${statement}`);
    const types = (await rows(engine, "select column_type from (describe answer)")).slice(1).map(([type]) => type);
    const [head, ...body] = await rows(engine, `from answer limit ${SHOWN + 1}`);
    show(head, types, body.slice(0, SHOWN));
    const count = body.length > SHOWN ? `The first ${SHOWN} rows` : `${body.length} row${body.length === 1 ? "" : "s"}`;
    said.textContent = `${count}, ${Math.round(performance.now() - begun)} ms`;
  } catch (error) {
    said.textContent = String(error.message ?? error).split("\n    at ")[0];
  }
  run.disabled = false;
}

function show(head, types, body) {
  const table = document.createElement("table");
  const numeric = types.map((type) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.endsWith("[]"));
  const line = (kind, cells) => {
    const row = document.createElement("tr");
    cells.forEach((text, column) => {
      const cell = row.appendChild(document.createElement(kind));
      if (kind === "th") cell.scope = "col";
      if (numeric[column]) cell.className = "num";
      cell.dir = "auto";
      cell.append(text ?? make("span", { class: "soft" }, "null"));
    });
    return row;
  };
  table.createTHead().append(line("th", head));
  table.createTBody().append(...body.map((row) => line("td", row)));
  answer.append(table);
}

for (const query of document.querySelectorAll(".query")) {
  const button = query.querySelector(".ask");
  button.hidden = false;
  button.addEventListener("click", () => {
    editor.value = query.querySelector("code").textContent;
    document.getElementById("ask").scrollIntoView();
    editor.focus({ preventScroll: true });
    ask();
  });
}
run.addEventListener("click", ask);
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
});
run.disabled = false;
