// Suggestions by keyboard: the letter on a button presses it. Every button works without this.
"use strict";

(() => {
  const all = [...document.querySelectorAll("[data-suggestion]")];
  const isListed = Boolean(document.querySelector("[data-suggestions]"));

  // The suggestion that has the focus; on the page of suggestions, else the first.
  function current() {
    return document.activeElement.closest("[data-suggestion]") || (isListed ? all[0] : null);
  }

  function letter(event) {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
  }

  function go(suggestion, by) {
    const next = all[all.indexOf(suggestion) + by];
    if (next) {
      next.querySelector("button").focus();
    }
  }

  // From a row's status in the coding table to the suggestion under it.
  function enter(event) {
    const row = event.target.closest("[data-coding-row]");
    const below = row && row.nextElementSibling;
    const button = below && below.querySelector("[data-suggestion] button");
    if (button && event.target.matches("[data-status]") && letter(event) === "s") {
      button.focus();
      event.preventDefault();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) {
      enter(event);
    }
    const suggestion = current();
    const isTyping = event.target.matches("input, textarea, select");
    if (!suggestion || isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const key = letter(event);
    const button = key && suggestion.querySelector(`[data-key="${key}"]`);
    if (button) {
      button.click();
    } else if (isListed && (key === "j" || key === "k")) {
      go(suggestion, key === "j" ? 1 : -1);
    } else {
      return;
    }
    event.preventDefault();
  });

  if (isListed && all.length) {
    all[0].querySelector("button")?.focus();
  }
})();
