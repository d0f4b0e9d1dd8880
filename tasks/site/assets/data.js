// The data page: copy a query, and run SQL where DuckDB-WASM was put beside the site.
"use strict";

for (const query of document.querySelectorAll(".query")) {
  const statement = query.querySelector("code").textContent;
  const copy = query.querySelector(".copy"), trial = query.querySelector(".try");
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(statement);
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
  }
  if (trial) {
    trial.hidden = false;
    trial.addEventListener("click", () => {
      document.getElementById("statement").value = statement;
      document.getElementById("ask").requestSubmit();
      document.getElementById("statement").focus();
    });
  }
}
