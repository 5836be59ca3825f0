// Rules in words: 「申請の区分」が「世帯の一部」である、かつ… The same as eforms/building/sentences.py says;
// shared vectors (tests/eforms/building/vectors/sentences.json) hold both to it.
(() => {
  const MATCHES = ["all", "any", "none"];
  const ROWS = { any_row: "のどれか1件で、", all_rows: "のすべての件で、" };
  const BARE = ["number", "date", "month", "time", "rows"];
  const LOST = "⚠ 参照先の質問が見つかりません";

  const fromToday = (days) => {
    if (!Number.isInteger(days)) return "⚠";
    return days === 0 ? "今日" : `今日の${Math.abs(days)}日${days < 0 ? "前" : "後"}`;
  };

  const day = (text) => {
    const [, year, month, date] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text) ?? [];
    if (!year) return text;
    return `${Number(year)}年${Number(month)}月${date ? `${Number(date)}日` : ""}`;
  };

  const shown = (value, source) => {
    if (typeof value === "boolean") return value ? "はい" : "いいえ";
    if (source.choices.length) return source.choices.find(([id]) => id === value)?.[1] ?? "⚠";
    return value === null || value === undefined ? "" : String(value);
  };

  const valueWords = (value, op, source, table) => {
    if (value && typeof value === "object" && !Array.isArray(value)) return fromToday(value.today);
    if (BARE.includes(source.kind) && !Array.isArray(value)) {
      if (value === null || value === undefined || value === "") return "⚠";
      return `${day(String(value))}${table.ages.includes(op) ? "" : source.unit}`;
    }
    return (Array.isArray(value) ? value : [value]).map((each) => `「${shown(each, source)}」`).join("");
  };

  const compared = (source, op, other, table) => {
    const rows = source.kind === "rows";
    const words = table.operators[rows ? "number" : source.kind]?.[op] ?? "";
    const of = rows ? "の件数" : "";
    if (!other) return `「${source.label}」${of}が⚠${words}`;
    return `「${source.label}」${of}が「${other.label}」${other.kind === "rows" ? "の件数" : "の答え"}${words}`;
  };

  // `find` gives what an id means: {label, kind, choices: [[id, label], …], unit}, or null.
  const sentence = (rule, find, table, inside = false) => {
    const row = Object.keys(ROWS).find((key) => key in rule);
    if (row) {
      const group = find(rule[row]);
      return group ? `「${group.label}」${ROWS[row]}${sentence(rule.rule, find, table, true)}` : LOST;
    }
    const match = MATCHES.find((key) => key in rule);
    if (match) {
      const several = rule[match].length > 1;
      const joined = rule[match].map((part) => sentence(part, find, table, several)).join(match === "all" ? "、かつ" : "、または");
      if (match === "none") return `次のどれにも当てはまらない（${joined}）`;
      return inside && several ? `（${joined}）` : joined;
    }
    const op = rule.op ?? "";
    if (!rule.ref) return "（条件を入力中）";
    const source = find(rule.ref);
    if (!source) return LOST;
    const words = table.operators[source.kind]?.[op] ?? "";
    if (table.withoutValue.includes(op)) return `「${source.label}」が${words}`;
    if ("other" in rule) return compared(source, op, find(rule.other), table);
    const value = valueWords(rule.value, op, source, table);
    return words.includes("…") ? `「${source.label}」が${words.replace("…", value)}` : `「${source.label}」が${value}${words}`;
  };

  // Every condition of a rule, and every group whose rows it looks at.
  const refs = (rule) => {
    const row = Object.keys(ROWS).find((key) => key in rule);
    if (row) return [{ ref: rule[row], rows: true }, ...refs(rule.rule ?? {})];
    const match = MATCHES.find((key) => key in rule);
    if (match) return rule[match].flatMap(refs);
    const values = Array.isArray(rule.value) ? rule.value : [rule.value];
    return [{ ref: rule.ref, values }, ...(rule.other ? [{ ref: rule.other, values: [] }] : [])].filter(({ ref }) => ref);
  };

  // 「…が3以上」のとき, 「…である」とき
  const when = (said) => `${said}${/(以上|以下|以後|以前|より後|より前|未満|件)$/.test(said) ? "の" : ""}とき`;

  window.formRuleWords = { sentence, when, refs, LOST };
})();
