// Long lists to choose from: a field above them that finds by characters, pinyin initials and code. The list itself stays.
"use strict";
(() => {
  const FOUND_MAX = 12;
  const begins = (initials, typed) => {
    const letters = initials.split(" ");
    return letters.some((_, start) => [...typed].every((letter, at) => letters[start + at]?.includes(letter)));
  };
  document.querySelectorAll("select[data-picker]").forEach((select, place) => {
    const options = [...select.options].filter((option) => option.value);
    const path = (option) => [option.parentElement.label, option.textContent].filter(Boolean).join(" \u203a ");
    const holder = document.createElement("div");
    holder.className = "picker";
    const input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    const list = document.createElement("ul");
    list.id = `picker-${place}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"], ["aria-label", `${select.labels[0]?.textContent ?? ""} ${select.dataset.picker}`]]) input.setAttribute(name, value);
    list.setAttribute("aria-label", select.labels[0]?.textContent ?? "");
    input.placeholder = select.dataset.picker;
    holder.append(input, list);
    select.before(holder);
    let found = [];
    let at = 0;

    const mark = (to) => {
      at = found.length ? (to + found.length) % found.length : 0;
      [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
      const item = list.children[at];
      if (item) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
    };
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); };
    const choose = (option) => {
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      input.value = "";
      close();
      select.focus();
    };
    const look = () => {
      const typed = input.value.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
      found = typed ? options.filter((option) => path(option).toLowerCase().includes(typed) || option.value.toLowerCase().includes(typed) || begins(option.dataset.initials ?? "", typed)).slice(0, FOUND_MAX) : [];
      list.replaceChildren(...found.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.textContent = path(option);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
        return item;
      }));
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      mark(0);
    };
    input.addEventListener("input", (event) => { if (!event.isComposing) look(); });
    input.addEventListener("compositionend", look);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown") { mark(at + 1); event.preventDefault(); }
      if (event.key === "ArrowUp") { mark(at - 1); event.preventDefault(); }
      if (event.key === "Escape") close();
      // Enter chooses, and sends nothing.
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); if (found[at]) choose(found[at]); }
    });
  });
})();
