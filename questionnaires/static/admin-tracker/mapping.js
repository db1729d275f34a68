// The mapping by keyboard. Everything here has a plain way as well: the table is one form.
"use strict";

(() => {
  const form = document.querySelector("[data-mapping]");
  const STATUSES = {
    i: "implemented",
    p: "in_progress",
    l: "planned",
    n: "not_implemented",
    a: "not_applicable",
    o: "no_information",
    x: "",
  };
  const ROLES = { m: "main", s: "supporting", x: "" };

  // Where j and k stop: at each line, and at the field of a question that has none.
  const stops = () =>
    [...form.querySelectorAll("[data-mapping-question]")].flatMap((question) => {
      const lines = [...question.querySelectorAll("[data-role]")];
      return lines.length ? lines : [question.querySelector("[data-mapping-add]")];
    });

  // The Latin letter of a key, also on keyboards that have others printed on it.
  function letter(event) {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
  }

  // A supporting question proposes nothing; one that is taken away is struck through.
  function show(line) {
    const role = line.querySelector("[data-role]").value;
    line.classList.toggle("is-main", role === "main");
    line.classList.toggle("is-gone", role === "");
    line.querySelectorAll("[data-status]").forEach((select) => {
      select.disabled = role !== "main";
    });
  }

  function set(select, value) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function step(from, by) {
    const list = stops();
    const role = from.closest("[data-mapping-line]")?.querySelector("[data-role]") || from;
    const own = [...from.closest("[data-mapping-question]").querySelectorAll("[data-role]")];
    const at = list.includes(role) ? list.indexOf(role) : list.indexOf(own[own.length - 1]);
    list[at + by]?.focus();
  }

  function addField(element) {
    element.closest("[data-mapping-question]").querySelector("[data-mapping-add]").focus();
  }

  function suggestion(element, number) {
    const list = element.closest("[data-mapping-question]").querySelectorAll("[data-suggestion]");
    list[number - 1]?.click();
  }

  function common(event, key) {
    if (key === "j" || key === "k") {
      step(event.target, key === "j" ? 1 : -1);
    } else if (event.key === "+") {
      addField(event.target);
    } else if (/^[1-3]$/.test(event.key)) {
      suggestion(event.target, Number(event.key));
    } else {
      return false;
    }
    return true;
  }

  form?.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const key = letter(event);
    let done = false;
    if (event.target.matches("[data-role]")) {
      done = common(event, key);
      if (!done && key in ROLES) {
        set(event.target, ROLES[key]);
        done = true;
      }
    } else if (event.target.matches("[data-status]")) {
      done = common(event, key);
      if (!done && key in STATUSES) {
        set(event.target, STATUSES[key]);
        done = true;
      }
    } else if (event.target.matches("[data-mapping-add]") && event.key === "Enter") {
      // The page comes back at the question that the line was added to.
      form.requestSubmit(event.target.closest(".mapping-add").querySelector("button"));
      done = true;
    } else if (event.target.matches("[data-mapping-add]") && /^Arrow(Up|Down)$/.test(event.key) && !event.target.value) {
      step(event.target, event.key === "ArrowDown" ? 1 : -1);
      done = true;
    }
    if (done) {
      event.preventDefault();
    }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && letter(event) === "s" && form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-mapping-save]"));
    }
  });

  form?.addEventListener("change", (event) => {
    const line = event.target.closest("[data-mapping-line]");
    if (line && event.target.matches("[data-role]")) {
      show(line);
    }
  });

  form?.querySelectorAll("[data-mapping-line]").forEach((line) => {
    if (line.querySelector("[data-role]")) {
      show(line);
    }
  });
  document.querySelector("[data-mapping-errors]")?.focus();
  // Back at the question whose button was pressed, on its new line, once the browser has gone to
  // it in its own way.
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) {
    const line = target.querySelector("[data-new]") || target;
    const place = line.querySelector("[data-role]") || target.querySelector("[data-mapping-add]");
    window.addEventListener("load", () => setTimeout(() => place?.focus(), 0));
  }
})();
