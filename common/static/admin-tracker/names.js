// Names the fields of the administration that have no name of their own: a searchable select, whose
// widget is named after its value only and has no name while it is empty, after its label; a field
// in a table after the heading of its column. A heading without a word is none.
"use strict";

const WIDGETS = "[role=combobox], [role=textbox], [role=searchbox]";
const IN_TABLES = ".tabular td input:not([type=hidden]), .tabular td select, .tabular td textarea";

function nameOf(field) {
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`) || heading(field);
  return (label?.textContent || "").trim().replace(/:$/, "");
}

function heading(field) {
  const cell = field.closest("td[class*=field-]");
  const column = cell && [...cell.classList].find((name) => name.startsWith("field-"));
  return column && cell.closest("table").querySelector(`th.${CSS.escape(column.replace("field-", "column-"))}`);
}

function nameWidgets() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    for (const widget of select.nextElementSibling?.querySelectorAll(WIDGETS) || []) {
      widget.setAttribute("aria-label", nameOf(select));
    }
  }
  for (const field of document.querySelectorAll(IN_TABLES)) {
    const name = field.labels?.length || field.hasAttribute("aria-label") ? "" : nameOf(field);
    if (name) {
      field.setAttribute("aria-label", name);
    }
  }
  for (const corner of document.querySelectorAll(".tabular thead th:empty")) {
    const cell = document.createElement("td");
    cell.className = corner.className;
    corner.replaceWith(cell);
  }
}

// After the widgets' own script, which waits for the same moment.
window.django?.jQuery?.(nameWidgets);
document.addEventListener("formset:added", () => setTimeout(nameWidgets));
