// Shortens ways that exist without it. Nothing on a page depends on this file.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const desk = document.body.classList.contains("desk");

  // What has to be put right is read first.
  const errors = one(".errors[tabindex], .conflict[tabindex]");
  if (errors) errors.focus();

  // A second press of the same button sends nothing again; the server would give the same answer.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    typed = false;
    if (event.target.method !== "post") return;
    event.target.dataset.sent = "1";
    // No spinner: what takes longer than a blink says so on the button itself.
    const { submitter } = event;
    const { saving } = document.body.dataset;
    if (!submitter || !saving) return;
    setTimeout(() => { submitter.textContent = saving; submitter.setAttribute("aria-disabled", "true"); }, 300);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // Typed words are not lost by leaving. The portal keeps a draft at every step, so it asks only on the desk.
  let typed = false;
  if (desk) {
    document.addEventListener("input", (event) => {
      if (event.target.closest("form[method=post]") && event.target.matches("textarea")) typed = event.target.value.trim() !== "";
    });
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }

  // The fields for somebody who acts for another open when that is chosen.
  const agent = one("details.agent");
  if (agent) {
    all("input[name=whose]").forEach((radio) => radio.addEventListener("change", () => { agent.open = radio.value === "other" && radio.checked; }));
  }

  // Fields that belong to another choice are out of the way; the server reads only those of the choice made.
  const sort = () => all("[data-when]").forEach((group) => {
    group.hidden = !all("input:checked").some((input) => input.name === group.dataset.when && input.value === group.dataset.is);
  });
  sort();
  document.addEventListener("change", sort);
  addEventListener("pageshow", sort);

  // Only one filter stands open, and none once somebody looks elsewhere.
  const panels = all(".filter details");
  document.addEventListener("click", (event) => panels.forEach((panel) => { if (!panel.contains(event.target)) panel.open = false; }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") panels.forEach((panel) => { panel.open = false; }); });

  all("button[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });

  // What is chosen among few applies at once; among boxes it applies when their panel is closed, so that several can be ticked.
  all("form[data-apply]").forEach((form) => {
    if (form.dataset.apply !== "boxes") { form.addEventListener("change", () => form.requestSubmit()); return; }
    const changed = new WeakSet();
    form.addEventListener("change", (event) => {
      const panel = event.target.closest("details");
      if (event.target.type === "radio") form.requestSubmit();
      else if (panel) changed.add(panel);
    });
    all("details", form).forEach((panel) => panel.addEventListener("toggle", () => { if (!panel.open && changed.has(panel)) form.requestSubmit(); }));
  });
})();
