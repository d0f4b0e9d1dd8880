// The data page: copy a query.
"use strict";

for (const query of document.querySelectorAll(".query")) {
  const statement = query.querySelector("code").textContent;
  const copy = query.querySelector(".copy");
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(statement);
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
  }
}
