// What follows from the answers, by keyboard: every choice and button works without this.
"use strict";

(() => {
  const form = document.querySelector("[data-derived]");
  const rows = [...form.querySelectorAll("[data-derived-row]")];
  const choices = rows.map((row) => row.querySelector("[data-decision]")).filter(Boolean);
  const submit = document.querySelector("[data-derived-submit]");
  const KEYS = {
    i: "implemented",
    p: "in_progress",
    l: "planned",
    n: "not_implemented",
    a: "not_applicable",
    o: "no_information",
    h: "keep",
    x: "",
  };

  // The Latin letter of a key, also on keyboards that have others printed on it.
  function letter(event) {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
  }

  function go(by) {
    const at = choices.indexOf(document.activeElement);
    const next = choices[at < 0 ? 0 : Math.min(Math.max(at + by, 0), choices.length - 1)];
    next?.focus();
    next?.closest("[data-derived-row]").scrollIntoView({ block: "center" });
  }

  const isUndecided = (choice) => choice.closest("[data-undecided]") && !choice.value;

  // A letter decides on the row that has the focus, and goes on to the next that is undecided.
  function decide(choice, value) {
    if (![...choice.options].some((option) => option.value === value)) {
      return;
    }
    choice.value = value;
    const next = choices.slice(choices.indexOf(choice) + 1).find(isUndecided);
    if (next) {
      next.focus();
      next.closest("[data-derived-row]").scrollIntoView({ block: "center" });
    }
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, textarea")) {
      return;
    }
    const key = letter(event);
    const choice = choices.includes(target) ? target : null;
    if (event.key === "?") {
      form.querySelector("[data-confirm-keys]")?.toggleAttribute("open");
    } else if (choice && key in KEYS) {
      decide(choice, KEYS[key]);
    } else if (key === "j" || key === "k") {
      go(key === "j" ? 1 : -1);
    } else if (key === "g") {
      form.querySelector("[data-derived-all]")?.click();
    } else {
      return;
    }
    event.preventDefault();
  });

  const first = choices.find(isUndecided);
  const waiting = form.querySelector("[data-derived-all].default");
  window.addEventListener("load", () => setTimeout(() => (first || waiting || submit)?.focus(), 0));
})();
