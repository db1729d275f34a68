// Checking the coding by keyboard: every button works without this.
"use strict";

(() => {
  const buttons = [...document.querySelectorAll("[data-check]")];

  function go(by) {
    const at = buttons.indexOf(document.activeElement);
    buttons[at < 0 ? 0 : Math.min(Math.max(at + by, 0), buttons.length - 1)]?.focus();
  }

  // The Latin letter of a key, also on keyboards that have others printed on it.
  function letter(event) {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) {
      return;
    }
    const key = letter(event);
    if (key === "j" || key === "k") {
      go(key === "j" ? 1 : -1);
    } else if (key === "v") {
      (buttons.includes(document.activeElement) ? document.activeElement : buttons[0])?.click();
    } else {
      return;
    }
    event.preventDefault();
  });

  // After one is checked, on to the first below it that is not.
  if (location.hash) {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const isBelow = (button) => row.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = row && buttons.find(isBelow);
    window.addEventListener("load", () => setTimeout(() => next?.focus(), 0));
  }
})();
