// The input of a calculation: what is done (合計, 掛け算, 件数, 年齢) and with which answers, all by
// name. The formula itself stays in the hidden input, as docs/schema.md has it.
(() => {
  const outline = window.formOutline;
  const { make, option, select, lazy } = window.formRuleValue;
  const TODAY = "today";
  const OPERATIONS = { sum: "足し算（合計）", product: "掛け算", count: "件数・選んだ数", age: "満年齢" };
  const DAY = /^\d{4}-\d{2}-\d{2}$/;

  const isList = (formula) => ["sum", "product"].includes(formula.op);
  const shownDay = (text) => {
    const [year, month, day] = text.split("-").map(Number);
    return `${year}年${month}月${day}日`;
  };

  class FormFormula extends window.StimulusModule.Controller {
    connect() {
      this.input = this.element.querySelector("input[type=hidden]");
      this.frame = this.element.querySelector(".form-rule__frame") ?? this.element.appendChild(make("div", { className: "form-rule__frame" }));
      this.element.classList.add("form-rule");
      this.element.formFormula = this;
      const label = this.element.closest("[data-contentpath]")?.querySelector("label");
      if (label) {
        label.removeAttribute("for");
        label.id ||= `${this.input.id}-name`;
        this.element.setAttribute("role", "group");
        this.element.setAttribute("aria-labelledby", label.id);
      }
      this.changed = () => {
        if (this.frame.contains(document.activeElement)) this.tell();
        else this.render();
      };
      document.addEventListener("form-outline:changed", this.changed);
      this.reload();
    }

    disconnect() {
      document.removeEventListener("form-outline:changed", this.changed);
    }

    reload() {
      try {
        this.formula = JSON.parse(this.input.value || "null");
      } catch {
        this.formula = null;
      }
      this.render();
    }

    store() {
      const value = this.formula ? JSON.stringify(this.formula) : "";
      if (value !== this.input.value) {
        this.input.value = value;
        for (const type of ["input", "change"]) this.input.dispatchEvent(new Event(type, { bubbles: true }));
      }
      this.tell();
    }

    change(focus = null) {
      this.store();
      this.render();
      if (focus) [...this.frame.querySelectorAll(focus)].at(-1)?.focus();
    }

    // What a calculation may ask for: what stands before it, and all of its page.
    usable(kinds, ownRowOnly = false) {
      const node = outline.nodeOf(this.element);
      if (!node) return [];
      return outline.nodes().filter((other) => other !== node && other.id !== node.group && kinds.includes(other.kind) &&
        (other.place < node.place || other.section === node.section) &&
        (!ownRowOnly || other.group === null || other.group === node.group));
    }

    button(text, press, name = text) {
      const button = make("button", { type: "button", className: "form-rule__button button button-small button-secondary", textContent: text });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", press);
      return button;
    }

    render() {
      const operations = [["", "選んでください"], ...Object.entries(OPERATIONS)];
      const chooser = select("計算の種類", operations, this.formula?.op ?? "", (op) => {
        this.formula = { sum: { op, of: [""] }, product: { op, of: ["", ""] }, count: { op, of: "" }, age: { op, of: "", at: TODAY } }[op] ?? null;
        this.change("select[aria-label='計算の種類']");
      });
      this.frame.replaceChildren(make("p", { className: "form-rule__sentence" }),
        make("div", { className: "form-rule__box" },
          make("p", { className: "form-rule__match" }, chooser), ...(this.formula ? this.parts() : [])));
      this.tell();
    }

    parts() {
      const { op, of, at } = this.formula;
      if (isList(this.formula)) return this.terms(of);
      if (op === "count") return [this.line(this.question("数えるもの", of, this.usable(["rows", "choices"]), (id) => { this.formula.of = id; }))];
      const dates = this.usable(["date"], true);
      const mode = at === TODAY ? TODAY : at === "" || outline.find(at) || !DAY.test(at) ? "question" : "day";
      const when = select("いつの年齢か", [[TODAY, "今日"], ["question", "ほかの質問の日付"], ["day", "決まった日"]], mode, (chosen) => {
        this.formula.at = chosen === TODAY ? TODAY : chosen === "day" ? new Date().toISOString().slice(0, 10) : "";
        this.change("select[aria-label='いつの年齢か']");
      });
      const day = make("input", { type: "date", value: mode === "day" ? at : "", className: "form-rule__value" });
      day.setAttribute("aria-label", "年齢を数える日");
      day.addEventListener("input", () => { this.formula.at = day.value; this.store(); });
      return [this.line(this.question("生年月日の質問", of, dates, (id) => { this.formula.of = id; }), make("span", { textContent: "の" }), when,
        ...(mode === "day" ? [day] : []),
        ...(mode === "question" ? [this.question("年齢を数える日の質問", at, dates, (id) => { this.formula.at = id; })] : []),
        make("span", { textContent: "の満年齢" }))];
    }

    line(...parts) {
      return make("div", { className: "form-rule__condition" }, ...parts);
    }

    terms(of) {
      const rows = of.map((term, index) => {
        const fixed = typeof term !== "string";
        const mode = select("項目の種類", [["question", "質問の答え"], ["number", "決まった数"]], fixed ? "number" : "question", (chosen) => {
          of[index] = chosen === "number" ? 0 : "";
          this.change();
        });
        const number = make("input", { type: "number", step: "any", value: fixed ? term : "", className: "form-rule__value" });
        number.setAttribute("aria-label", "決まった数");
        number.addEventListener("input", () => { of[index] = number.value === "" ? 0 : Number(number.value); this.store(); });
        const input = fixed ? number : this.question("計算に使う質問", term, this.usable(["number"]), (id) => { of[index] = id; });
        return make("li", { className: "form-rule__row" }, this.line(mode, input),
          this.button("削除", () => { of.splice(index, 1); if (!of.length) of.push(""); this.change("button"); }, "この項目を削除"));
      });
      return [make("ul", { className: "form-rule__rows" }, ...rows),
        make("p", { className: "form-rule__more" }, this.button("項目を追加", () => { of.push(""); this.change("li:last-child select[aria-label='計算に使う質問']"); }))];
    }

    question(label, chosen, usable, change) {
      const known = usable.find(({ id }) => id === chosen);
      const words = known?.label ?? (chosen ? "⚠ 質問が見つかりません" : "質問を選んでください");
      const options = () => [option("", "質問を選んでください", chosen),
        ...(chosen && !known ? [option(chosen, words, chosen)] : []),
        ...usable.map((node) => option(node.id, this.nameIn(node), chosen))];
      return lazy(label, chosen, known ? this.nameIn(known) : words, options, (id) => { change(id); this.store(); });
    }

    nameIn(node) {
      const home = outline.nodeOf(this.element)?.group ?? null;
      if (node.kind === "rows") return `${node.label}（件数）`;
      return node.group && node.group !== home ? `${node.label}（全件の合計）` : node.label;
    }

    tell() {
      const line = this.frame.querySelector(".form-rule__sentence");
      if (line) line.textContent = this.formula ? `計算：${this.sentence()}` : "何を計算するかを選んでください。";
    }

    sentence() {
      const { op, of, at } = this.formula;
      const home = outline.nodeOf(this.element)?.group ?? null;
      const name = (ref) => {
        if (typeof ref === "number") return String(ref);
        if (!ref) return "（選択中）";
        const node = outline.find(ref);
        if (!node) return "⚠ 質問が見つかりません";
        return `「${node.label}」${isList(this.formula) && node.group && node.group !== home ? "の全件の合計" : ""}`;
      };
      if (isList(this.formula)) return of.length === 1 ? name(of[0]) : of.map(name).join(op === "sum" ? " ＋ " : " × ");
      if (op === "count") return `${name(of)}${outline.find(of)?.kind === "choices" ? "で選んだ数" : "の件数"}`;
      const day = at === TODAY ? "今日" : DAY.test(at ?? "") ? shownDay(at) : `${name(at)}の日`;
      return `${name(of)}から数えた、${day}の満年齢`;
    }
  }

  window.wagtail.app.register("form-formula", FormFormula);
})();
