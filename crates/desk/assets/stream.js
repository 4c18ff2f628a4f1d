// Tells of arrivals without a reload. One tab of a browser listens and tells the others; nothing on a page moves but the
// count at the top and a line at the foot, which a reader can close. Without locks each visible tab listens for itself.
"use strict";
(() => {
  const link = document.querySelector("a[data-stream]");
  const region = document.querySelector("[data-news]");
  if (!link || !region || !("EventSource" in window)) return;
  const name = `huiyin-news-${link.dataset.reader}`;
  const STAYS_MS = 12000;
  const SHOWN_MAX = 3;

  const count = (text) => {
    let badge = link.querySelector(".count");
    if (text === "0") { badge?.remove(); return; }
    if (!badge) { badge = document.createElement("span"); badge.className = "count"; link.append(" ", badge); }
    if (badge.textContent !== text) badge.textContent = text;
  };

  const announce = ({ number, why, href }) => {
    const line = document.createElement("p");
    line.className = "toast";
    const way = document.createElement("a");
    way.href = href;
    way.textContent = number;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "plain";
    close.textContent = region.dataset.close;
    close.addEventListener("click", () => line.remove());
    line.append(way, ` ${why} `, close);
    region.append(line);
    while (region.children.length > SHOWN_MAX) region.firstElementChild.remove();
    // It stays as long as somebody is at it.
    const leave = () => {
      if (line.matches(":hover, :focus-within")) setTimeout(leave, STAYS_MS); else line.remove();
    };
    setTimeout(leave, STAYS_MS);
  };

  const say = ({ kind, data }) => (kind === "unseen" ? count(data) : announce(data));

  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  if (channel) channel.addEventListener("message", (event) => say(event.data));

  // Listens until the page goes or the server sends the reader away; resolves then, so that another tab may take over.
  let source = null;
  const listen = (share) => new Promise((resolve) => {
    source = new EventSource(link.dataset.stream);
    const pass = (kind, data) => { say({ kind, data }); if (share) channel.postMessage({ kind, data }); };
    source.addEventListener("unseen", (event) => pass("unseen", event.data));
    source.addEventListener("notice", (event) => pass("notice", JSON.parse(event.data)));
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) resolve(); });
    addEventListener("pagehide", () => { source.close(); resolve(); }, { once: true });
  });

  const begin = () => {
    if (channel && navigator.locks) {
      navigator.locks.request(name, () => listen(true)).catch(() => {});
      return;
    }
    const look = () => {
      const listening = source && source.readyState !== EventSource.CLOSED;
      if (document.visibilityState === "visible" && !listening) listen(false);
      else if (document.visibilityState === "hidden" && listening) source.close();
    };
    look();
    document.addEventListener("visibilitychange", look);
  };
  begin();
  addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
})();
