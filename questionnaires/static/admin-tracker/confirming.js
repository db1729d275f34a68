// The answers of a form by keyboard, with the page of the file beside the question that somebody is
// at. Everything here has a plain way as well: the page is one form of native controls.
"use strict";

(() => {
  const form = document.querySelector("[data-coding]");
  const says = form.dataset;
  const mark = form.querySelector("[data-coding-saved]");
  const common = form.elements.shown;
  const rows = [...form.querySelectorAll("[data-coding-row]")];
  const sections = new Map(rows.map((row) => [row, row.closest("[data-confirm-section]")]));
  const frame = document.querySelector("[data-beside]");
  const address = frame?.getAttribute("src");
  const sizes = JSON.parse(frame?.dataset.sizes || "[]");
  const shown = new Set();
  let here = rows.find(isOpen) || rows[0];
  let turning = "";
  let page = 0;

  function isOpen(row) {
    return row.hasAttribute("data-asked") && !box(row).checked;
  }

  function box(row) {
    return row.querySelector("[data-confirmed]");
  }

  function tell(control) {
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function count() {
    const asked = rows.filter((row) => row.hasAttribute("data-asked"));
    const done = asked.filter((row) => box(row).checked).length;
    form.querySelector("[data-confirm-count]").textContent = done;
    form.querySelector("[data-confirm-total]").textContent = asked.length;
    form.querySelector("progress").max = asked.length;
    form.querySelector("progress").value = done;
  }

  function mend(row) {
    row.classList.toggle("confirmed", box(row).checked);
  }

  // The page beside

  function turn(place) {
    const [file, number] = place.split(":");
    const isNowhere = number === "0" && sizes.length > 0;
    if (!frame || !place || file !== frame.dataset.beside || turning === place || isNowhere) {
      return;
    }
    turning = place;
    page = Number(number);
    frame.contentWindow.location.replace(page ? `${address}?page=${page}` : address);
  }

  function step(by) {
    const to = Math.max(1, page + by);
    if (frame && (!sizes.length || to <= sizes.length)) {
      turn(`${frame.dataset.beside}:${to}`);
    }
  }

  // Once a page is there it was shown, and the place of the answer is marked in it.
  function turned() {
    const asked = new URLSearchParams(frame.contentWindow.location.search).get("page");
    page = sizes.length ? Number(asked || 1) : 0;
    const place = `${frame.dataset.beside}:${page}`;
    const wanted = turning || place;
    if (wanted === place || !here?.dataset.place) {
      turning = place;
    }
    shown.add(place);
    common.value = [...shown].join(" ");
    point();
  }

  function point() {
    const picture = frame?.contentDocument?.querySelector("main img");
    frame?.contentDocument?.querySelector("[data-place-mark]")?.remove();
    const region = (here?.dataset.region || "").split(",").map(Number);
    const [width] = sizes[page - 1] || [];
    if (!picture || region.length !== 4 || !width || here.dataset.place !== turning) {
      return;
    }
    const scale = picture.clientWidth / width;
    const [left, top, right, bottom] = region.map((point) => point * scale);
    const spot = frame.contentDocument.createElement("div");
    spot.setAttribute("data-place-mark", "");
    spot.className = "beside-mark";
    spot.title = frame.dataset.saysPlace;
    spot.style.left = `${picture.offsetLeft + left - 4}px`;
    spot.style.top = `${picture.offsetTop + top - 4}px`;
    spot.style.width = `${right - left + 8}px`;
    spot.style.height = `${bottom - top + 8}px`;
    picture.after(spot);
    frame.contentWindow.scrollTo({ top: picture.offsetTop + top - frame.clientHeight / 3 });
  }

  // Where somebody is

  function go(row, { isQuiet = false } = {}) {
    if (!row) {
      return;
    }
    here?.classList.remove("here");
    here = row;
    here.classList.add("here");
    if (!isQuiet) {
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "center" });
    }
    if (row.dataset.place) {
      if (row.dataset.place === turning) {
        point();
      }
      turn(row.dataset.place);
    }
  }

  function next() {
    const after = rows.indexOf(here) + 1;
    const found = [...rows.slice(after), ...rows.slice(0, after)].find(isOpen);
    if (found) {
      go(found);
    } else {
      mark.textContent = says.saysDone;
      form.querySelector("[data-confirm-derived]").focus();
    }
  }

  function beside(by) {
    const order = by > 0 ? rows.slice(rows.indexOf(here) + 1) : rows.slice(0, rows.indexOf(here)).reverse();
    go(order.find((row) => row.hasAttribute("data-asked")));
  }

  // Confirming

  // What keeps a question from being confirmed as it stands; empty for nothing.
  function lacks(row) {
    const unread = [...row.querySelectorAll("[data-blank]")].find((blank) => {
      const field = blank.closest(".confirm-field");
      return !blank.checked && !isFilled(field);
    });
    if (unread) {
      return says.saysEmpty;
    }
    const isSaid = [...row.querySelectorAll("[data-contact]")].some((asked) => asked.querySelector(":checked"));
    return row.hasAttribute("data-likely") && !isSaid ? says.saysLook : "";
  }

  function isFilled(field) {
    const ticked = field.querySelector("input:is([type=radio], [type=checkbox]):checked:not([data-blank], [data-said])");
    const typed = [...field.querySelectorAll("textarea, input:not([type])")].some((one) => one.value.trim());
    return Boolean(ticked) || typed;
  }

  function confirm(row) {
    const lack = lacks(row);
    if (lack) {
      mark.textContent = lack;
      return;
    }
    box(row).value = "1";
    box(row).checked = true;
    mend(row);
    tell(box(row));
    count();
    next();
  }

  function isCertain(row) {
    const isPlaced = !sizes.length || !/:0( |$)/.test(row.dataset.places);
    return row.hasAttribute("data-at-once") && !row.hasAttribute("data-changed") && isPlaced;
  }

  // All of a section that is certain, once its pages were shown: the first that was not is shown.
  function section() {
    const own = rows.filter((row) => sections.get(row) === sections.get(here) && isOpen(row));
    const certain = own.filter(isCertain);
    const unseen = certain.find((row) => row.dataset.places.split(" ").some((place) => !shown.has(place)));
    if (unseen) {
      const place = unseen.dataset.places.split(" ").find((each) => !shown.has(each));
      go(unseen);
      turn(place);
      mark.textContent = says.saysShown;
      return;
    }
    for (const row of certain) {
      box(row).value = "section";
      box(row).checked = true;
      mend(row);
    }
    if (certain.length) {
      tell(box(certain[0]));
    }
    count();
    next();
  }

  // One answer

  function tick(key) {
    const radio = here.querySelector(`[data-tick="${key}"]`);
    if (radio) {
      radio.checked = true;
      changed(here);
      tell(radio);
    }
    return Boolean(radio);
  }

  // What is changed by hand is confirmed anew.
  function changed(row) {
    row.setAttribute("data-changed", "");
    box(row).checked = false;
    box(row).value = "1";
    mend(row);
    count();
  }

  function blank() {
    for (const one of here.querySelectorAll("[data-blank]")) {
      one.checked = true;
      tell(one);
    }
  }

  function contact(key) {
    for (const one of here.querySelectorAll(`[data-said="${key}"]`)) {
      const field = one.closest(".confirm-field");
      if (field.querySelector("textarea, input:not([type])").value.trim() || isFilled(field)) {
        one.checked = true;
        changed(here);
        tell(one);
      }
    }
  }

  function grow(area) {
    if (!CSS.supports("field-sizing", "content")) {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    }
  }

  // The Latin letter of a key, also on keyboards that have others printed on it.
  function letter(event) {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
  }

  const KEYS = {
    y: () => tick("y"),
    n: () => tick("n"),
    d: () => tick("d"),
    s: section,
    u: next,
    j: () => beside(1),
    k: () => beside(-1),
    e: () => here.querySelector("[data-type]")?.focus(),
    b: blank,
    c: () => contact("c"),
    o: () => contact("o"),
    g: () => form.requestSubmit(form.querySelector("[data-confirm-derived]")),
    "?": () => form.querySelector("[data-confirm-keys]").toggleAttribute("open"),
    "[": () => step(-1),
    "]": () => step(1),
    Enter: () => confirm(here),
  };

  const isWriting = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  document.addEventListener("keydown", (event) => {
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && letter(event) === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-coding-save]"));
      return;
    }
    if (isWriting(event.target)) {
      if (event.key === "Escape") {
        here.focus();
      } else if (event.key === "Enter" && (!event.target.matches("textarea") || event.ctrlKey)) {
        event.preventDefault();
        confirm(here);
      }
      return;
    }
    const isPressed = event.target.matches("button, a, summary") && event.key === "Enter";
    const act = KEYS[event.key] || KEYS[letter(event)];
    if (!act || isChord || isPressed || event.target.closest("[data-theirs]")) {
      return;
    }
    event.preventDefault();
    act();
  });

  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-coding-row]");
    if (row && row !== here) {
      go(row, { isQuiet: true });
    }
  });

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-coding-row]");
    if (row && !event.target.matches("[data-confirmed], [data-said], [data-blank]") && event.isTrusted) {
      changed(row);
    }
    if (event.target.matches("textarea")) {
      grow(event.target);
    }
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-confirmed]")) {
      mend(event.target.closest("[data-coding-row]"));
      count();
    }
  });

  form.addEventListener("filled", (event) => {
    const row = event.target.closest("[data-coding-row]");
    mend(row);
    count();
  });

  // What the server says of a question: also that an earlier answer has opened or closed it.
  form.addEventListener("recorded", (event) => {
    const row = event.target;
    const { asked, confirmed } = event.detail;
    row.toggleAttribute("data-asked", asked);
    row.classList.toggle("not-asked", !asked);
    row.querySelector("[data-flag='not-asked']").hidden = asked;
    if (asked && !confirmed) {
      row.removeAttribute("data-at-once");
    }
    row.querySelector("[data-flag='likely']")?.toggleAttribute("hidden", confirmed);
    mend(row);
    count();
  });

  // What was not recorded is not confirmed.
  form.addEventListener("refused", (event) => {
    box(event.target).checked = false;
    mend(event.target);
    count();
  });

  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-confirm-page]");
    if (link && frame) {
      event.preventDefault();
      turn(link.closest("[data-coding-row]").dataset.place);
    } else if (event.target.closest("[data-confirm-next]")) {
      event.preventDefault();
      next();
    }
  });

  if (frame) {
    frame.addEventListener("load", turned);
    if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.querySelector("main")) {
      turned();
    }
  }
  form.querySelectorAll("textarea").forEach(grow);
  document.querySelector("[data-coding-errors]")?.focus();
  count();
  const target = rows.find((row) => `#${row.id}` === location.hash);
  window.addEventListener("load", () => setTimeout(() => go(target || here), 0));
})();
