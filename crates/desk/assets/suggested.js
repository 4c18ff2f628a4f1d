// Suggested codes: taking one fills its field and leaves everything else that was typed. Without this the link loads the form filled.
"use strict";
(() => {
  const take = (link) => {
    const field = document.getElementById(link.dataset.take);
    if (!field || ![...field.options].some((option) => option.value === link.dataset.value)) return false;
    field.value = link.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return field;
  };
  const links = [...document.querySelectorAll("a[data-take]")];
  const on = (link, taking) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const fields = taking.map(take);
    if (fields.every(Boolean)) { event.preventDefault(); fields[0].focus(); }
  });
  links.forEach((link) => on(link, [link]));
  document.querySelectorAll("a[data-take-all]").forEach((link) => on(link, links));
  // A button is pressed with the space bar, too.
  document.querySelectorAll(".suggested a.button").forEach((link) => link.addEventListener("keydown", (event) => {
    if (event.key === " ") { event.preventDefault(); link.click(); }
  }));
})();
