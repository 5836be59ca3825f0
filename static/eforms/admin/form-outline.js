// The questions of the form in the editor, read from the page as it stands: names, types and
// choices, renamed or moved a moment ago. Read at most once between two changes.
(() => {
  const CHILD = "[data-streamfield-child]";
  const root = () => document.querySelector("[data-form-rules]");
  let cached = null;
  let byElement = new Map();
  let watched = null;

  // Inputs have their name as id, too; asking for an id costs nothing.
  const own = (child, prefix, name) =>
    document.getElementById(`${prefix}-${name}`) ?? child.querySelector(`[name="${CSS.escape(prefix)}-${name}"]`);
  const text = (child, prefix, name) => (own(child, prefix, name)?.value ?? "").trim();

  // A StreamField child (and an entry of a list) is headed by hidden inputs.
  const head = (child) => {
    const found = {};
    let prefix = "";
    for (const input of child.children) {
      if (input.tagName !== "INPUT" || input.type !== "hidden") continue;
      const [, before, name] = /^(.*)-(deleted|order|type|id)$/.exec(input.name) ?? [];
      if (!name) continue;
      prefix = before;
      found[name] = input.value;
    }
    return { prefix, type: found.type ?? "", id: found.id ?? "", deleted: Boolean(found.deleted) };
  };

  const entries = (child, name) => {
    const items = child.querySelectorAll(`:scope [data-contentpath="${name}"] ${CHILD}`);
    return [...items].map((item) => ({ item, ...head(item) })).filter(({ deleted }) => !deleted);
  };

  const choicesOf = (child, prefix) => {
    const lines = own(child, prefix, "value-choices");
    if (lines?.tagName === "TEXTAREA") return window.formChoiceLines?.(lines.value) ?? [];
    return entries(child, "choices").map(({ item, prefix: at, id }) =>
      [id, text(item, at, "value-label") || "（文字のない選択肢）"]);
  };

  const read = () => {
    const { kinds, types, units } = table();
    const nodes = [];
    const around = []; // the blocks the element is in, outermost first
    let number = 0;
    for (const element of root()?.querySelectorAll(CHILD) ?? []) {
      const { prefix, type, id, deleted } = head(element);
      if (!type) continue; // an entry of a list, such as a choice
      while (around.length && !around.at(-1).element.contains(element)) around.pop();
      const owner = around.at(-1);
      const gone = deleted || Boolean(owner?.gone);
      const kind = type === "group" ? "rows" : kinds[type] ?? "none";
      const label = text(element, prefix, type === "section" ? "value-title" : "value-label");
      if (type === "section" && !gone) number += 1;
      const node = {
        element, id, type, kind, gone, prefix,
        label: label || `（${types[type] ?? "名前なし"}）`,
        section: type === "section" ? number : owner?.section,
        group: owner?.type === "group" ? owner.id : null,
        unit: units[type] ?? "",
        place: nodes.length,
        get choices() {
          this.known ??= kind === "choice" || kind === "choices" ? choicesOf(element, prefix) : [];
          return this.known;
        },
      };
      nodes.push(node);
      around.push(node);
    }
    byElement = new Map(nodes.map((node) => [node.element, node]));
    return nodes.filter((node) => !node.gone);
  };

  const forget = () => { cached = null; };

  const watch = () => {
    const now = root();
    if (!now || now === watched) return;
    watched = now;
    // Blocks that come, go or move; what scripts build inside of one changes no question.
    new MutationObserver((changes) => {
      if (changes.some(({ addedNodes, removedNodes }) =>
        [...addedNodes, ...removedNodes].some((each) => each.nodeType === 1 && (each.matches(CHILD) || each.querySelector(CHILD))))) forget();
    }).observe(now, { childList: true, subtree: true });
    let timer = null;
    const tell = () => {
      forget();
      clearTimeout(timer);
      timer = setTimeout(() => {
        forget();
        document.dispatchEvent(new CustomEvent("form-outline:changed"));
      }, 150);
    };
    now.addEventListener("input", tell);
    now.addEventListener("end", tell); // a block was dragged
    // Deleting, moving and duplicating are presses of buttons, which Wagtail keeps to itself.
    now.addEventListener("click", (event) => {
      if (event.target.closest("[data-streamfield-action], [data-streamfield-list-add]")) tell();
    }, true);
  };

  let known = null;
  const table = () => {
    known ??= JSON.parse(root()?.dataset.formRules ?? "{}");
    return known;
  };

  window.formOutline = {
    table,
    head,
    entries,
    root,
    forget,
    nodes() {
      watch();
      cached ??= read();
      return cached;
    },
    // The section, group or question an element of the editor belongs to.
    nodeOf(element) {
      this.nodes();
      let child = element.closest(CHILD);
      while (child && !byElement.has(child)) child = child.parentElement.closest(CHILD);
      return child ? byElement.get(child) : undefined;
    },
    find(id) {
      return this.nodes().find((node) => node.id === id) ?? null;
    },
    // What a rule on `node` may ask for (docs/schema.md): earlier questions and groups, and those of
    // its own row; a check may ask for all of its section. `group` looks from that group's rows.
    sources(node, { check = false, group = null } = {}) {
      const row = check && node.type === "group" ? node.id : node.group;
      return this.nodes().filter((other) =>
        (check ? other.section <= node.section : other.place < node.place) &&
        other.type !== "section" && other.kind in table().operators &&
        (other.group === null || other.group === row || other.group === group));
    },
    // Leads to an element, through closed blocks and settings.
    show(wanted) {
      const real = window.formFold?.real(wanted) ?? wanted;
      const element = real.type === "hidden" ? real.parentElement : real;
      element.dispatchEvent(new Event("beforematch", { bubbles: true }));
      setTimeout(() => {
        element.formRule?.open();
        element.scrollIntoView({ block: "center" });
        const target = element.matches("button, input, select") ? element
          : element.querySelector(".form-rule__source") ?? element.querySelector("select, button, input:not([type=hidden])");
        target?.focus({ preventScroll: true });
      }, 100);
    },
  };
})();
