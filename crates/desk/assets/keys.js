// Keys of the desk. Each presses what stands on the page already; /desk/keys tells them.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  if (!document.body.classList.contains("desk")) return;
  const single = document.body.dataset.keys !== "off";

  // What an input method reports as Process is read from the place of the key; full-width signs are their half-width ones.
  const wide = (key) => key.length === 1 && key >= "\uff01" && key <= "\uff5e" ? String.fromCharCode(key.charCodeAt(0) - 0xfee0) : key === "\u3002" ? "." : key === "\u3001" ? "/" : key;
  const places = { Slash: ["/", "?"], Period: [".", ">"], Comma: [",", "<"] };
  const keyOf = (event) => {
    if (event.key !== "Process" && event.key !== "Unidentified") return wide(event.key);
    if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
    if (event.code.startsWith("Digit")) return event.code.slice(5);
    return places[event.code]?.[event.shiftKey ? 1 : 0] ?? "";
  };
  const composing = (event) => event.isComposing || event.keyCode === 229 && event.key === "Enter";
  const inField = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
  const press = (selector) => { const found = one(selector); if (found) found.click(); return Boolean(found); };
  const go = { o: "/desk", q: "/desk/queue", c: "/desk/cases", a: "/desk/approvals", t: "/desk/team", i: "/desk/intake" };
  let going = 0;

  // The sheet is the page of the keys, shown over this one.
  const sheet = one("dialog#keys");
  const openSheet = () => {
    if (!sheet) return false;
    if (sheet.open) { sheet.close(); return true; }
    if (sheet.childElementCount) { sheet.showModal(); return true; }
    fetch(sheet.dataset.from).then((answer) => answer.text()).then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      sheet.replaceChildren(...one("main", page).children);
      const close = document.createElement("form");
      close.method = "dialog";
      const button = document.createElement("button");
      button.textContent = "Esc";
      close.append(button);
      sheet.append(close);
      sheet.showModal();
      button.focus();
    }).catch(() => { location.href = sheet.dataset.from; });
    return true;
  };
  one("[data-sheet]")?.addEventListener("click", (event) => { if (openSheet()) event.preventDefault(); });

  // The case in hand: what stands on its page.
  const onCase = Boolean(one("[data-up]"));
  const copy = () => {
    const number = one(".crumbs .code")?.textContent.trim();
    if (number) navigator.clipboard?.writeText(number);
    return Boolean(number);
  };
  const suggested = () => {
    const field = one("#next form :is(input:not([type=hidden]), select, textarea)") ?? one("#next form button");
    if (field) { field.scrollIntoView({ block: "center" }); field.focus(); }
    return Boolean(field);
  };
  const steps = () => {
    const all = one("#next details");
    if (all) { all.open = true; all.querySelector("a")?.focus(); }
    return Boolean(all);
  };
  const filters = () => {
    const first = one(".filter summary");
    if (first) { first.parentElement.open = true; first.focus(); }
    return Boolean(first);
  };
  const view = (key) => {
    const tab = document.querySelectorAll("[data-views] a:not(.quiet)")[Number(key) - 1];
    if (tab) tab.click();
    return Boolean(tab);
  };

  const ways = {
    "?": openSheet,
    "/": () => { const search = one("#search"); search?.focus(); search?.select(); return Boolean(search); },
    g: () => { going = Date.now(); return true; },
    n: () => press("a[href='/desk/intake']"),
    z: () => press("[data-key=z]"),
    f: filters,
    u: () => press("a[data-up]"),
    y: copy,
    ".": suggested,
    ",": steps,
    e: () => onCase && press("a[href*='/steps/contact']"),
    j: () => press("a[rel=next][data-case]"),
    k: () => press("a[rel=prev][data-case]"),
  };

  document.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const key = keyOf(event);
    const held = event.ctrlKey || event.metaKey;
    if (key === "Enter" && held) {
      const form = event.target.closest("form[method=post]");
      if (!form) return;
      event.preventDefault();
      const next = event.shiftKey && one("button[name=next]", form);
      form.requestSubmit(next || one("button.primary", form) || undefined);
      return;
    }
    if (held || event.altKey) return;
    if (key === "Escape" && inField(event.target)) { event.target.blur(); return; }
    if (!single || inField(event.target) || one("dialog[open]") && key !== "?") return;
    const towards = Date.now() - going < 1500 && Object.hasOwn(go, key) && one(`nav.side a[href="${go[key]}"]`);
    going = 0;
    if (towards) { event.preventDefault(); towards.click(); return; }
    if (/^[1-9]$/.test(key) ? view(key) : Object.hasOwn(ways, key) && ways[key]()) event.preventDefault();
  });
})();
