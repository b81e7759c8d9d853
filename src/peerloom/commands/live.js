/* Only `peerloom serve` adds this to a page, and never to a file: it shows mistakes, and follows changes. */
(() => {
  "use strict";
  const script = document.currentScript;
  const shown = script.dataset.site;
  const address = new URL("changes", script.src);
  let seen = "";
  let box = null;

  const style = (element, rules) => Object.assign(element.style, rules);

  const hide = () => {
    if (box) box.remove();
    box = null;
  };

  const show = (report) => {
    hide();
    box = document.createElement("section");
    box.id = "peerloom-report";
    box.tabIndex = 0;
    box.setAttribute("role", "alert");
    box.setAttribute("aria-label", "What must be mended");
    style(box, {
      position: "fixed", inset: "auto 0 0 0", zIndex: "9999", maxHeight: "70vh", overflow: "auto", padding: "1rem 1.5rem",
      background: "#1f1a17", color: "#ffffff", borderTop: "6px solid #ff8a65", font: "16px/1.5 system-ui, sans-serif",
    });
    const title = document.createElement("p");
    style(title, { margin: "0 0 .5rem", fontWeight: "700" });
    title.textContent = "Something must be mended. The page behind this is the last good one.";
    const text = document.createElement("pre");
    style(text, { margin: "0", whiteSpace: "pre-wrap", font: "14px/1.5 ui-monospace, Consolas, monospace", color: "inherit" });
    text.textContent = report;
    box.append(title, text);
    document.body.append(box);
  };

  const visible = () => new Promise((go) => {
    if (!document.hidden) return go();
    const wait = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", wait);
      go();
    };
    document.addEventListener("visibilitychange", wait);
  });

  const follow = async () => {
    for (;;) {
      await visible(); /* a browser opens few connections to one host: hidden pages must not hold them */
      const stop = new AbortController();
      const left = () => document.hidden && stop.abort();
      document.addEventListener("visibilitychange", left);
      try {
        address.search = new URLSearchParams({ seen });
        const answer = await fetch(address, { cache: "no-store", signal: stop.signal });
        const now = await answer.json();
        seen = now.seen;
        if (now.report) show(now.report);
        else if (now.site !== shown) location.reload();
        else hide();
      } catch {
        if (!stop.signal.aborted) await new Promise((go) => setTimeout(go, 1000)); /* stopped, or started anew */
      }
      document.removeEventListener("visibilitychange", left);
    }
  };

  follow();
})();
