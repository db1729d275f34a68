// Keeps what is typed until it is saved, and says moments in the reader's own time. Pages work without.
"use strict";

// What was typed stays in this browser under the person and the page, and goes once it is saved:
// a session that ends or a connection that drops loses nothing, and nobody else is shown it.
function keep(form) {
  const name = `poa-my:${form.dataset.keep}`;
  const fields = () => [...form.elements].filter((f) => f.name && f.type !== "file" && f.type !== "submit" && !f.name.includes("csrf") && !f.name.endsWith("-seen"));
  const initial = (f) => (f.type === "checkbox" ? f.defaultChecked : f.tagName === "SELECT" ? ([...f.options].find((o) => o.defaultSelected) || f.options[0]).value : f.defaultValue);
  const present = (f) => (f.type === "checkbox" ? f.checked : f.value);
  const id = (f) => (f.type === "checkbox" ? `${f.name}=${f.value}` : f.name);
  const mark = form.querySelector("[data-unsaved]");

  function store() {
    const typed = {};
    for (const f of fields()) if (present(f) !== initial(f)) typed[id(f)] = present(f);
    const any = Object.keys(typed).length > 0;
    if (mark) mark.hidden = !any && !("refused" in form.dataset);
    try {
      if (any) localStorage.setItem(name, JSON.stringify(typed));
      else localStorage.removeItem(name);
    } catch { /* A browser that keeps nothing: saving still works. */ }
  }

  function restore() {
    let typed;
    try { typed = JSON.parse(localStorage.getItem(name) || "{}"); } catch { return; }
    for (const f of fields()) {
      if (!(id(f) in typed)) continue;
      if (f.type === "checkbox") f.checked = typed[id(f)];
      else f.value = typed[id(f)];
    }
    store();
  }

  // A refused page holds what was typed already; after a save the fields agree and the store empties.
  if (!("refused" in form.dataset)) restore();
  else store();
  form.addEventListener("input", store);
  form.addEventListener("change", store);
}

function local(time) {
  const moment = new Date(time.dateTime);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === "UTC" || Number.isNaN(moment.getTime())) return;
  const words = moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  time.append(` (${words}, ${zone})`);
}

document.querySelectorAll("form[data-keep]").forEach(keep);
document.querySelectorAll("time[data-local]").forEach(local);
document.querySelector("[role=alert]")?.focus();
