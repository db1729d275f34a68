// Who signs out leaves nothing unsaved behind for the next person at this computer.
"use strict";

document.addEventListener("submit", (event) => {
  if (event.target.method === "post" && event.target.getAttribute("action")?.endsWith("/logout/")) {
    Object.keys(localStorage)
      .filter((key) => key.startsWith("poa-coding:") || key.startsWith("poa-my:"))
      .forEach((key) => localStorage.removeItem(key));
  }
});
