// The buttons beside a record's form (Submit, Attach, New version) have forms of their own: to press
// one saves first what was typed in the record, and does its work then. What cannot be saved is said
// beside the button, which then does nothing; everything typed on the page stays. Leaving the page
// by a link asks first.
"use strict";

window.addEventListener("load", () => {
  const said = document.querySelector("[data-unsaved-says]");
  const record = said?.closest("form");
  if (!record || !record.querySelector("[name=_save], [name=_continue]")) return;

  const isFile = (value) => value instanceof File;
  const written = () =>
    JSON.stringify([...new FormData(record)].map(([name, value]) => [name, isFile(value) ? `${value.name} ${value.size}` : value]));
  // A page that came back refused shows what was typed as though it were saved.
  const isRefused = record.querySelector(".errornote") !== null;
  let shown = written();
  let isLeaving = false;
  const isUnsaved = () => isRefused || written() !== shown;
  // And again after the scripts that build their own fields.
  setTimeout(() => { shown = written(); }, 0);

  // "saved", or what is wrong. A page that does not come back is a redirect: the record is saved.
  async function save() {
    const data = new FormData(record);
    data.append("_continue", "1");
    let answer;
    try {
      answer = await fetch(record.getAttribute("action") || location.href, { method: "POST", body: data, redirect: "manual" });
    } catch {
      return { problems: [said.dataset.unsent] };
    }
    if (answer.type === "opaqueredirect") return { problems: [] };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const problems = [...page.querySelectorAll(".errorlist")].map((list) => {
      const label = list.closest(".form-row, .fieldBox")?.querySelector("label")?.textContent.trim() || "";
      return `${label} ${list.innerText || list.textContent}`.trim();
    });
    return { problems: problems.length ? problems : [said.dataset.unsent] };
  }

  function tell(form, problems) {
    const notice = document.createElement("div");
    notice.className = "unsaved errornote";
    notice.setAttribute("role", "alert");
    const list = document.createElement("ul");
    list.append(...problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    notice.append(said.dataset.unsavedSays, list);
    form.append(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  async function first(form, submitter) {
    form.inert = true;
    form.querySelector(".unsaved")?.remove();
    const { problems } = await save();
    form.inert = false;
    if (problems.length) {
      tell(form, problems);
      return;
    }
    isLeaving = true;
    form.requestSubmit(submitter);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (isLeaving || form === record || form.method !== "post" || !form.closest("#content")) {
      isLeaving = isLeaving || form === record;
      return;
    }
    if (!isUnsaved()) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    first(form, event.submitter);
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && !isRefused && isUnsaved()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });
});
