// Rules in words on the headings of their blocks, so that they are seen without opening anything.
// All of them in one pass after the form changed, whether their blocks are built or not.
(() => {
  const outline = window.formOutline;
  const words = window.formRuleWords;
  const APPLICANT = "@applicant_kind";
  const LEADS = { show: "表示", require: "必須", when: "確認" };

  const kindOf = (input) => /-(show|require|when)$/.exec(input.name)?.[1] ?? "show";

  // What a condition asks for: {id, label, kind, unit, choices}, or null.
  const source = (ref) => {
    if (ref === APPLICANT) {
      return { id: APPLICANT, label: "申請者の区分", kind: "applicant", unit: "", choices: Object.entries(outline.table().applicant) };
    }
    const node = outline.find(ref);
    return node && node.kind in outline.table().operators ? node : null;
  };

  const parsed = (text) => {
    try {
      const rule = JSON.parse(text || "null");
      if (!rule) return null;
      return "ref" in rule ? { all: [rule] } : rule;
    } catch {
      return null;
    }
  };

  const said = (rule) => (rule ? words.sentence(rule, source, outline.table()) : "");
  const told = (sentence, kind) => `${words.when(sentence)}${outline.table().effects[kind]}`;

  // Marks the block of a rule's input; an empty sentence takes the mark away. Returns the mark.
  const put = (input, sentence) => {
    const kind = kindOf(input);
    const heading = input.closest("[data-streamfield-child]")?.querySelector("[data-panel-heading]");
    const old = heading?.parentElement.querySelector(`:scope > [data-form-rule-mark="${kind}"]`);
    if (!heading || !sentence) {
      old?.remove();
      return null;
    }
    const mark = old ?? document.createElement("span");
    mark.className = "form-rule-mark";
    mark.classList.toggle("form-rule-mark--gone", sentence.includes("⚠"));
    mark.textContent = `${LEADS[kind]}：${sentence}`;
    mark.title = told(sentence, kind);
    mark.dataset.formRuleMark = kind;
    if (!old) heading.after(mark);
    return mark;
  };

  const all = () => {
    const root = outline.root();
    const wanted = new Set();
    for (const input of root?.querySelectorAll(".form-rule > input") ?? []) {
      // Choices that are not built yet have no heading.
      if (input.value && !input.closest("[data-streamfield-child] .form-fold [data-streamfield-child]")) {
        wanted.add(put(input, said(parsed(input.value))));
      }
    }
    for (const mark of root?.querySelectorAll("[data-form-rule-mark]") ?? []) if (!wanted.has(mark)) mark.remove();
  };

  let waiting = null;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(all, 30);
  };
  document.addEventListener("form-outline:changed", later);
  document.addEventListener("DOMContentLoaded", later);
  if (document.readyState !== "loading") later();

  window.formMarks = { APPLICANT, kindOf, parsed, put, said, source, told };
})();
