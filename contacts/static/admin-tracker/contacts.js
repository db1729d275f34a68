// Ticks all boxes of a list, or none; without this file each is ticked by hand.
document.querySelectorAll("button[data-tick]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of button.form.querySelectorAll("input[name=reporter]")) {
      box.checked = button.dataset.tick === "all";
    }
  });
});
