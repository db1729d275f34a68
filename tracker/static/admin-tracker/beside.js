// The report beside the table goes to the page of the row that somebody works in.
"use strict";

(() => {
  const frame = document.querySelector("[data-beside]");
  const form = document.querySelector("[data-coding]");
  const address = frame.getAttribute("src");
  let shown = "";

  function follow(event) {
    const row = event.target.closest("[data-coding-row]");
    if (!row || !event.target.matches("[data-page], [data-status]")) {
      return;
    }
    const page = row.querySelector("[data-page]").value.trim();
    const file = row.querySelector("[name$='-attachment']");
    const isOther = file && file.value && file.value !== frame.dataset.beside;
    if (/^\d+$/.test(page) && page !== shown && !isOther) {
      shown = page;
      frame.contentWindow.location.replace(`${address}?page=${page}`);
    }
  }

  form.addEventListener("focusin", follow);
  form.addEventListener("change", follow);
})();
