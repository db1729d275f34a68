// The report beside the table goes to the page of the row, or the suggestion, that somebody works in.
"use strict";

(() => {
  const frame = document.querySelector("[data-beside]");
  const form = document.querySelector("[data-coding]");
  const address = frame.getAttribute("src").split(/[?#]/)[0];
  let shown = "";

  // A file that is shown as text has all its pages at hand; of another one page is drawn.
  function turnTo(page) {
    shown = page;
    const here = frame.contentWindow.location;
    if (frame.contentDocument?.getElementById(`page-${page}`)) {
      here.hash = `page-${page}`;
    } else {
      here.replace(`${address}?page=${page}#page-${page}`);
    }
  }

  function follow(event) {
    const suggestion = event.target.closest("[data-suggestion]");
    const row = event.target.closest("[data-coding-row]");
    let page = "";
    let file = "";
    if (suggestion) {
      page = suggestion.dataset.atPage;
      file = suggestion.dataset.file;
    } else if (row && event.target.matches("[data-page], [data-status]")) {
      page = row.querySelector("[data-page]").value.trim();
      file = row.querySelector("[name$='-attachment']")?.value;
    }
    const isOther = file && file !== frame.dataset.beside;
    if (/^\d+$/.test(page) && page !== shown && !isOther) {
      turnTo(page);
    }
  }

  form.addEventListener("focusin", follow);
  form.addEventListener("change", follow);
})();
