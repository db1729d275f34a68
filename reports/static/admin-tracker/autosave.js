// Saving a page of rows (the coding table, the answers of a form) while somebody writes. A row is
// whatever named controls stand in it. What is not saved yet is kept in this browser, for this
// person and this report, until it is: a lost connection or an ended session loses nothing.
"use strict";

(() => {
  const form = document.querySelector("[data-coding]");
  const says = form.dataset;
  const mark = form.querySelector("[data-coding-saved]");
  const offer = form.querySelector("[data-coding-kept]");
  const SOON = 400;
  const WHILE_WRITING = 8000;
  const TRY_AGAIN = 15000;
  const KEEP_FOR = 30 * 24 * 3600 * 1000;

  const rows = new Map(
    [...form.querySelectorAll("[data-coding-row]")].map((row) => [row.dataset.codingRow, row])
  );
  // What each row said when it was shown or last saved; rows where somebody else was first wait
  // for a choice; what this browser kept from earlier waits for one too.
  const saved = new Map();
  const waiting = new Set();
  let pending = {};
  let saving = null;
  let timer = 0;
  let isLeaving = false;
  let isCutOff = false;

  const seen = (key) => form.elements[`${key}-seen`];

  // What belongs to the row as such: not its fingerprint, nor the choice between two people.
  function controls(key) {
    const all = [...rows.get(key).querySelectorAll("input[name], select[name], textarea[name]")];
    return all.filter((field) => field !== seen(key) && !field.closest("[data-theirs]"));
  }

  const isBox = (field) => field.type === "radio" || field.type === "checkbox";

  function values(key) {
    const found = {};
    for (const field of controls(key)) {
      if (!isBox(field) || field.checked) {
        found[field.name] = field.value;
      } else {
        found[field.name] ??= "";
      }
    }
    return found;
  }

  function focusOn(key) {
    const row = rows.get(key);
    (row.querySelector("[data-status]") || row).focus();
  }

  const isUnsaved = (key) => JSON.stringify(values(key)) !== saved.get(key);
  const unsaved = () => [...rows.keys()].filter(isUnsaved);

  function say(text) {
    if (mark.textContent !== text) {
      mark.textContent = text;
    }
  }

  function now() {
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return clock.format(new Date());
  }

  // In this browser

  function keep() {
    const kept = { ...pending };
    for (const key of unsaved()) {
      kept[key] = { ...values(key), seen: seen(key).value };
    }
    try {
      if (Object.keys(kept).length) {
        localStorage.setItem(says.kept, JSON.stringify({ at: Date.now(), rows: kept }));
      } else {
        localStorage.removeItem(says.kept);
      }
    } catch {
      // A browser that keeps nothing: leaving the page asks all the same.
    }
  }

  function keptEarlier() {
    try {
      const kept = JSON.parse(localStorage.getItem(says.kept));
      return kept && Date.now() - kept.at < KEEP_FOR ? kept.rows : {};
    } catch {
      return {};
    }
  }

  function offerKept() {
    for (const [key, row] of Object.entries(keptEarlier())) {
      const { seen: _shown, ...typed } = row;
      const isKnown = rows.has(key) && Object.keys(typed).every((name) => name in values(key));
      if (isKnown && JSON.stringify(typed) !== JSON.stringify(values(key))) {
        pending[key] = row;
      }
    }
    offer.hidden = !Object.keys(pending).length;
    keep();
  }

  function decided() {
    pending = {};
    offer.hidden = true;
    keep();
  }

  function restore() {
    const kept = pending;
    for (const [key, row] of Object.entries(kept)) {
      fill(key, row);
      seen(key).value = row.seen;
    }
    decided();
    focusOn(Object.keys(kept)[0]);
    save();
  }

  function fill(key, row) {
    for (const field of controls(key)) {
      const value = row[field.name] ?? "";
      if (field.type === "radio") {
        field.checked = field.value === value;
      } else if (field.type === "checkbox") {
        field.checked = Boolean(value);
      } else {
        field.value = value;
      }
      field.dispatchEvent(new Event("filled", { bubbles: true }));
    }
  }

  // To the server

  function body(keys) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const common of form.querySelectorAll("[data-coding-common]")) {
      data.set(common.name, common.value);
    }
    for (const key of keys) {
      for (const [name, value] of Object.entries(values(key))) {
        data.set(name, value);
      }
      data.set(seen(key).name, seen(key).value);
    }
    return data;
  }

  function send(keys) {
    return fetch(location.pathname, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: body(keys),
      redirect: "manual",
    });
  }

  // Whoever signed in again, in another tab, has another token.
  async function renewToken() {
    const page = await fetch(location.pathname, { redirect: "manual" });
    if (page.ok) {
      const read = new DOMParser().parseFromString(await page.text(), "text/html");
      const token = read.querySelector("[data-coding] [name=csrfmiddlewaretoken]");
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
        field.value = token?.value ?? field.value;
      }
    }
    return page.ok;
  }

  async function answerTo(keys) {
    let answer = await send(keys);
    if (answer.status === 403 && (await renewToken())) {
      answer = await send(keys);
    }
    return answer;
  }

  async function exchange(keys) {
    const sent = new Map(keys.map((key) => [key, JSON.stringify(values(key))]));
    say(says.saysSaving);
    try {
      const answer = await answerTo(keys);
      isCutOff = !(answer.ok || answer.status === 409);
      if (isCutOff) {
        const isOut = answer.type === "opaqueredirect" || answer.status === 403;
        say(isOut ? says.saysOut : says.saysOffline);
        return;
      }
      const told = await answer.json();
      for (const [key, row] of Object.entries(told.rows)) {
        take(key, row, sent.get(key));
      }
      for (const [key, row] of Object.entries(told.others ?? {})) {
        takeOther(key, row);
      }
      sum(told);
    } catch {
      isCutOff = true;
      say(says.saysOffline);
    }
  }

  function take(key, told, sent) {
    const row = rows.get(key);
    if ("seen" in told) {
      seen(key).value = told.seen;
      saved.set(key, sent);
      row.classList.remove("wrong");
      row.querySelectorAll(".errorlist, [data-carried]").forEach((one) => one.remove());
      row.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
      row.dispatchEvent(new Event("filled", { bubbles: true }));
      row.dispatchEvent(new CustomEvent("recorded", { bubbles: true, detail: told }));
      return;
    }
    if (told.theirs) {
      ask(key, told.theirs);
    } else if (!row.contains(document.activeElement)) {
      complain(row, told.problems);
      for (const name of told.fields || []) {
        row.querySelector(`[name="${CSS.escape(`${key}-${name}`)}"]`)?.setAttribute("aria-invalid", "true");
      }
    }
    row.dispatchEvent(new CustomEvent("refused", { bubbles: true, detail: told }));
  }

  // A row that changed with others, by what they say.
  function takeOther(key, told) {
    if (!isUnsaved(key)) {
      seen(key).value = told.seen;
    }
    rows.get(key).dispatchEvent(new CustomEvent("recorded", { bubbles: true, detail: told }));
  }

  // Where problems and choices are shown.
  const places = (row) => row.querySelector("[data-problems]") || row.children[1];

  function complain(row, problems) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    for (const problem of problems) {
      list.appendChild(document.createElement("li")).textContent = problem;
    }
    row.querySelector(".errorlist")?.remove();
    places(row).append(list);
    row.classList.add("wrong");
  }

  function ask(key, panel) {
    const row = rows.get(key);
    row.querySelector("[data-theirs]")?.remove();
    places(row).insertAdjacentHTML("beforeend", panel);
    row.classList.add("wrong");
    waiting.add(key);
  }

  function sum(told) {
    const left = unsaved();
    if (told.problems.length) {
      say(told.problems.join(" "));
    } else if (left.some((key) => waiting.has(key))) {
      say(says.saysTheirs);
    } else if (left.some((key) => rows.get(key).classList.contains("wrong"))) {
      say(says.saysWrong);
    } else {
      say(left.length ? says.saysUnsaved : `${says.saysSaved} ${now()}`);
    }
  }

  // One exchange at a time; what was typed meanwhile goes with the next.
  async function save() {
    clearTimeout(timer);
    while (saving) {
      await saving;
    }
    const keys = unsaved().filter((key) => !waiting.has(key));
    if (keys.length) {
      saving = exchange(keys);
      await saving;
      saving = null;
    }
    keep();
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  // What somebody else recorded, by the names of the controls.
  function theirs(key, panel) {
    const told = panel.dataset.values;
    const byName = (name) => [name, panel.dataset[name.slice(key.length + 1)] ?? ""];
    return told ? JSON.parse(told) : Object.fromEntries(controls(key).map((field) => byName(field.name)));
  }

  function choose(radio) {
    const panel = radio.closest("[data-theirs]");
    const row = panel.closest("[data-coding-row]");
    const key = row.dataset.codingRow;
    seen(key).value = panel.dataset.seen;
    waiting.delete(key);
    if (radio.value === "theirs") {
      fill(key, theirs(key, panel));
      saved.set(key, JSON.stringify(values(key)));
    }
    panel.remove();
    row.classList.remove("wrong");
    focusOn(key);
    sum({ problems: [] });
    later(SOON);
  }

  // What happens on the page

  form.addEventListener("input", (event) => {
    if (event.target.closest("[data-coding-row]") && !event.target.closest("[data-theirs]")) {
      say(isCutOff ? mark.textContent : says.saysUnsaved);
      keep();
      later(WHILE_WRITING);
    }
  });

  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-theirs]")) {
      choose(event.target);
    } else if (event.target.closest("[data-coding-row]")) {
      keep();
      later(SOON);
    }
  });

  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-coding-row]");
    if (row && !row.contains(event.relatedTarget) && isUnsaved(row.dataset.codingRow)) {
      later(SOON);
    }
  });

  // First what is typed, so that nothing is lost when the page that follows does not come; also
  // when a suggestion is decided on.
  async function leave(event) {
    if (isLeaving || !unsaved().length) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    const { target, submitter } = event;
    await save();
    if (!isCutOff) {
      isLeaving = true;
      target.requestSubmit(submitter);
    }
  }

  form.addEventListener("submit", leave);
  document.getElementById("suggestions-form")?.addEventListener("submit", leave);

  window.addEventListener("beforeunload", (event) => {
    keep();
    if (!isLeaving && unsaved().length) {
      event.preventDefault();
    }
  });

  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });

  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => document.hidden || save());
  setInterval(() => isCutOff && save(), TRY_AGAIN);

  form.querySelector("[data-coding-restore]").addEventListener("click", restore);
  form.querySelector("[data-coding-forget]").addEventListener("click", decided);

  for (const [key, row] of rows) {
    saved.set(key, row.hasAttribute("data-typed") ? "" : JSON.stringify(values(key)));
    if (row.querySelector("[data-theirs]")) {
      waiting.add(key);
    }
  }
  if (form.hasAttribute("data-unsaved")) {
    say(says.saysUnsaved);
  }
  offerKept();
})();
