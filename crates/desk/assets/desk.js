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
    if (event.target.method === "post") event.target.dataset.sent = "1";
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

  // Filters apply when they change.
  all("form[data-apply]").forEach((form) => form.addEventListener("change", () => form.requestSubmit()));

  if (!desk) return;

  // Keys of the desk. Off in fields and while a word is being composed; Process is what an input method reports.
  const keyOf = (event) => {
    if (event.key !== "Process" && event.key !== "Unidentified") return event.key;
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.code === "Slash" ? (event.shiftKey ? "?" : "/") : "";
  };
  const inField = (target) => target.matches("input, select, textarea, [contenteditable]");
  const rows = () => all("main tbody tr").filter((row) => one("a[href]", row));
  let place = -1;
  const move = (step) => {
    const found = rows();
    if (found.length === 0) return false;
    found[place]?.classList.remove("cursor");
    place = Math.min(Math.max(place + step, 0), found.length - 1);
    found[place].classList.add("cursor");
    found[place].scrollIntoView({ block: "nearest" });
    return true;
  };
  const follow = (selector) => { const link = one(selector); if (link) link.click(); return Boolean(link); };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 && event.key === "Enter") return;
    const key = keyOf(event);
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form[method=post]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape" && inField(event.target)) { event.target.blur(); return; }
    if (inField(event.target)) return;
    const ways = {
      "/": () => { const search = one("#search"); search?.focus(); search?.select(); return Boolean(search); },
      "\uff0f": () => ways["/"](),
      "?": () => { const sheet = one("dialog#keys"); sheet?.showModal(); return Boolean(sheet); },
      "\uff1f": () => ways["?"](),
      j: () => follow("a[rel=next][data-case]") || move(1),
      k: () => follow("a[rel=prev][data-case]") || move(-1),
      n: () => follow("a[href='/desk/intake']"),
      u: () => follow("a[data-up]"),
      x: () => { const box = rows()[place] && one("input[type=checkbox]", rows()[place]); box?.click(); return Boolean(box); },
      Enter: () => { const link = rows()[place] && one("a[href]", rows()[place]); link?.click(); return Boolean(link); },
    };
    if (Object.hasOwn(ways, key) && !(key === "Enter" && event.target.matches("a, button, summary")) && ways[key]()) event.preventDefault();
  });
})();
