// Gives each searchable select of the administration the name of its label: the widget itself
// is named after its value only, and has no name while it is empty.
"use strict";

function nameWidgets() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const name = (label?.textContent || "").trim().replace(/:$/, "");
    const widgets = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]");
    for (const widget of widgets || []) {
      widget.setAttribute("aria-label", name);
    }
  }
}

// After the widgets' own script, which waits for the same moment.
window.django?.jQuery?.(nameWidgets);
document.addEventListener("formset:added", () => setTimeout(nameWidgets));
