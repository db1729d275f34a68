// Saves each question of the form by itself once it is left, folds what is not asked any more, adds
// rows. Pages work without: everything here is one press of a button on them.
"use strict";

const WAIT = 700;

function start(form) {
  const told = form.querySelector("[data-told]");
  let queue = Promise.resolve();
  const waiting = new Map();

  const say = (text) => { if (told) told.textContent = text; };
  const questionOf = (element) => element.closest("[data-question]");
  const controlsOf = (question) => [...question.querySelectorAll("input, select, textarea")];

  // What was sent counts as shown from now on, so that it is not kept as unsaved.
  function settle(controls) {
    for (const { field, value, checked } of controls) {
      if (["checkbox", "radio"].includes(field.type)) field.defaultChecked = checked;
      else if (field.tagName === "SELECT") for (const option of field.options) option.defaultSelected = option.value === value;
      else if (field.type !== "hidden") field.defaultValue = value;
    }
  }

  function show(question, problems) {
    const list = question.querySelector("[data-problems]");
    list.replaceChildren(...problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    list.hidden = problems.length === 0;
    question.classList.toggle("answer-wrong", problems.length > 0);
  }

  function fold(closed, stillWaiting) {
    for (const question of form.querySelectorAll("[data-question]")) {
      const isClosed = closed.includes(question.dataset.question);
      if (isClosed !== "closed" in question.dataset) {
        question.toggleAttribute("data-closed", isClosed);
        question.querySelector(".question-body").open = !isClosed;
      }
      const mark = question.querySelector("[data-waiting]");
      if (mark && !stillWaiting.includes(question.dataset.question)) mark.remove();
    }
  }

  async function send(question) {
    const sent = controlsOf(question).map((field) => ({ field, value: field.value, checked: field.checked }));
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const { field, value, checked } of sent) {
      if (field.name && (!["checkbox", "radio"].includes(field.type) || checked)) data.append(field.name, value);
    }
    say(form.dataset.saving);
    let answer;
    try {
      const response = await fetch(form.getAttribute("action") || location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "error" });
      answer = await response.json();
    } catch {
      say(form.dataset.unsent);
      return;
    }
    const wrong = Object.keys(answer.problems);
    for (const [name, seen] of Object.entries(answer.seen)) {
      const field = form.elements[`${name}-seen`];
      if (field) field.value = seen;
    }
    const isWrong = (field) => wrong.some((name) => field.name === name || field.name.startsWith(`${name}-`));
    if (!wrong.includes("")) settle(sent.filter(({ field }) => !isWrong(field)));
    show(question, Object.values(answer.problems).flat());
    fold(answer.closed, answer.waiting);
    for (const line of document.querySelectorAll("[data-progress]")) line.textContent = answer.progress;
    say(wrong.length ? "" : form.dataset.saved);
    form.dispatchEvent(new Event("poa:saved"));
  }

  const isChanged = (field) => {
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };

  function soon(question) {
    clearTimeout(waiting.get(question));
    waiting.set(question, setTimeout(() => {
      waiting.delete(question);
      if (controlsOf(question).some(isChanged)) queue = queue.then(() => send(question));
    }, WAIT));
  }

  form.addEventListener("change", (event) => {
    const question = questionOf(event.target);
    // What was refused once, and what somebody else has changed, is saved by hand.
    if (question && !("refused" in form.dataset)) soon(question);
  });
  form.addEventListener("submit", () => { for (const timer of waiting.values()) clearTimeout(timer); });

  // One key confirms a question and goes on to the next that waits.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const button = questionOf(event.target)?.querySelector("button[name=confirm]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=add]");
    const body = button && form.querySelector(`[data-rows="${CSS.escape(button.value)}"]`);
    if (!body) return;
    event.preventDefault();
    const row = body.lastElementChild.cloneNode(true);
    const before = Number(row.querySelector("th").firstChild.textContent);
    const number = before + 1;
    const prefix = `${button.value}.`;
    row.querySelector("th").firstChild.textContent = String(number);
    for (const field of row.querySelectorAll("input")) {
      field.name = field.name.replace(`${prefix}${before}-`, `${prefix}${number}-`);
      const label = field.getAttribute("aria-label");
      if (label) field.setAttribute("aria-label", label.replace(String(before), String(number)));
      field.checked = field.defaultChecked = false;
      if (field.type !== "checkbox") field.value = field.defaultValue = "";
    }
    body.append(row);
    row.querySelector("input:not([type=hidden])").focus();
  });
}

document.querySelectorAll("form[data-form]").forEach(start);
