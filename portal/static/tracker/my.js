// Keeps what is typed until it is saved, and says moments in the reader's own time. Pages work without.
"use strict";

// What was typed stays in this browser under the person and the page, and goes once it is saved:
// a session that ends or a connection that drops loses nothing, and nobody else is shown it. With
// it stays what the row said when it was typed, so that the work of others since is not lost either.
const isBox = (field) => ["checkbox", "radio"].includes(field.type);
const present = (field) => (isBox(field) ? field.checked : field.value);
const id = (field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);
const seenName = (field) => (field.name.includes("-") ? field.name.replace(/-[^-]*$/, "-seen") : "seen");
const isTyped = (field) => field.name && !["file", "submit", "hidden"].includes(field.type);

function shown(field) {
  if (isBox(field)) return field.defaultChecked;
  if (field.tagName !== "SELECT") return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) || field.options[0]).value;
}

function keep(form) {
  const name = `poa-my:${form.dataset.keep}`;
  const typedIn = () => [...form.elements].filter(isTyped);
  const mark = form.querySelector("[data-unsaved]");
  const isRefused = "refused" in form.dataset;
  const hasRows = form.querySelector(".answer-wrong") !== null;
  // A refused page shows what was typed as though it were saved.
  // Where the other person's stands, what was typed is given up.
  const isGivenUp = (field) => form.elements[seenName(field).replace(/-seen$/, "-whose")]?.checked;
  const isUnsaved = (field) => !isGivenUp(field) && (present(field) !== shown(field) || (isRefused && present(field) && (!hasRows || field.closest(".answer-wrong"))));

  function store() {
    const typed = {};
    for (const field of typedIn().filter(isUnsaved)) {
      typed[id(field)] = present(field);
      const seen = form.elements[seenName(field)];
      if (seen) typed[seen.name] = seen.value;
    }
    const isAny = Object.keys(typed).length > 0;
    if (mark) mark.hidden = !isAny;
    try {
      if (isAny) localStorage.setItem(name, JSON.stringify(typed));
      else localStorage.removeItem(name);
    } catch { /* A browser that keeps nothing: saving still works. */ }
  }

  function restore() {
    let typed;
    try { typed = JSON.parse(localStorage.getItem(name) || "{}"); } catch { return; }
    for (const field of typedIn()) {
      // Spaces at the ends are not saved.
      if (!(id(field) in typed) || `${typed[id(field)]}`.trim() === `${shown(field)}`.trim()) continue;
      if (isBox(field)) field.checked = typed[id(field)];
      else field.value = typed[id(field)];
      const seen = form.elements[seenName(field)];
      if (seen && seen.name in typed) seen.value = typed[seen.name];
    }
  }

  // What has arrived is not offered once more, and what is typed next is kept.
  if ("sent" in form.dataset) {
    try { localStorage.removeItem(name); } catch { /* as above */ }
    history.replaceState(null, "", location.pathname + location.hash);
  }
  if (!isRefused) restore();
  store();
  form.addEventListener("input", store);
  form.addEventListener("change", store);
  form.addEventListener("poa:saved", store);
}

function local(time) {
  const moment = new Date(time.dateTime);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === "UTC" || Number.isNaN(moment.getTime())) return;
  const words = moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  time.append(` (${words}, ${zone})`);
}

// A form whose texts this browser does not keep, with something typed or chosen in it: another
// button of the page would drop that, so it does nothing and says so.
function isUnsent(form) {
  if (form.method !== "post" || "keep" in form.dataset) return false;
  const isChosen = (field) => (field.type === "file" ? field.files.length > 0 : isTyped(field) && present(field) !== shown(field));
  return form.querySelector(".errorlist") !== null || [...form.elements].some(isChosen);
}

function tellUnsent(form, unsent) {
  document.querySelector(".unsent")?.remove();
  const notice = document.createElement("p");
  notice.className = "notice notice-problem unsent";
  notice.setAttribute("role", "alert");
  notice.textContent = document.querySelector("[data-unsaved-says]").dataset.unsavedSays;
  form.append(notice);
  (unsent.querySelector("button[type=submit]") || unsent).focus();
  notice.scrollIntoView({ block: "nearest" });
}

const PATIENCE = 10_000;
let sending = null;
const forms = () => [...document.querySelectorAll("main form")];

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !form.closest("main")) return;
  const unsent = forms().find((other) => other !== form && isUnsent(other));
  // What is on its way already is not sent twice.
  if (sending === form || unsent) event.preventDefault();
  else sending = form;
  if (unsent) tellUnsent(form, unsent);
  else if (form.querySelector(".form-bar")) remember();
  // Should no answer come, it can be sent again.
  if (sending) setTimeout(() => { sending = null; }, PATIENCE);
});
// The way back beside a form's button says that nothing is saved.
document.addEventListener("click", (event) => { sending = event.target.closest("main form a")?.closest("form") || sending; });
window.addEventListener("beforeunload", (event) => {
  if (!sending && forms().some(isUnsent)) event.preventDefault();
});
window.addEventListener("pageshow", () => { sending = null; });

// The browser shows a day in digits, in an order of its own: beside it stands the day in words.
function inWords(field) {
  const words = document.createElement("output");
  words.className = "meta";
  words.htmlFor = field.id;
  field.after(" ", words);
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  const told = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: "full", timeZone: "UTC" });
  const echo = () => { words.textContent = field.valueAsDate ? told.format(field.valueAsDate) : ""; };
  field.addEventListener("input", echo);
  echo();
}

// Saving a long page comes back to where one was, and says at the foot what the head of it says.
const PLACE = "poa-my-place";
const remember = () => {
  const place = [location.pathname, scrollY, document.activeElement?.id || ""];
  try { sessionStorage.setItem(PLACE, JSON.stringify(place)); } catch { /* then it begins at its head */ }
};

function comeBack() {
  let place = [];
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE) || "[]");
    sessionStorage.removeItem(PLACE);
  } catch { return; }
  const [path, down, id] = place;
  if (path !== location.pathname || location.hash || document.querySelector("[role=alert]")) return;
  scrollTo(0, down);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  const told = document.createElement("span");
  told.className = "muted";
  told.textContent = document.querySelector(".notices")?.textContent.trim() || "";
  document.querySelector(".form-bar")?.append(" ", told);
}

document.querySelectorAll("form[data-keep]").forEach(keep);
document.querySelectorAll("main input[type=date]").forEach(inWords);
document.querySelectorAll("time[data-local]").forEach(local);
document.querySelector("[role=alert]")?.focus();
comeBack();
