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

  // From a row of the coding table, or from elsewhere the one last worked in, to the suggestion
  // under it.
  function enter(event) {
    const here = document.querySelector("[data-coding]")?.dataset.here;
    const row = event.target.closest("[data-coding-row]") || (here && document.getElementById(here));
    const below = row && row.nextElementSibling;
    const button = below && below.querySelector("[data-suggestion] button");
    const isTyping = event.target.matches("textarea, input:not([type=checkbox]), select:not([data-status])");
    if (button && !isTyping && !current() && letter(event) === "s") {
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
