// Shows that a form which takes a while is being worked on, and keeps it from being sent twice.
// The form says in data-busy what is going on.
"use strict";

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (form.querySelector(".busy")) {
      event.preventDefault();
      return;
    }
    const said = document.createElement("label");
    said.className = "busy";
    said.setAttribute("role", "status");
    said.append(form.dataset.busy, document.createElement("progress"));
    form.append(said);
  });
}

// The browser's way back shows the page as it was left.
window.addEventListener("pageshow", () => {
  for (const said of document.querySelectorAll(".busy")) said.remove();
});
