/* What the pages of a program can do beyond reading: filters, role plays, self-checks, forms that know the day, print.
   Without this script everything can be read: all cards, all scenes, answers behind their question. It loads nothing,
   stores nothing, and writes text only as text. A code of a certificate is looked up in its page, and sent nowhere. */
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function button(text, act) {
    const element = made("button", "pl-button pl-quiet", text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  function focusOn(element) {
    element.tabIndex = -1;
    element.focus();
  }

  // The page opens everything to print it; nobody has chosen anything then.
  let printing = false;
  window.addEventListener("beforeprint", () => {
    printing = true;
    for (const details of all(".pl-choice:not([open]), .pl-table-box:not([open])")) {
      details.dataset.printed = "yes";
      details.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of all("[data-printed]")) {
      details.open = false;
      delete details.dataset.printed;
    }
    setTimeout(() => { printing = false; }, 300);
  });

  function whenChosen(details, act) {
    details.addEventListener("toggle", () => {
      if (details.open && !printing) act();
    });
  }

  /* Filters: every select narrows the list; the count says how many are left. */
  function fits(item, select) {
    if (!select.value) return true;
    const own = item.dataset[select.dataset.key] || "";
    return select.dataset.most ? Number(own) <= Number(select.value) : own.split(" ").includes(select.value);
  }

  function filters(bar) {
    const list = document.getElementById(bar.dataset.filters);
    if (!list) return;
    const items = all(".pl-card, .pl-stop", list);
    const selects = all("select", bar);
    const count = bar.querySelector(".pl-count");
    const clear = bar.querySelector("[data-clear]");
    const apply = () => {
      let left = 0;
      for (const item of items) {
        item.hidden = !selects.every((select) => fits(item, select));
        if (!item.hidden) left += 1;
      }
      count.textContent = left ? `${left} of ${items.length} shown` : "Nothing fits. Take one filter away.";
    };
    for (const select of selects) select.addEventListener("change", apply);
    clear.addEventListener("click", () => {
      for (const select of selects) select.value = "";
      apply();
    });
    bar.hidden = false;
    apply();
  }

  /* Role play: one scene after the other, by choice. Another choice in an earlier scene starts a new way from there. */
  function rolePlay(box) {
    const list = box.querySelector(".pl-scenes");
    const scenes = all(".pl-scene", box);
    const named = new Map(scenes.map((scene) => [scene.dataset.step, scene]));
    const way = [scenes[0]];
    const end = made("p", "pl-end", "");
    const again = button("Start again", () => {
      go(scenes[0]);
      focusOn(scenes[0].querySelector(".pl-scene-text"));
    });

    function show() {
      for (const scene of scenes) scene.hidden = !way.includes(scene);
      way.forEach((scene, place) => {
        // Only what stands in the wrong place is moved: a moved element loses the focus.
        if (list.children[place] !== scene) list.insertBefore(scene, list.children[place]);
      });
      const last = all(".pl-choice[open]", way[way.length - 1])[0];
      const over = Boolean(last) && !last.dataset.next;
      end.textContent = over ? "The role play ends here." : "";
      again.hidden = way.length === 1 && !last;
    }

    function close(scene) {
      for (const choice of all(".pl-choice", scene)) choice.open = false;
    }

    function cut(scene) {
      for (const later of way.splice(way.indexOf(scene) + 1)) close(later);
    }

    function go(scene) {
      if (way.includes(scene)) {
        cut(scene);
        close(scene);
      } else {
        close(scene);
        way.push(scene);
      }
      show();
    }

    for (const scene of scenes) {
      const choices = all(".pl-choice", scene);
      for (const choice of choices) {
        const on = choice.querySelector(".pl-on");
        const next = named.get(choice.dataset.next);
        if (next) {
          on.replaceChildren(button("Go on", () => {
            go(next);
            focusOn(next.querySelector(".pl-scene-text"));
          }));
        } else {
          on.hidden = true;
        }
        whenChosen(choice, () => {
          for (const other of choices) if (other !== choice) other.open = false;
          cut(scene);
          show();
        });
      }
    }
    end.setAttribute("role", "status");
    box.append(end, again);
    box.classList.add("pl-live");
    show();
  }

  /* Self-check: the first answer to a question counts. Afterwards all answers can be read. */
  function selfCheck(box) {
    const questions = all(".pl-question", box);
    const first = new Map();
    const score = made("p", "pl-score", "");
    score.setAttribute("role", "status");
    const again = button("Start again", () => {
      first.clear();
      for (const choice of all(".pl-choice", box)) choice.open = false;
      tell();
      focusOn(questions[0].querySelector(".pl-ask"));
    });

    function tell() {
      const right = [...first.values()].filter((answer) => answer === "yes").length;
      const left = questions.length - first.size;
      const rest = left ? ` ${left} to go.` : " You have done them all.";
      score.textContent = first.size ? `${right} of ${first.size} right at the first try.${rest}` : "";
      again.hidden = !first.size;
    }

    for (const question of questions) {
      for (const choice of all(".pl-choice", question)) {
        whenChosen(choice, () => {
          if (!first.has(question)) first.set(question, choice.dataset.right);
          tell();
        });
      }
    }
    box.append(score, again);
    tell();
  }

  /* Forms: a page that was built last week must not offer a form that closed yesterday. */
  function localDay() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function door(box) {
    const { opens, closes } = box.dataset;
    const today = localDay();
    const state = opens && today < opens ? "before" : closes && today > closes ? "after" : "open";
    box.dataset.state = state;
    for (const part of all("[data-when]", box)) part.hidden = part.dataset.when !== state;
  }

  /* Certificates: the code finds its row and opens it. Without the code nobody can read a row, or tell it from a decoy. */
  const letters = (bytes) => [...bytes].map((b) => String.fromCharCode(97 + (b >> 4), 97 + (b & 15))).join("");
  const hash = async (text) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).slice(0, 16);

  async function lookUp(box, typed) {
    const code = typed.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "");
    const find = letters(await hash(`find${box.dataset.salt}${code}`));
    const row = box.dataset.rows.split(" ").find((one) => one.startsWith(find));
    if (!row) return null;
    const cover = await hash(`open${box.dataset.salt}${code}`);
    const sealed = [...cover].map((byte, at) => {
      const [high, low] = [row.charCodeAt(32 + 2 * at) - 97, row.charCodeAt(33 + 2 * at) - 97];
      return byte ^ ((high << 4) | low);
    });
    const [kind, round, hours] = String.fromCharCode(...sealed).trim().split(" ").map(Number);
    const title = (list, at) => all(`${list} li`, box)[at].textContent;
    return { kind: title("[data-kinds]", kind), round: title("[data-rounds]", round), hours };
  }

  function checks(box) {
    const form = made("form", "pl-check-form", "");
    const label = made("label", "", "Code ");
    const field = made("input", "", "");
    const said = made("p", "pl-check-said", "");
    const look = made("button", "pl-button", "Check");
    field.autocomplete = "off";
    field.spellcheck = false;
    said.setAttribute("role", "status");
    label.append(field);
    form.append(label, look);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!window.crypto || !crypto.subtle) {
        said.textContent = "Your browser can only check codes on a page that starts with https.";
        return;
      }
      const found = await lookUp(box, field.value);
      const hours = found && found.hours ? `, at least ${found.hours} hours` : "";
      said.textContent = found
        ? `This code is ours. ${found.kind}, ${found.round}${hours}.`
        : "We do not know this code. Look at each sign again, or ask us.";
    });
    box.append(form, said);
  }

  function start() {
    all("[data-check]").forEach(checks);
    all("[data-filters]").forEach(filters);
    all("[data-play]").forEach(rolePlay);
    all("[data-quiz]").forEach(selfCheck);
    all("[data-opens], [data-closes]").forEach(door);
    for (const print of all("[data-print]")) {
      print.hidden = false;
      print.addEventListener("click", () => window.print());
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
