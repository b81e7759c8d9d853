// Sorts and filters tables and lists of the desk. It moves and hides what is there and never builds HTML from text.
"use strict";
(() => {
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // A table that sorts: each heading with a kind becomes a button.
  for (const table of document.querySelectorAll("table[data-sorts]")) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const told = document.createElement("p");
    told.className = "unseen";
    told.setAttribute("role", "status");
    table.parentNode.append(told);
    heads.forEach((head, column) => {
      if (!head.dataset.kind) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sort(body, column, head.dataset.kind === "number", down);
        told.textContent = `Sorted by ${button.textContent.trim()}, ${down ? "from the end" : "from the start"}.`;
      });
    });
  }

  function sort(body, column, number, down) {
    const key = (row) => {
      const cell = row.cells[column];
      return (cell.dataset.sort ?? cell.textContent).trim();
    };
    const rows = [...body.rows].map((row) => [key(row), row]);
    rows.sort(([a], [b]) => {
      if (a === "" || b === "") return (a === "") - (b === ""); // what is missing comes last, both ways
      const by = number ? parseFloat(a) - parseFloat(b) || 0 : order.compare(a, b);
      return down ? -by : by;
    });
    body.append(...rows.map(([, row]) => row));
  }

  // Filters: words that must all be there, and picks that must be the same.
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const box of document.querySelectorAll("[data-filters]")) {
    const list = document.getElementById(box.dataset.filters);
    const items = [...list.querySelectorAll("[data-item]")];
    const find = box.querySelector("input");
    const picks = [...box.querySelectorAll("select")];
    const count = box.querySelector(".count");
    const texts = items.map((item) => plain(item.textContent));

    const apply = () => {
      const words = plain(find.value).split(/\s+/).filter(Boolean);
      let left = 0;
      items.forEach((item, i) => {
        const fits =
          picks.every((pick) => pick.value === "" || item.getAttribute(`data-${pick.dataset.key}`) === pick.value) &&
          words.every((word) => texts[i].includes(word));
        item.hidden = !fits;
        left += fits;
      });
      count.textContent = left === items.length ? `All ${left} shown` : `${left} of ${items.length} shown`;
    };
    const choose = (asked) => {
      let any = false;
      for (const pick of picks) {
        const value = asked.get(pick.dataset.key);
        if (value !== null && [...pick.options].some((option) => option.value === value)) {
          pick.value = value;
          any = true;
        }
      }
      if (any) apply();
      return any;
    };

    box.hidden = false;
    box.addEventListener("input", apply);
    box.addEventListener("change", apply);
    box.querySelector("[data-clear]").addEventListener("click", () => {
      find.value = "";
      for (const pick of picks) pick.value = "";
      apply();
      find.focus();
    });
    addEventListener("hashchange", () => {
      if (choose(new URLSearchParams(location.hash.slice(1)))) box.scrollIntoView();
    });
    if (!choose(wanted)) apply();
  }
})();
