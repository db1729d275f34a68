// The coding table by keyboard. Everything here has a plain way as well: the table is one form.
"use strict";

(() => {
  const form = document.querySelector("[data-coding]");
  const rows = [...form.querySelectorAll("[data-coding-row]")];
  const KEYS = {
    i: "implemented",
    p: "in_progress",
    l: "planned",
    n: "not_implemented",
    a: "not_applicable",
    o: "no_information",
    x: "",
  };
  let here = null;

  const statusOf = (row) => row.querySelector("[data-status]");
  const isCoded = (row) => statusOf(row).value && !row.querySelector("[data-carried]");
  const isUncoded = (row) => row.hasAttribute("data-asked") && !isCoded(row);

  function count() {
    const asked = rows.filter((row) => row.hasAttribute("data-asked"));
    const coded = asked.filter((row) => !isUncoded(row)).length;
    form.querySelector("[data-coding-count]").textContent = coded;
    form.querySelector("progress").value = coded;
    for (const row of rows) {
      row.classList.toggle("coded", Boolean(isCoded(row)));
    }
  }

  // A textarea is as high as its text where the style sheet alone cannot make it so.
  function grow(area) {
    if (!CSS.supports("field-sizing", "content")) {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    }
  }

  function focusOn(row, selector) {
    (row.querySelector(selector) || statusOf(row)).focus();
  }

  function step(row, by, selector) {
    const order = by > 0 ? rows.slice(rows.indexOf(row) + 1) : rows.slice(0, rows.indexOf(row)).reverse();
    const next = order.find((other) => other.checkVisibility());
    if (next) {
      focusOn(next, selector);
    }
  }

  // The next row after the last one worked in that is asked about and not coded, from the top
  // again at the end.
  function nextUncoded() {
    const after = rows.indexOf(here) + 1;
    const order = [...rows.slice(after), ...rows.slice(0, after)];
    const next = order.find(isUncoded);
    if (next) {
      focusOn(next, "[data-status]");
    }
  }

  // The Latin letter of a key, also on keyboards that have others printed on it.
  function letter(event) {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
  }

  function onStatus(event, row) {
    const key = letter(event);
    if (key in KEYS) {
      statusOf(row).focus();
      statusOf(row).value = KEYS[key];
      statusOf(row).dispatchEvent(new Event("change", { bubbles: true }));
    } else if (key === "j" || key === "k") {
      step(row, key === "j" ? 1 : -1, "[data-status]");
    } else if (key === "u") {
      nextUncoded();
    } else if (key === "f") {
      form.querySelector("[data-coding-filter]").click();
    } else if (key === "b") {
      const before = row.querySelector("[data-before]");
      before?.toggleAttribute("open");
    } else if (key === "c" || key === "y") {
      row.querySelector(key === "c" ? "[data-carry]" : "[data-confirm]")?.click();
    } else {
      return;
    }
    event.preventDefault();
  }

  function onPage(event, row) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      step(row, by, "[data-page]");
      event.preventDefault();
    }
  }

  // To a row by its paragraph's number

  const goto = form.querySelector("[data-coding-goto]");
  const wanted = goto.querySelector("input");
  const answer = goto.querySelector("[data-coding-goto-says]");

  function digits(text) {
    const latin = text.normalize("NFKC").replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x0660);
    return latin.trim().replace(/\.$/, "").toLowerCase();
  }

  // Where several documents have one, the next after the row last worked in.
  function rowOfParagraph(number) {
    const after = rows.indexOf(here) + 1;
    const order = [...rows.slice(after), ...rows.slice(0, after)];
    return order.find((row) => digits(row.querySelector("th").textContent) === number);
  }

  function askForParagraph() {
    wanted.value = "";
    answer.textContent = "";
    wanted.focus();
  }

  function goToParagraph() {
    const number = digits(wanted.value);
    const row = number && rowOfParagraph(number);
    if (!row) {
      answer.textContent = number ? goto.dataset.saysNone : "";
      return;
    }
    answer.textContent = "";
    if (!row.checkVisibility()) {
      form.querySelector("[data-coding-filter]").click();
    }
    focusOn(row, "[data-status]");
    row.scrollIntoView({ block: "nearest" });
  }

  wanted.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      goToParagraph();
    } else if (event.key === "Escape") {
      focusOn(here || rows[0], "[data-status]");
    } else {
      return;
    }
    event.preventDefault();
  });

  // What is typed into a field is no key.
  function isTyping(target) {
    return target.matches("textarea, input:not([type=checkbox]), select:not([data-status])");
  }

  function isOfSuggestion(event) {
    const suggestion = event.target.closest("[data-suggestion]");
    return Boolean(suggestion?.querySelector(`[data-key="${letter(event)}"]`));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    if (event.key === "?") {
      form.querySelector(".coding-keys").toggleAttribute("open");
    } else if (letter(event) === "g") {
      askForParagraph();
    } else if (event.target.matches("[data-status]") || isOfSuggestion(event)) {
      return; // The letters of the row, or of the suggestion.
    } else {
      // Elsewhere the letters are those of the row last worked in, which takes the focus.
      onStatus(event, event.target.closest("[data-coding-row]") || here || rows[0]);
      return;
    }
    event.preventDefault();
  });

  goto.hidden = false;

  function save() {
    form.requestSubmit(form.querySelector("[data-coding-save]"));
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && letter(event) === "s") {
      event.preventDefault();
      save();
    }
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-coding-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.target.matches("[data-status]")) {
      onStatus(event, row);
    } else if (event.target.matches("[data-page]")) {
      // Enter in a field would save half-way through the table.
      if (event.key === "Enter") {
        event.preventDefault();
      }
      onPage(event, row);
    }
  });

  form.addEventListener("focusin", (event) => {
    here = event.target.closest("[data-coding-row]") || here;
    form.dataset.here = here ? here.id : "";
  });

  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) {
      grow(event.target);
    }
  });

  // A row that somebody changes is carried over no more.
  form.addEventListener("change", (event) => {
    event.target.closest("[data-coding-row]")?.querySelector("[data-carried]")?.remove();
    count();
  });

  // Filled by the program: by what was kept, or by somebody else's answer.
  form.addEventListener("filled", (event) => {
    if (event.target.matches("textarea")) {
      grow(event.target);
    }
    count();
  });

  form.querySelector("[data-coding-next]").addEventListener("click", (event) => {
    event.preventDefault();
    nextUncoded();
  });

  count();
  form.querySelectorAll("textarea").forEach(grow);
  document.querySelector("[data-coding-errors]")?.focus();
  // Back at the row whose button was pressed, once the browser has gone to it in its own way.
  const target = rows.find((row) => `#${row.id}` === location.hash);
  if (target) {
    window.addEventListener("load", () => setTimeout(() => focusOn(target, "[data-status]"), 0));
  }
})();
