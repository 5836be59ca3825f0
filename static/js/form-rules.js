/**
 * The browser's mirror of eforms/engine (rules.py, journey.py): what is visible and required.
 * For comfort only: the server decides again. Both are held to the same vectors
 * (tests/eforms/engine/vectors) and to generated forms by tests/eforms/engine/test_mirror.py.
 */

export const APPLICANT_KIND = "@applicant_kind";
const ROW = "_row";
const DISPLAY_TYPES = new Set(["static_text"]);

/** Whether a value counts as unanswered (false and 0 are answers). */
export function isEmpty(value) {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function same(answer, value) {
  if (answer === null || typeof answer !== "object") return answer === value;
  return JSON.stringify(answer) === JSON.stringify(value);
}

function comparable(answer, value) {
  if (typeof answer === "number" && typeof value === "number") return true;
  return typeof answer === "string" && typeof value === "string" && answer !== "";
}

function contains(answer, value) {
  if (Array.isArray(answer)) return answer.some((part) => same(part, value));
  return typeof answer === "string" && typeof value === "string" && value !== "" && answer.includes(value);
}

function oneOf(answer, value) {
  return Array.isArray(value) && value.some((part) => same(answer, part));
}

const OPERATORS = {
  equals: (a, v) => !isEmpty(a) && same(a, v),
  not_equals: (a, v) => isEmpty(a) || !same(a, v),
  one_of: (a, v) => !isEmpty(a) && oneOf(a, v),
  not_one_of: (a, v) => isEmpty(a) || !oneOf(a, v),
  contains,
  not_contains: (a, v) => !contains(a, v),
  empty: (a) => isEmpty(a),
  not_empty: (a) => !isEmpty(a),
  greater: (a, v) => comparable(a, v) && a > v,
  greater_or_equal: (a, v) => comparable(a, v) && a >= v,
  less: (a, v) => comparable(a, v) && a < v,
  less_or_equal: (a, v) => comparable(a, v) && a <= v,
};

/** Whether a rule holds; lookup(ref) gives the answer of a ref. */
export function evaluate(rule, lookup) {
  if ("ref" in rule) return OPERATORS[rule.op](lookup(rule.ref), rule.value);
  if (rule.all) return rule.all.every((part) => evaluate(part, lookup));
  if (rule.any) return rule.any.some((part) => evaluate(part, lookup));
  return !rule.none.some((part) => evaluate(part, lookup));
}

/** A form (schema document) walked with answers by an applicant of a kind. */
export class Journey {
  constructor(schema, answers, applicantKind) {
    this.answers = answers;
    this.applicantKind = applicantKind;
    this.shown = new Map();
    this.homes = new Map();
    for (const section of schema.sections) {
      for (const item of section.items) {
        this.homes.set(item.id, { item, section, group: null });
        for (const question of item.items || []) {
          this.homes.set(question.id, { item: question, section, group: item });
        }
      }
    }
  }

  isVisible(itemId, rowId = null) {
    const key = `${itemId}\n${rowId ?? ""}`;
    if (!this.shown.has(key)) {
      this.shown.set(key, false); // a rule that asks for itself finds nothing
      this.shown.set(key, this.decide(itemId, rowId));
    }
    return this.shown.get(key);
  }

  isRequired(questionId, rowId = null) {
    const home = this.homes.get(questionId);
    if (!home || home.item.type === "group" || !this.isVisible(questionId, rowId)) return false;
    return Boolean(home.item.required) || Boolean(home.item.require && this.holds(home.item.require, rowId));
  }

  rows(groupId) {
    const rows = this.answers[groupId];
    return Array.isArray(rows) ? rows : [];
  }

  answer(ref, rowId = null) {
    if (ref === APPLICANT_KIND) return this.applicantKind;
    const home = this.homes.get(ref);
    if (!home) return null;
    if (!home.group) return this.isVisible(ref) ? (this.answers[ref] ?? null) : null;
    if (rowId === null || !this.isVisible(ref, rowId)) return null;
    const row = this.rows(home.group.id).find((candidate) => candidate[ROW] === rowId);
    return row?.[ref] ?? null;
  }

  decide(itemId, rowId) {
    const home = this.homes.get(itemId);
    if (!home) return false;
    if (home.section.show && !this.holds(home.section.show, null)) return false;
    if (home.group && !this.isVisible(home.group.id)) return false;
    return !home.item.show || this.holds(home.item.show, rowId);
  }

  holds(rule, rowId) {
    return evaluate(rule, (ref) => this.answer(ref, rowId));
  }
}

/** Whether a question asks for something. */
export function hasAnswer(question) {
  return !DISPLAY_TYPES.has(question.type);
}
