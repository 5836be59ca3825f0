// The input of a rule: 「次の すべてに 当てはまるとき表示します」 and one line for each condition, made
// of selects. The rule itself stays in the hidden input, as JSON with question and choice ids.
(() => {
  const outline = window.formOutline;
  const words = window.formRuleWords;
  const marks = window.formMarks;
  const { make, option, select, lazy, inputs, modes, modeOf } = window.formRuleValue;
  const { APPLICANT, source } = marks;
  const MATCHES = ["all", "any", "none"];
  const ROWS = ["any_row", "all_rows"];
  const DEEPEST = 3;

  const matchOf = (rule) => MATCHES.find((match) => match in rule);
  const rowOf = (rule) => ROWS.find((row) => row in rule);
  const isBox = (part) => Boolean(matchOf(part) ?? rowOf(part));
  const blank = () => ({ ref: "", op: "", value: null });

  // Built when they come into sight: a hundred rules behind closed blocks cost nothing.
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) target.formRule?.open();
  }, { rootMargin: "600px" });

  class FormRule extends window.StimulusModule.Controller {
    connect() {
      this.input = this.element.querySelector("input[type=hidden]");
      this.kind = marks.kindOf(this.input);
      this.check = this.kind === "when";
      this.rule = marks.parsed(this.input.value);
      this.frame = this.element.querySelector(".form-rule__frame");
      this.frame?.replaceChildren();
      this.element.formRule = this;
      this.changed = () => this.refresh();
      document.addEventListener("form-outline:changed", this.changed);
      seen.observe(this.element);
    }

    disconnect() {
      document.removeEventListener("form-outline:changed", this.changed);
      seen.unobserve(this.element);
      this.opened = false;
    }

    open() {
      if (this.opened) return;
      this.opened = true;
      seen.unobserve(this.element);
      this.frame ??= this.element.appendChild(make("div", { className: "form-rule__frame" }));
      this.label();
      this.render();
    }

    // Written by another script: ids in a copy.
    reload() {
      this.rule = marks.parsed(this.input.value);
      if (this.opened) this.render();
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

    store() {
      const value = this.rule ? JSON.stringify(this.rule) : "";
      if (value !== this.input.value) {
        this.input.value = value;
        for (const type of ["input", "change"]) this.input.dispatchEvent(new Event(type, { bubbles: true }));
      }
      this.tell();
    }

    // Shown: the whole rule, or the button that begins one.

    render(focused = null) {
      this.frame.replaceChildren(...(this.rule ? [this.sentenceLine(), this.box(this.rule, 1)] : [this.beginning()]));
      this.tell();
      if (!focused) return;
      const line = [...this.frame.querySelectorAll(".form-rule__condition")].find((each) => each.condition === focused);
      (line?.querySelector(".form-rule__value:is(select, input), .form-rule__value input") ?? line?.querySelector("select"))?.focus();
    }

    change(focused) {
      this.store();
      this.render(focused);
    }

    beginning() {
      return this.button("条件を追加", () => {
        const part = blank();
        this.rule = { all: [part] };
        this.change(part);
      });
    }

    button(text, press, name = text) {
      const button = make("button", { type: "button", className: "form-rule__button button button-small button-secondary", textContent: text });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", press);
      return button;
    }

    sentenceLine() {
      return make("p", { className: "form-rule__sentence" });
    }

    // A box: the line that tells how its conditions go together, and the conditions.

    box(part, depth, group = null) {
      const row = rowOf(part);
      const inside = row ? part.rule : part;
      const within = row ? part[row] : group;
      const match = matchOf(inside);
      const parts = inside[match];
      const add = (made) => {
        parts.push(made);
        let first = made;
        while (isBox(first)) first = first[matchOf(first)]?.[0] ?? first.rule;
        this.change(first);
      };
      const deeper = depth < DEEPEST;
      const list = make("ul", { className: "form-rule__rows" }, ...parts.map((each) => make("li", { className: "form-rule__row" },
        isBox(each) ? this.box(each, depth + 1, within) : this.condition(each, within),
        this.button("削除", () => this.remove(each), isBox(each) ? "この条件のまとまりを削除" : "この条件を削除"))));
      return make("div", { className: "form-rule__box" }, this.heading(part, row, inside, match, depth), list,
        make("p", { className: "form-rule__more" },
          this.button("条件を追加", () => add(blank())),
          deeper ? this.button("条件のまとまりを追加", () => add({ any: [blank()] })) : null,
          deeper && !within && this.groups().length ? this.button("繰り返しの件ごとの条件を追加", () => {
            add({ any_row: this.groups()[0].id, rule: { all: [blank()] } });
          }) : null));
    }

    heading(part, row, inside, match, depth) {
      const { matches, rowMatches } = outline.table();
      const together = select("条件の合わせ方", Object.entries(matches), match, (chosen) => {
        const parts = inside[match];
        delete inside[match];
        inside[chosen] = parts;
        this.change();
      });
      const last = make("span", { textContent: depth > 1 ? "当てはまる" : `当てはまるとき${outline.table().effects[this.kind]}` });
      if (!row) return make("p", { className: "form-rule__match" }, make("span", { textContent: "次の" }), together, last);
      const groups = this.groups().map(({ id, label }) => [id, `「${label}」`]);
      if (!groups.some(([id]) => id === part[row])) groups.unshift([part[row], words.LOST]);
      const which = select("件ごとに見る繰り返し", groups, part[row], (id) => { part[row] = id; this.change(); });
      const how = select("何件が当てはまるか", Object.entries(rowMatches), row, (chosen) => {
        const { [row]: id, rule } = part;
        delete part[row];
        delete part.rule;
        Object.assign(part, { [chosen]: id, rule });
        this.change();
      });
      return make("p", { className: "form-rule__match" }, which, make("span", { textContent: "の" }), how,
        make("span", { textContent: "次の" }), together, last);
    }

    remove(part) {
      this.rule = this.tidy(this.rule, part);
      this.change();
      this.frame.querySelector("button")?.focus();
    }

    // A box whose last condition went is gone too.
    tidy(rule, gone) {
      if (rule === gone) return null;
      const row = rowOf(rule);
      if (row) {
        const inside = this.tidy(rule.rule, gone);
        return inside ? Object.assign(rule, { rule: inside }) : null;
      }
      const match = matchOf(rule);
      if (!match) return rule;
      rule[match] = rule[match].map((part) => this.tidy(part, gone)).filter(Boolean);
      return rule[match].length ? rule : null;
    }

    // One condition: 質問 が 値 である

    condition(part, group) {
      const line = make("div", { className: "form-rule__condition" });
      line.condition = part;
      const from = source(part.ref);
      line.append(this.sources(part, group));
      if (!from?.kind) return line;
      const others = this.others(part, from, group);
      const set = (value, name = "value") => { part[name] = value; this.store(); };
      line.append(make("span", { textContent: "が" }));
      const choices = modes(part, from, others);
      if (choices.length) line.append(select("比べる相手", choices, modeOf(part), (mode) => {
        delete part.value;
        delete part.other;
        if (mode === "other") part.other = "";
        else part.value = mode === "today" ? { today: 0 } : null;
        this.change(part);
      }));
      line.append(...inputs(part, from, others, set, () => this.change(part)));
      const ops = Object.entries(outline.table().operators[from.kind] ?? {}).map(([op, text]) => [op, text.replace("…", "○")]);
      line.append(select("比べ方", ops, part.op, (op) => {
        this.adapt(part, op, from);
        this.change();
        [...this.frame.querySelectorAll(".form-rule__condition")].find((each) => each.condition === part)?.querySelector("select[aria-label='比べ方']")?.focus();
      }));
      return line;
    }

    // A value that another way to compare cannot take is let go.
    adapt(part, op, from) {
      const { several, withoutValue, ages, comparable } = outline.table();
      const was = part.value;
      if (withoutValue.includes(op) || ages.includes(op) !== ages.includes(part.op)) part.value = null;
      else if (several.includes(op) !== several.includes(part.op)) part.value = several.includes(op) ? [was].filter(Boolean) : was?.[0] ?? null;
      if ("other" in part && (withoutValue.includes(op) || ages.includes(op) || !comparable[from.kind])) delete part.other;
      if ("other" in part) delete part.value;
      else part.value ??= null;
      part.op = op;
    }

    usable(group = null) {
      const node = outline.nodeOf(this.element);
      return node ? outline.sources(node, { check: this.check, group }) : [];
    }

    // Groups with something to ask for in each row.
    groups() {
      return this.usable().filter(({ type, id }) => type === "group" && this.usable(id).some((each) => each.group === id));
    }

    others(part, from, group) {
      const kinds = outline.table().comparable[from.kind] ?? [];
      return this.usable(group).filter(({ id, kind }) => id !== part.ref && kinds.includes(kind));
    }

    sourceName(ref, group) {
      if (!ref) return "質問を選んでください";
      const from = source(ref);
      if (!from) return words.LOST;
      if (ref === APPLICANT || this.usable(group).includes(from)) return from.label;
      return `⚠ ${from.label}（ここより後か、別の繰り返しの中の質問は使えません）`;
    }

    sources(part, group) {
      const name = this.sourceName(part.ref, group);
      const chooser = lazy("条件に使う質問", part.ref, name, () => this.options(part, group), (ref) => {
        const kind = source(ref)?.kind;
        for (const key of Object.keys(part)) delete part[key];
        Object.assign(part, { ref, op: Object.keys(outline.table().operators[kind] ?? {})[0] ?? "", value: null });
        this.change(part);
      });
      chooser.classList.add("form-rule__source");
      chooser.classList.toggle("form-rule__source--gone", name.startsWith("⚠"));
      return chooser;
    }

    options(part, group) {
      const sources = this.usable(group);
      const known = part.ref === APPLICANT || sources.some(({ id }) => id === part.ref);
      const options = [option("", "質問を選んでください", part.ref)];
      if (part.ref && !known) options.push(option(part.ref, this.sourceName(part.ref, group), part.ref));
      options.push(option(APPLICANT, "申請者の区分", part.ref));
      const titles = outline.nodes().filter(({ type }) => type === "section");
      for (const number of new Set(sources.map(({ section }) => section))) {
        const box = make("optgroup", { label: titles[number - 1]?.label ?? "" });
        box.append(...sources.filter(({ section }) => section === number).map(({ id, label, kind, group: inside }) =>
          option(id, kind === "rows" ? `${label}（件数）` : !inside ? label : inside === group ? `${label}（その件の）` : `${label}（同じ行）`, part.ref)));
        options.push(box);
      }
      return options;
    }

    // Names may have changed: show the new ones, without touching what has the focus. In a block
    // that was folded meanwhile they are shown when it is unfolded.
    refresh() {
      if (!this.rule) return;
      if (!this.opened || this.frame.contains(document.activeElement)) this.tell();
      else if (this.frame.checkVisibility()) this.render();
      else this.fold();
    }

    fold() {
      this.opened = false;
      this.frame.replaceChildren();
      this.tell();
      seen.observe(this.element);
    }

    // Said in words above the conditions, and on the block's own line.
    tell() {
      const sentence = marks.said(this.rule);
      const line = this.frame?.querySelector(".form-rule__sentence");
      if (line) line.textContent = marks.told(sentence, this.kind);
      marks.put(this.input, sentence);
    }
  }

  window.wagtail.app.register("form-rule", FormRule);
})();
