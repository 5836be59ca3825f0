// The questions of the form in the editor, read from the page as it stands: names, types and
// choices, renamed or moved a moment ago. Read at most once between two changes.
(() => {
  const root = () => document.querySelector("[data-form-rules]");
  let cached = null;
  let watched = null;

  const own = (child, prefix, name) => child.querySelector(`[name="${CSS.escape(prefix)}-${name}"]`);
  const text = (child, prefix, name) => (own(child, prefix, name)?.value ?? "").trim();

  // A StreamField child is headed by hidden inputs: deleted, order, type, id.
  const head = (child) => {
    const heads = child.querySelectorAll(":scope > input[type=hidden]");
    const type = [...heads].find((input) => input.name.endsWith("-type"));
    const prefix = type.name.slice(0, -"-type".length);
    return {
      prefix,
      type: type.value,
      id: text(child, prefix, "id"),
      deleted: text(child, prefix, "deleted") !== "",
    };
  };

  const choicesOf = (child, prefix) => {
    const lines = own(child, prefix, "value-choices");
    if (lines?.tagName === "TEXTAREA") return window.formChoiceLines?.(lines.value) ?? [];
    const items = child.querySelectorAll(':scope [data-contentpath="choices"] [data-streamfield-child]');
    return [...items]
      .map((item) => ({ item, ...head(item) }))
      .filter(({ deleted }) => !deleted)
      .map(({ item, prefix: at, id }) => [id, text(item, at, "value-label") || "（文字のない選択肢）"]);
  };

  const read = () => {
    const { kinds, types } = table();
    const nodes = [];
    const around = []; // the blocks the element is in, outermost first
    let number = 0;
    for (const element of root()?.querySelectorAll("[data-streamfield-child]") ?? []) {
      const { prefix, type, id, deleted } = head(element);
      if (!type) continue; // an entry of a list, such as a choice
      while (around.length && !around.at(-1).element.contains(element)) around.pop();
      const owner = around.at(-1);
      const gone = deleted || Boolean(owner?.gone);
      const kind = kinds[type] ?? "none";
      const label = text(element, prefix, type === "section" ? "value-title" : "value-label");
      if (type === "section" && !gone) number += 1;
      nodes.push({
        element, id, type, kind, gone,
        label: label || `（${types[type] ?? "名前なし"}）`,
        section: type === "section" ? number : owner?.section,
        group: owner?.type === "group" ? owner.id : null,
        choices: kind === "choice" || kind === "choices" ? choicesOf(element, prefix) : [],
        place: nodes.length,
      });
      around.push(nodes.at(-1));
    }
    return nodes.filter((node) => !node.gone);
  };

  const forget = () => { cached = null; };

  const watch = () => {
    const now = root();
    if (!now || now === watched) return;
    watched = now;
    new MutationObserver(forget).observe(now, { childList: true, subtree: true });
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
    nodes() {
      watch();
      cached ??= read();
      return cached;
    },
    // The section, group or question an element of the editor belongs to.
    nodeOf(element) {
      return this.nodes().findLast((node) => node.element.contains(element));
    },
    // What a rule on `node` may ask for: earlier questions, and those of its own row.
    sources(node) {
      return this.nodes().filter(
        (other) => other.place < node.place && other.kind !== "none" &&
          (other.group === null || other.group === node.group)
      );
    },
  };
})();
