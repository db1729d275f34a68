// Writes each day of a form in words beside its field, so that a slip of the month is seen.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  // English of the United Nations: the day before the month.
  const language = (document.documentElement.lang || "en").replace(/^en$/, "en-GB");
  const words = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });

  const inWords = (typed) => {
    const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim()) || [];
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCDate() === Number(day) ? words.format(date) : "";
  };

  const echo = (field) => {
    let place = field.parentElement.querySelector(`output[for="${field.id}"]`);
    if (!place) {
      place = document.createElement("output");
      place.className = "day-in-words";
      place.htmlFor = field.id;
      field.parentElement.append(place);
    }
    place.textContent = inWords(field.value);
  };

  document.querySelectorAll("input.vDateField").forEach(echo);
  // The calendar sets the value and gives the focus back; rows of an inline come later.
  for (const kind of ["input", "change", "focusin", "focusout"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.matches("input.vDateField")) echo(event.target);
    });
  }
});
