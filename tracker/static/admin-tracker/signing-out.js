// Who signs out leaves nothing unsaved behind for the next person at this computer.
"use strict";

document.addEventListener("submit", (event) => {
  if (event.target.id === "logout-form") {
    Object.keys(localStorage)
      .filter((key) => key.startsWith("poa-coding:"))
      .forEach((key) => localStorage.removeItem(key));
  }
});
