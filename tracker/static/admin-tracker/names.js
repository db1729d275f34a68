// Gives each searchable select of the administration the name of its label: the widget itself
// is named after its value only, and has no name while it is empty.
"use strict";

function nameWidgets() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const widget = select.nextElementSibling?.querySelector("[role=combobox]");
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (widget && label) {
      widget.removeAttribute("aria-labelledby");
      widget.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
    }
  }
}

window.addEventListener("load", nameWidgets);
document.addEventListener("formset:added", () => setTimeout(nameWidgets));
