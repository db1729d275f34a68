// A page that comes back after a button or Ctrl+S stands where it stood: as far down, with the same
// field in use, and the same page of the file beside it. Kept for this tab until the page is back.
"use strict";

(() => {
  const KEPT = "poa-coding-place";
  const SOON = 60 * 1000;
  const frame = document.querySelector("[data-beside]");

  function fieldIn(name, key) {
    const byName = name && document.querySelector(`[data-coding] [name="${CSS.escape(name)}"]`);
    const row = key && document.getElementById(key);
    return byName || (row && row.querySelector("[data-status]"));
  }

  // The row of the focus; that of a suggestion stands above it.
  function rowOf(element) {
    let row = element.closest("tr");
    while (row && !row.matches("[data-coding-row]")) {
      row = row.previousElementSibling;
    }
    return row ? row.id : "";
  }

  function shownBeside() {
    try {
      return frame ? frame.contentWindow.location.search + frame.contentWindow.location.hash : "";
    } catch {
      return "";
    }
  }

  function remember() {
    const focus = document.activeElement;
    const isOfSuggestion = Boolean(focus.closest("[data-suggestion]"));
    const place = {
      at: Date.now(),
      path: location.pathname,
      down: window.scrollY,
      name: isOfSuggestion ? "" : focus.name || "",
      row: rowOf(focus),
      caret: focus.matches("textarea, input[inputmode]") ? focus.selectionStart : null,
      beside: frame ? frame.dataset.beside : "",
      shown: shownBeside(),
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(place));
    } catch {
      // A browser that keeps nothing goes to the row by its address.
    }
  }

  function kept() {
    try {
      const place = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
      return place && place.path === location.pathname && Date.now() - place.at < SOON ? place : null;
    } catch {
      return null;
    }
  }

  function back(place) {
    const field = fieldIn(place.name, place.row);
    window.scrollTo({ top: place.down, behavior: "instant" });
    if (field) {
      field.focus({ preventScroll: true });
      if (place.caret !== null && field.setSelectionRange) {
        field.setSelectionRange(place.caret, place.caret);
      }
      field.scrollIntoView({ block: "nearest", behavior: "instant" });
    }
  }

  // Before any of them leaves; the page itself decides whether it does.
  document.addEventListener("submit", remember, true);

  const place = kept();
  if (place && !document.querySelector("[data-coding-errors]")) {
    if (frame && place.shown && place.beside === frame.dataset.beside) {
      frame.src = frame.getAttribute("src") + place.shown;
    }
    window.addEventListener("load", () => setTimeout(() => back(place), 0));
  }
})();
