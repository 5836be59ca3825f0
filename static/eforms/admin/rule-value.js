// What a condition compares with: a value, a day counted from today, the answer of another question.
(() => {
  const outline = window.formOutline;
  const FEW = 30; // more choices than this are not all shown at once

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

  // A select whose options are asked for only when somebody is about to choose.
  const lazy = (label, chosen, words, options, change) => {
    const element = select(label, [[chosen, words]], chosen, change);
    const fill = () => {
      const wanted = options();
      const signature = wanted.map((each) => each.outerHTML).join("");
      if (element.signature === signature) return;
      element.signature = signature;
      const value = element.value;
      element.replaceChildren(...wanted);
      element.value = value;
    };
    element.addEventListener("focus", fill);
    element.addEventListener("mousedown", fill);
    return element;
  };

  const valued = (element) => {
    element.classList.add("form-rule__value");
    return element;
  };

  const typed = (type, label, value, set, more = {}) => {
    const input = make("input", { type, value: value ?? "", ...more });
    input.setAttribute("aria-label", label);
    const number = type === "number";
    input.addEventListener("input", () => set(number ? (input.value === "" ? null : Number(input.value)) : input.value));
    return valued(input);
  };

  const choice = (value, source, set) => {
    const known = new Map(source.choices);
    const words = value ? known.get(value) ?? "⚠ 選択肢が見つかりません" : "選択肢を選んでください";
    const options = () => [
      option("", "選択肢を選んでください", value ?? ""),
      ...(value && !known.has(value) ? [option(value, words, value)] : []),
      ...source.choices.map(([id, label]) => option(id, label, value)),
    ];
    const change = (chosen) => set(chosen || null);
    if (source.choices.length <= FEW) {
      const list = select("比べる選択肢", [], "", change);
      list.append(...options());
      return valued(list);
    }
    return valued(lazy("比べる選択肢", value ?? "", words, options, change));
  };

  const sorted = (source, values) => {
    const order = source.choices.map(([id]) => id);
    return values.filter((id) => order.includes(id)).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  };

  const group = (label, ...children) => {
    const box = make("div", { className: "form-rule__choices" }, ...children);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", label);
    return valued(box);
  };

  const checkboxes = (part, source, set) => {
    const chosen = () => (Array.isArray(part.value) ? part.value : []);
    return group("比べる選択肢", ...source.choices.map(([id, label]) => {
      const box = make("input", { type: "checkbox", checked: chosen().includes(id) });
      box.addEventListener("change", () =>
        set(sorted(source, box.checked ? [...chosen(), id] : chosen().filter((key) => key !== id))));
      return make("label", { className: "form-rule__choice" }, box, ` ${label}`);
    }));
  };

  // Of a long list only those that were chosen are shown, each with a button that takes it out.
  const picked = (part, source, set, again) => {
    const chosen = Array.isArray(part.value) ? part.value : [];
    const names = new Map(source.choices);
    const shown = chosen.map((id) => {
      const words = names.get(id) ?? "⚠ 選択肢が見つかりません";
      const away = make("button", { type: "button", className: "button button-small button-secondary", textContent: `${words} ×` });
      away.setAttribute("aria-label", `「${words}」を外す`);
      away.addEventListener("click", () => { set(chosen.filter((key) => key !== id)); again(); });
      return away;
    });
    const options = () => [option("", "選択肢を追加", ""), ...source.choices.filter(([id]) => !chosen.includes(id)).map(([id, label]) => option(id, label, ""))];
    return group("比べる選択肢", ...shown,
      lazy("選択肢を追加", "", "選択肢を追加", options, (id) => { if (id) { set(sorted(source, [...chosen, id])); again(); } }));
  };

  const fromToday = (part, set) => {
    const days = part.value.today ?? 0;
    const number = typed("number", "今日からの日数", Math.abs(days), () => tell(), { min: 0, max: 36500, step: 1 });
    const way = select("前か後か", [["1", "日後"], ["-1", "日前"]], days < 0 ? "-1" : "1", () => tell());
    const tell = () => set({ today: number.value === "" ? null : Number(number.value) * Number(way.value) || 0 });
    return [make("span", { textContent: "今日の" }), number, way];
  };

  const TYPES = { number: "number", rows: "number", date: "date", month: "month", time: "time" };

  window.formRuleValue = {
    make, option, select, lazy,
    // The inputs of a condition's value; `set` stores it, `again` shows the condition anew.
    inputs(part, source, others, set, again) {
      const table = outline.table();
      const { several, ages, withoutValue } = table;
      if (withoutValue.includes(part.op)) return [];
      if (ages.includes(part.op)) return [typed("number", "年齢", part.value, set, { min: 0, max: 150, step: 1 })];
      if ("other" in part) {
        const known = others.find(({ id }) => id === part.other);
        const words = known?.label ?? (part.other ? "⚠ 質問が見つかりません" : "質問を選んでください");
        const options = () => [option("", "質問を選んでください", part.other),
          ...(part.other && !known ? [option(part.other, words, part.other)] : []),
          ...others.map(({ id, label, kind }) => option(id, kind === "rows" ? `${label}（件数）` : label, part.other))];
        return [valued(lazy("比べる質問", part.other, words, options, (id) => set(id, "other")))];
      }
      if (["choice", "choices", "applicant"].includes(source.kind)) {
        if (!several.includes(part.op)) return [choice(part.value, source, set)];
        return [source.choices.length > FEW ? picked(part, source, set, again) : checkboxes(part, source, set)];
      }
      if (source.kind === "boolean") {
        const chosen = typeof part.value === "boolean" ? String(part.value) : "";
        const answers = [["", "選んでください"], ["true", "はい"], ["false", "いいえ"]];
        return [valued(select("比べる答え", answers, chosen, (value) => set(value ? value === "true" : null)))];
      }
      if (part.value && typeof part.value === "object") return fromToday(part, set);
      const more = source.kind === "rows" ? { min: 0, step: 1 } : source.kind === "number" ? { step: "any" } : {};
      if (source.kind === "month") more.placeholder = "2026-04";
      const input = typed(TYPES[source.kind] ?? "text", "比べる値", part.value, set, more);
      return source.unit ? [input, make("span", { textContent: source.unit })] : [input];
    },
    // With what it may be compared: [[name, words], …]; nothing to choose when there is only a value.
    modes(part, source, others) {
      const { withoutValue, several, ages } = outline.table();
      if ([...withoutValue, ...several, ...ages].includes(part.op)) return [];
      const modes = [["value", { date: "日付", number: "数字", rows: "件数", text: "文字" }[source.kind] ?? "値"]];
      if (source.kind === "date") modes.push(["today", "今日から数えた日"]);
      if (others.length || "other" in part) modes.push(["other", "ほかの質問の答え"]);
      return modes.length > 1 ? modes : [];
    },
    modeOf: (part) => ("other" in part ? "other" : part.value && typeof part.value === "object" && !Array.isArray(part.value) ? "today" : "value"),
  };
})();
