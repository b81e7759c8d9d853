/* Runs before the page is painted: light or dark, as chosen or as the system says. Then small things that the
   theme leaves to scripts inside the page, which our pages do not allow. It loads nothing. */
(() => {
  "use strict";
  const script = document.currentScript;
  const scope = new URL(script.src.replace(/assets\/scheme\.js.*$/, ""), location);

  // The theme's own script reads and writes what visitors chose through these names.
  window.__md_scope = scope;
  window.__md_hash = (text) => [...text].reduce((sum, sign) => (sum << 5) - sum + sign.charCodeAt(0), 0);
  window.__md_get = (key, store = localStorage, at = scope) => {
    try { return JSON.parse(store.getItem(`${at.pathname}.${key}`)); } catch { return null; }
  };
  // The theme also writes what it found at the start. Only a choice is kept: until there is one, a page follows the system.
  let asked = false;
  addEventListener("change", (event) => { asked = asked || event.target.name === "__palette"; }, true);
  window.__md_set = (key, value, store = localStorage, at = scope) => {
    if (key === "__palette" && !asked) return;
    try { store.setItem(`${at.pathname}.${key}`, JSON.stringify(value)); } catch { /* storage is switched off */ }
  };

  const inputs = [...document.querySelectorAll("input[name=__palette]")];
  const chosen = window.__md_get("__palette");
  const input = chosen && inputs[chosen.index]
    ? inputs[chosen.index]
    : inputs.find((one) => matchMedia(one.dataset.mdColorMedia).matches);
  if (input) document.body.dataset.mdColorScheme = input.dataset.mdColorScheme;

  addEventListener("DOMContentLoaded", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.name && target.name.startsWith("__tabbed_")) target.checked = true;

    // Labels that act as buttons are reached and pressed by keyboard, too.
    for (const label of document.querySelectorAll("label[data-pl-button]")) {
      label.tabIndex = 0;
      label.setAttribute("role", "button");
      label.setAttribute("aria-label", label.dataset.plButton);
      label.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        label.click();
      });
    }
    addEventListener("keydown", (event) => {
      const drawer = document.getElementById("__drawer");
      if (event.key === "Escape" && drawer && drawer.checked) drawer.click();
    });
  });
})();
