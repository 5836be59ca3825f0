// The input of a rule: 「次の すべてに 当てはまるとき表示します」 and one line for each condition, made
// of selects. The rule itself stays in the hidden input, as JSON with question and choice ids.
(() => {
  const outline = window.formOutline;
  const APPLICANT = "@applicant_kind";
  const GONE = "⚠ 参照先の質問が見つかりません";
  const MATCHES = ["all", "any", "none"];

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const option = (value, label, chosen) =>
    make("option", { value, textContent: label, selected: value === chosen });

  const select = (label, options, chosen, change) => {
    const element = make("select", { className: "form-rule__select" });
    element.setAttribute("aria-label", label);
    element.append(...options.map(([value, words]) => option(value, words, chosen)));
    element.addEventListener("change", () => change(element.value));
    return element;
  };

  const isRule = (part) => MATCHES.some((match) => match in part);
  const matchOf = (rule) => MATCHES.find((match) => match in rule) ?? "all";

  class FormRule extends window.StimulusModule.Controller {
    static values = { effect: String };

    connect() {
      this.input = this.element.querySelector("input[type=hidden]");
      this.rule = this.parse();
      this.frame = this.element.querySelector(".form-rule__frame") ?? make("div", { className: "form-rule__frame" });
      this.element.append(this.frame);
      this.label();
      this.changed = () => this.refresh();
      document.addEventListener("form-outline:changed", this.changed);
      this.render();
    }

    disconnect() {
      document.removeEventListener("form-outline:changed", this.changed);
      this.mark("");
    }

    // The label belongs to the whole input, not to the hidden part of it.
    label() {
      const label = this.element.closest("[data-contentpath]")?.querySelector("label");
      if (!label) return;
      label.removeAttribute("for");
      label.id ||= `${this.input.id}-name`;
      this.element.setAttribute("role", "group");
      this.element.setAttribute("aria-labelledby", label.id);
    }

    parse() {
      try {
        const rule = JSON.parse(this.input.value || "null");
        if (!rule) return null;
        return isRule(rule) ? rule : { all: [rule] };
      } catch {
        return null;
      }
    }

    store() {
      const value = this.rule ? JSON.stringify(this.rule) : "";
      if (value !== this.input.value) {
        this.input.value = value;
        for (const type of ["input", "change"]) this.input.dispatchEvent(new Event(type, { bubbles: true }));
      }
      this.tell();
    }

    // Shown: the whole rule, or the button that begins one.

    render(focus) {
      this.frame.replaceChildren(...(this.rule ? [this.box(this.rule, null)] : [this.beginning()]));
      this.tell();
      if (focus) this.frame.querySelectorAll("select.form-rule__source")[focus - 1]?.focus();
    }

    beginning() {
      return this.button("条件を追加", () => {
        this.rule = { all: [this.blank()] };
        this.store();
        this.render(1);
      });
    }

    button(words, press, name = words) {
      const button = make("button", { type: "button", className: "form-rule__button button button-small button-secondary", textContent: words });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", press);
      return button;
    }

    blank() {
      return { ref: "", op: "", value: null };
    }

    box(rule, parent) {
      const match = matchOf(rule);
      const parts = rule[match];
      const matches = Object.entries(outline.table().matches);
      const first = make("p", { className: "form-rule__match" },
        make("span", { textContent: "次の" }),
        select("条件の合わせ方", matches, match, (chosen) => {
          delete rule[match];
          rule[chosen] = parts;
          this.store();
          this.render();
        }),
        make("span", { textContent: parent ? "当てはまる" : `当てはまるとき${this.effectValue}` }));
      const rows = make("ul", { className: "form-rule__rows" },
        ...parts.map((part) => make("li", { className: "form-rule__row" },
          ...(isRule(part) ? [this.box(part, rule)] : this.condition(part)),
          this.button("削除", () => this.remove(parts, part), isRule(part) ? "この条件のまとまりを削除" : "この条件を削除"))));
      const add = (part) => () => {
        parts.push(part());
        this.store();
        this.render();
        [...this.frame.querySelectorAll("select.form-rule__source")].at(-1)?.focus();
      };
      return make("div", { className: "form-rule__box" }, first, rows,
        make("p", { className: "form-rule__more" },
          this.button("条件を追加", add(() => this.blank())),
          parent ? null : this.button("条件のまとまりを追加", add(() => ({ any: [this.blank()] })))));
    }

    remove(parts, part) {
      parts.splice(parts.indexOf(part), 1);
      this.rule = this.tidy(this.rule);
      this.store();
      this.render();
      this.frame.querySelector("button")?.focus();
    }

    // A box whose last condition went is gone too.
    tidy(rule) {
      const match = matchOf(rule);
      const parts = rule[match].map((part) => (isRule(part) ? this.tidy(part) : part)).filter(Boolean);
      return parts.length ? { [match]: parts } : null;
    }

    // One condition: 質問 が 値 である

    condition(part) {
      const source = this.source(part.ref);
      const ops = Object.entries(outline.table().operators[source?.kind] ?? {});
      const parts = [this.sources(part)];
      if (source?.kind) {
        parts.push(make("span", { textContent: "が" }));
        const input = this.value(part, source);
        if (input) parts.push(input);
        parts.push(select("比べ方", ops, part.op, (op) => {
          const several = outline.table().several;
          if (several.includes(op) !== several.includes(part.op)) part.value = several.includes(op) ? [part.value].filter(Boolean) : part.value?.[0] ?? null;
          part.op = op;
          if (outline.table().withoutValue.includes(op)) part.value = null;
          this.store();
          this.render();
        }));
      }
      return [make("div", { className: "form-rule__condition" }, ...parts)];
    }

    source(ref) {
      if (ref === APPLICANT) {
        return { id: APPLICANT, label: "申請者の区分", kind: "applicant", choices: Object.entries(outline.table().applicant) };
      }
      return outline.nodes().find((node) => node.id === ref && node.kind !== "none") ?? null;
    }

    sourceName(ref) {
      if (!ref) return "質問を選んでください";
      const source = this.source(ref);
      if (!source) return GONE;
      const node = outline.nodeOf(this.element);
      const usable = ref === APPLICANT || !node || outline.sources(node).includes(source);
      return usable ? source.label : `⚠ ${source.label}（ここより後の質問は使えません）`;
    }

    // Filled only when somebody is about to choose: a hundred rules need not hold all questions.
    sources(part) {
      const chooser = select("条件に使う質問", [[part.ref, this.sourceName(part.ref)]], part.ref, (ref) => {
        const kind = this.source(ref)?.kind;
        part.ref = ref;
        part.op = Object.keys(outline.table().operators[kind] ?? {})[0] ?? "";
        part.value = null;
        this.store();
        this.render();
        this.frame.querySelectorAll("select.form-rule__source").forEach((other) => {
          if (other.condition === part) (other.parentElement.querySelector(".form-rule__value") ?? other).focus();
        });
      });
      chooser.classList.add("form-rule__source");
      chooser.condition = part;
      chooser.classList.toggle("form-rule__source--gone", chooser.selectedOptions[0].textContent.startsWith("⚠"));
      const fill = () => this.fill(chooser, part);
      chooser.addEventListener("focus", fill);
      chooser.addEventListener("mousedown", fill);
      return chooser;
    }

    fill(chooser, part) {
      const node = outline.nodeOf(this.element);
      const sources = node ? outline.sources(node) : [];
      const known = part.ref === APPLICANT || sources.some(({ id }) => id === part.ref);
      const options = [option("", "質問を選んでください", part.ref)];
      if (part.ref && !known) options.push(option(part.ref, this.sourceName(part.ref), part.ref));
      options.push(option(APPLICANT, "申請者の区分", part.ref));
      const bySection = Map.groupBy
        ? Map.groupBy(sources, (source) => source.section)
        : sources.reduce((map, source) => map.set(source.section, [...(map.get(source.section) ?? []), source]), new Map());
      const titles = outline.nodes().filter(({ type }) => type === "section");
      for (const [number, questions] of bySection) {
        const group = make("optgroup", { label: titles[number - 1]?.label ?? "" });
        group.append(...questions.map(({ id, label, group: inside }) =>
          option(id, inside ? `${label}（同じ行）` : label, part.ref)));
        options.push(group);
      }
      const signature = options.map((each) => each.outerHTML).join("");
      if (chooser.signature === signature) return;
      chooser.signature = signature;
      chooser.replaceChildren(...options);
      chooser.value = part.ref;
    }

    value(part, source) {
      const { withoutValue, several } = outline.table();
      if (withoutValue.includes(part.op)) return null;
      const set = (value) => {
        part.value = value;
        this.store();
      };
      if (["choice", "choices", "applicant"].includes(source.kind)) {
        return several.includes(part.op) ? this.checkboxes(part, source, set) : this.choice(part, source, set);
      }
      if (source.kind === "boolean") {
        const chosen = typeof part.value === "boolean" ? String(part.value) : "";
        const answers = [["", "選んでください"], ["true", "はい"], ["false", "いいえ"]];
        return this.valued(select("比べる答え", answers, chosen, (value) => set(value ? value === "true" : null)));
      }
      const type = { number: "number", date: "date" }[source.kind] ?? "text";
      const input = make("input", { type, value: part.value ?? "", step: type === "number" ? "any" : "" });
      input.setAttribute("aria-label", "比べる値");
      input.addEventListener("input", () => set(type === "number" ? (input.value === "" ? null : Number(input.value)) : input.value));
      return this.valued(input);
    }

    valued(element) {
      element.classList.add("form-rule__value");
      return element;
    }

    choice(part, source, set) {
      const known = source.choices.some(([id]) => id === part.value);
      const missing = part.value && !known ? [[part.value, "⚠ 選択肢が見つかりません"]] : [];
      const options = [["", "選択肢を選んでください"], ...missing, ...source.choices];
      return this.valued(select("比べる選択肢", options, part.value ?? "", (value) => set(value || null)));
    }

    checkboxes(part, source, set) {
      const chosen = () => (Array.isArray(part.value) ? part.value : []);
      const boxes = source.choices.map(([id, label]) => {
        const box = make("input", { type: "checkbox", checked: chosen().includes(id) });
        box.addEventListener("change", () => {
          const order = source.choices.map(([key]) => key);
          const next = box.checked ? [...chosen(), id] : chosen().filter((key) => key !== id);
          set(next.filter((key) => order.includes(key)).sort((a, b) => order.indexOf(a) - order.indexOf(b)));
        });
        return make("label", { className: "form-rule__choice" }, box, ` ${label}`);
      });
      const group = make("div", { className: "form-rule__choices" }, ...boxes);
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", "比べる選択肢");
      return this.valued(group);
    }

    // Names may have changed: show the new ones, without touching what has the focus.
    refresh() {
      if (!this.rule) return;
      if (this.frame.contains(document.activeElement)) this.tell();
      else this.render();
    }

    // Said in words, on the block's own line, so that rules are seen without opening anything.

    tell() {
      this.mark(this.rule ? this.sentence(this.rule) : "");
    }

    sentence(part) {
      if (isRule(part)) {
        const match = matchOf(part);
        const inside = part[match].map((each) => this.sentence(each)).join(match === "all" ? "、かつ" : "、または");
        return match === "none" ? `次のどれにも当てはまらない（${inside}）` : inside;
      }
      const source = this.source(part.ref);
      if (!part.ref) return "（条件を入力中）";
      if (!source) return GONE;
      const words = outline.table().operators[source.kind]?.[part.op] ?? "";
      if (outline.table().withoutValue.includes(part.op)) return `「${source.label}」が${words}`;
      const names = new Map(source.choices);
      const shown = (value) => typeof value === "boolean" ? (value ? "はい" : "いいえ")
        : source.choices.length ? names.get(value) ?? "⚠" : String(value ?? "");
      const values = (Array.isArray(part.value) ? part.value : [part.value]).map((value) => `「${shown(value)}」`).join("");
      return `「${source.label}」が${values}${words}`;
    }

    mark(sentence) {
      const heading = this.element.closest("[data-streamfield-child]")?.querySelector("[data-panel-heading]");
      const name = this.input.name.endsWith("-require") ? "require" : "show";
      heading?.parentElement.querySelector(`:scope > [data-form-rule-mark="${name}"]`)?.remove();
      if (!heading || !sentence) return;
      const mark = make("span", { className: "form-rule-mark", textContent: `${name === "show" ? "表示" : "必須"}：${sentence}` });
      mark.classList.toggle("form-rule-mark--gone", sentence.includes("⚠"));
      mark.dataset.formRuleMark = name;
      mark.title = `${sentence}とき${this.effectValue}`;
      heading.after(mark);
    }
  }

  window.wagtail.app.register("form-rule", FormRule);
})();
