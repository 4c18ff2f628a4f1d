// Lists of cases: moving along the rows, picking several, and news of arrivals, which never move a row.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = one("form[data-list]");
  const news = one("[data-arrivals]");

  // Whoever hears of arrivals says so with an event; the line tells it and leads to the list as it is then.
  document.addEventListener("arrivals", (event) => {
    const count = Number(event.detail?.count);
    if (!news || !count) return;
    const [before, after] = news.dataset.arrivals.split("#");
    const link = document.createElement("a");
    link.href = one("[data-refresh]")?.href ?? location.href;
    link.textContent = `${before}${count}${after ?? ""}`;
    news.replaceChildren(link);
  });

  if (!form) return;
  const single = document.body.dataset.keys !== "off";
  const rows = all("tbody tr", form);
  const boxes = rows.map((row) => one("input[type=checkbox]", row));
  let place = -1;
  let anchor = -1;

  const move = (to) => {
    if (rows.length === 0) return;
    rows[place]?.classList.remove("cursor");
    place = Math.min(Math.max(to, 0), rows.length - 1);
    rows[place].classList.add("cursor");
    one(".matter a", rows[place])?.focus({ preventScroll: true });
    rows[place].scrollIntoView({ block: "nearest" });
  };
  // The bar stands in its place from the start, so nothing moves when something is picked.
  const bar = one(".pickbar", form);
  const status = bar && one("[data-picked]", bar);
  const plain = status?.textContent;
  const told = () => {
    const count = boxes.filter((box) => box?.checked).length;
    if (!bar) return;
    bar.classList.toggle("some", count > 0);
    status.textContent = count > 0 ? status.dataset.picked.replace("#", String(count)) : plain;
  };
  const pick = (from, to, on) => {
    for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) if (boxes[at]) boxes[at].checked = on;
    told();
  };
  boxes.forEach((box, at) => box?.addEventListener("click", (event) => {
    if (event.shiftKey && anchor >= 0) pick(anchor, at, box.checked);
    anchor = at;
    told();
  }));
  form.addEventListener("reset", () => setTimeout(told));
  addEventListener("pageshow", told);
  told();

  // One box over all of them.
  const head = one("thead th.pick", form);
  if (head) {
    const whole = document.createElement("input");
    whole.type = "checkbox";
    whole.setAttribute("aria-label", head.textContent.trim());
    whole.addEventListener("change", () => pick(0, boxes.length - 1, whole.checked));
    head.replaceChildren(whole);
  }

  const step = (key) => {
    if (!bar) return false;
    // Without a choice the row in hand is meant.
    if (!boxes.some((box) => box?.checked) && boxes[place]) boxes[place].checked = true;
    if (!boxes.some((box) => box?.checked)) return false;
    one(`[data-key=${key}]`, bar)?.click();
    return true;
  };
  const ways = {
    j: () => move(place + 1),
    k: () => move(place - 1),
    ArrowDown: () => move(place + 1),
    ArrowUp: () => move(place - 1),
    x: () => { if (boxes[place]) { boxes[place].checked = !boxes[place].checked; anchor = place; told(); } },
    X: () => { if (boxes[place]) { pick(anchor >= 0 ? anchor : place, place, true); anchor = place; } },
    a: () => step("a"),
    c: () => step("c"),
    t: () => step("t"),
    Enter: () => one(".matter a", rows[place])?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!single || event.target.matches("input:not([type=checkbox]), select, textarea, summary, button") || one("dialog[open]")) return;
    const letter = event.code.startsWith("Key") && (event.key === "Process" || event.key.length === 1);
    const key = letter ? (event.shiftKey ? event.code.slice(3) : event.code.slice(3).toLowerCase()) : event.key;
    if (!Object.hasOwn(ways, key) || place < 0 && ["x", "X", "Enter"].includes(key)) return;
    if (key === "Enter" && event.target.matches("a")) return;
    if (ways[key]() !== false) event.preventDefault();
  });
})();
