// What depends on a question: a line in its block, and the refusal to delete or move it away from
// under its rules. A copy's rules point into the copy where the original's pointed into itself.
(() => {
  const outline = window.formOutline;
  const words = window.formRuleWords;
  const CHILD = "[data-streamfield-child]";
  const EFFECTS = { show: "表示する条件", require: "必須にする条件", when: "確認", at: "確認のメッセージを表示する質問", formula: "計算" };

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter(Boolean));
    return element;
  };

  const parsed = (text) => {
    try {
      return JSON.parse(text || "null");
    } catch {
      return null;
    }
  };

  const formulaRefs = (formula) => [formula?.of, formula?.at].flat()
    .filter((term) => typeof term === "string" && term && term !== "today").map((ref) => ({ ref, values: [] }));

  // Every place that asks for something: {ref, values, by: node, name, input, rule}.
  const uses = () => {
    const found = [];
    for (const input of outline.root()?.querySelectorAll(".form-rule > input, .form-target > input, .form-formula > input") ?? []) {
      if (!input.value) continue;
      const name = /-(show|require|when|at|formula)$/.exec(input.name)?.[1];
      const by = outline.nodeOf(input);
      if (!name || !by || by.gone) continue;
      const entry = input.closest(CHILD);
      if (entry !== by.element && outline.head(entry).deleted) continue; // a deleted choice or check
      const rule = name === "at" ? null : parsed(input.value);
      const refs = name === "at" ? [{ ref: input.value, values: [] }] : name === "formula" ? formulaRefs(rule) : words.refs(rule ?? {});
      for (const each of refs) found.push({ ...each, by, name, input, rule, entry });
    }
    return found;
  };

  const find = (ref) => ref === "@applicant_kind"
    ? { label: "申請者の区分", kind: "applicant", unit: "", choices: Object.entries(outline.table().applicant) }
    : outline.find(ref);

  const nameOf = ({ by, name, entry }) => {
    const owner = `「${by.label}」の`;
    if (name === "show" && entry !== by.element) {
      const id = outline.head(entry).id;
      return `${owner}選択肢「${by.choices.find(([key]) => key === id)?.[1] ?? ""}」を表示する条件`;
    }
    return owner + EFFECTS[name];
  };

  const described = (use) => ["at", "formula"].includes(use.name) || !use.rule ? nameOf(use)
    : `${nameOf(use)}：${words.sentence(use.rule, find, outline.table())}`;

  // Each input once, however often it asks.
  const distinct = (list) => [...new Map(list.map((use) => [use.input, use])).values()];

  const links = (list, before = () => {}) => make("ul", { className: "form-uses__list" }, ...distinct(list).map((use) => {
    const link = make("button", { type: "button", className: "form-uses__link", textContent: described(use) });
    link.addEventListener("click", () => { before(); outline.show(use.input); });
    return make("li", {}, link);
  }));

  // The line in each block that something depends on.

  const lines = () => {
    const byRef = new Map();
    for (const use of uses()) byRef.set(use.ref, [...(byRef.get(use.ref) ?? []), use]);
    for (const node of outline.nodes()) {
      if (node.type === "section") continue;
      const content = node.element.querySelector(".w-panel__content, [data-panel] > .content") ?? node.element;
      const old = content.querySelector(":scope > .form-uses");
      const list = byRef.get(node.id) ?? [];
      if (!list.length) {
        old?.remove();
        continue;
      }
      const signature = distinct(list).map(described).join("\n");
      if (old?.signature === signature) continue;
      const open = old?.querySelector("button")?.getAttribute("aria-expanded") === "true";
      const focused = old?.contains(document.activeElement);
      const what = node.type === "group" ? "この繰り返し" : "この質問";
      const button = make("button", { type: "button", className: "form-uses__toggle", textContent: `${what}を使っている条件：${distinct(list).length}件` });
      const shown = links(list);
      shown.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      button.addEventListener("click", () => {
        shown.hidden = !shown.hidden;
        button.setAttribute("aria-expanded", String(!shown.hidden));
      });
      const line = make("div", { className: "form-uses" }, button, shown);
      line.signature = signature;
      if (old) old.replaceWith(line);
      else content.prepend(line);
      if (focused) button.focus();
    }
  };

  // What is refused is told in a dialog; closing it gives the focus back to the button.

  const refuse = (title, text, list) => {
    const from = document.activeElement;
    const close = make("button", { type: "button", className: "button", textContent: "閉じる" });
    const heading = make("h2", { className: "form-uses__title", id: "form-uses-title", textContent: title });
    let away = false;
    const dialog = make("dialog", { className: "form-uses__dialog" }, heading, make("p", { textContent: text }),
      links(list, () => { away = true; dialog.close(); }), make("p", {}, close));
    dialog.setAttribute("aria-labelledby", heading.id);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (!away) from?.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    close.focus();
  };

  const inside = (child) => {
    const head = outline.head(child);
    const ids = new Set([head.id]);
    for (const each of child.querySelectorAll(CHILD)) ids.add(outline.head(each).id);
    return ids;
  };

  const deletion = (child) => {
    const all = uses().filter((use) => !child.contains(use.input));
    const node = outline.nodes().find((each) => each.element === child);
    if (node) {
      const ids = inside(child);
      return { label: node.label, list: all.filter(({ ref }) => ids.has(ref)) };
    }
    const { id } = outline.head(child);
    const owner = outline.nodeOf(child);
    const label = owner?.choices.find(([key]) => key === id)?.[1] ?? "";
    return { label, list: all.filter(({ ref, values }) => ref === owner?.id && values?.includes(id)) };
  };

  // Rules that ask for something that does not stand before them.
  const broken = () => uses().filter(({ ref, by, name, rule }) => {
    if (ref === "@applicant_kind" || !outline.find(ref)) return false;
    if (name === "at") {
      const target = outline.find(ref);
      return target.section !== by.section || target.group !== (by.type === "group" ? by.id : null);
    }
    if (name === "formula") return false; // may ask for all of the form
    const rows = words.refs(rule).filter((each) => each.rows).map((each) => each.ref);
    return ![null, ...rows].some((group) => outline.sources(by, { check: name === "when", group }).some(({ id }) => id === ref));
  });

  const key = ({ ref, input }) => `${ref} ${input.name}`;

  // After a move: what broke by it? Then it goes back, and the reason is told.
  const afterMove = (child, before, back) => {
    outline.forget();
    const known = new Set(before.map(key));
    const list = broken().filter((use) => !known.has(key(use)));
    if (!list.length) return;
    const label = outline.nodes().find((each) => each.element === child)?.label ?? "";
    back();
    outline.forget();
    refuse(`「${label}」は、この位置に動かせません`,
      "条件に使う質問は、条件よりも前に置きます。先に、次の条件を変えるか削除してください。", list);
  };

  const press = (child, action, times) => {
    for (let i = 0; i < times; i += 1) {
      ownAction(child, action)?.click();
    }
  };
  const ownAction = (child, action) =>
    [...child.querySelectorAll(`[data-streamfield-action="${action}"]`)].find((button) => button.closest(CHILD) === child);

  // Copies

  const renewed = (value, ids) => typeof value === "string" ? ids.get(value) ?? value
    : Array.isArray(value) ? value.map((each) => renewed(each, ids))
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, renewed(each, ids)]))
    : value;

  const living = (child) => [child, ...child.querySelectorAll(CHILD)].filter((each) => {
    for (let at = each; at && child.contains(at); at = at.parentElement?.closest(CHILD)) if (outline.head(at).deleted) return false;
    return true;
  });

  const afterCopy = (child) => {
    const copy = child.parentElement.querySelectorAll(`:scope > ${CHILD}`);
    const made = copy[[...copy].indexOf(child) + 1];
    if (!made) return;
    const [from, to] = [living(child), living(made)].map((list) => list.map((each) => outline.head(each).id));
    const ids = new Map(from.map((id, index) => [id, to[index]]).filter(([id]) => id));
    outline.forget();
    for (const input of made.querySelectorAll(".form-rule > input, .form-target > input, .form-formula > input")) {
      if (!input.value) continue;
      const plain = input.closest(".form-target");
      input.value = plain ? ids.get(input.value) ?? input.value : JSON.stringify(renewed(parsed(input.value), ids));
      const frame = input.parentElement;
      (frame.formRule ?? frame.formTarget ?? frame.formFormula)?.reload();
    }
    // Codes are unique: those of a copy are given anew when it is saved.
    for (const each of living(made)) {
      const { prefix, type } = outline.head(each);
      const code = type && document.getElementById(`${prefix}-value-code`);
      if (code) code.value = "";
    }
    document.dispatchEvent(new CustomEvent("form-outline:changed"));
  };

  let quiet = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-streamfield-action]");
    if (quiet || !button || !outline.root()?.contains(button)) return;
    const child = button.closest(CHILD);
    const action = button.dataset.streamfieldAction;
    if (action === "DELETE") {
      outline.forget();
      const { label, list } = deletion(child);
      if (!list.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      refuse(`「${label}」は、使われているため削除できません`,
        `次の${distinct(list).length}か所で使われています。先に、その条件を変えるか削除してください。`, list);
    } else if (action === "MOVE_UP" || action === "MOVE_DOWN") {
      outline.forget();
      const before = broken();
      setTimeout(() => afterMove(child, before, () => {
        quiet = true;
        press(child, action === "MOVE_UP" ? "MOVE_DOWN" : "MOVE_UP", 1);
        quiet = false;
        button.focus();
      }));
    } else if (action === "DUPLICATE") {
      setTimeout(() => afterCopy(child));
    }
  }, true);

  // Dragging: the state before is kept when it begins.
  let dragged = [];
  document.addEventListener("start", () => { outline.forget(); dragged = broken(); });
  document.addEventListener("end", (event) => {
    const { item, oldDraggableIndex: from, newDraggableIndex: to } = event;
    if (!item?.matches?.(CHILD) || from === to || from === undefined) return;
    setTimeout(() => afterMove(item, dragged, () => {
      quiet = true;
      press(item, to > from ? "MOVE_UP" : "MOVE_DOWN", Math.abs(to - from));
      quiet = false;
    }));
  });

  let waiting = null;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (window.requestIdleCallback ?? setTimeout)(lines), 50);
  };
  document.addEventListener("form-outline:changed", later);
  document.addEventListener("DOMContentLoaded", later);
  if (document.readyState !== "loading") later();

  window.formUses = { uses, lines };
})();
