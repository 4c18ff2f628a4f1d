// The quick switcher: Ctrl K, a few letters, Enter. The same answers stand on /desk/switch.
"use strict";
(() => {
  const dialog = document.querySelector("dialog#switcher");
  if (!dialog) return;
  const [input, list, status] = ["input", "ul", "p"].map((part) => dialog.querySelector(part));
  const number = document.querySelector(".crumbs .code")?.textContent.trim();
  let hits = [];
  let place = 0;
  let asked = 0;
  let timer;

  const mark = (to) => {
    place = hits.length ? (to + hits.length) % hits.length : 0;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    const chosen = list.children[place];
    if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  };
  const show = (found) => {
    hits = found;
    list.replaceChildren(...hits.map((hit, at) => {
      const item = document.createElement("li");
      item.id = `switcher-${at}`;
      item.setAttribute("role", "option");
      const name = document.createElement("strong");
      name.textContent = hit.label;
      const rest = document.createElement("span");
      rest.className = "quiet";
      rest.textContent = `${hit.group} ${hit.beside}`;
      item.append(name, " ", rest);
      item.addEventListener("click", () => { location.href = hit.href; });
      return item;
    }));
    input.setAttribute("aria-expanded", String(hits.length > 0));
    status.textContent = hits.length ? "" : input.value.trim() ? status.dataset.none : status.dataset.hint;
    mark(0);
  };
  const ask = () => {
    const turn = ++asked;
    const text = input.value.trim();
    if (!text) { show([]); return; }
    const query = new URLSearchParams({ q: text });
    if (number) query.set("case", number);
    fetch(`${dialog.dataset.from}?${query}`, { headers: { accept: "application/json" } })
      .then((answer) => answer.ok ? answer.json() : [])
      .then((found) => { if (turn === asked) show(found); })
      .catch(() => {});
  };
  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
  };

  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 80);
  });
  input.addEventListener("compositionend", ask);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") { mark(place + 1); event.preventDefault(); }
    if (event.key === "ArrowUp") { mark(place - 1); event.preventDefault(); }
    if (event.key === "Enter" && hits[place]) { event.preventDefault(); location.href = hits[place].href; }
  });
  document.querySelector("[data-switcher]")?.addEventListener("click", (event) => { event.preventDefault(); open(); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (event.key.toLowerCase() === "k" || event.code === "KeyK")) { event.preventDefault(); open(); }
  });
})();
