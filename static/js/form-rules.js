/**
 * The browser's mirror of eforms/engine (rules.py, decisions.py, journey.py): what is visible, required,
 * choosable and calculated. For comfort only: the server decides again. Both are held to the same
 * vectors (tests/eforms/engine/vectors) and to generated forms by tests/eforms/engine/test_mirror.py.
 */

import { ageOn, asDay, calculate, fromToday } from "./form-calculation.js";

export const APPLICANT_KIND = "@applicant_kind";
const ROW = "_row";
const DISPLAY_TYPES = new Set(["static_text", "heading", "notice", "image", "stop"]);
const COMPUTED_TYPES = new Set(["calculated"]);
const GIVEN_TYPES = new Set(["hidden_value"]);

/** Whether a value counts as unanswered (false and 0 are answers). */
export function isEmpty(value) {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function same(answer, value) {
  if (answer === null || value === null || typeof answer !== "object") return answer === value;
  if (typeof value !== "object" || Array.isArray(answer) !== Array.isArray(value)) return false;
  const keys = Object.keys(answer);
  return (
    keys.length === Object.keys(value).length &&
    keys.every((key) => Object.hasOwn(value, key) && same(answer[key], value[key]))
  );
}

/** Below zero, zero or above, as Python orders; NaN for what cannot be compared. */
function compared(answer, value) {
  if (typeof answer === "number" && typeof value === "number") return answer - value;
  if (typeof answer !== "string" || typeof value !== "string" || answer === "") return NaN;
  const [left, right] = [[...answer], [...value]];
  const place = left.findIndex((character, i) => character !== right[i]);
  if (place < 0) return left.length - right.length;
  return place < right.length ? left[place].codePointAt(0) - right[place].codePointAt(0) : 1;
}

function contains(answer, value) {
  if (Array.isArray(answer)) return answer.some((part) => same(part, value));
  return typeof answer === "string" && typeof value === "string" && value !== "" && answer.includes(value);
}

function oneOf(answer, value) {
  return Array.isArray(value) && value.some((part) => same(answer, part));
}

/** Age on the day itself; NaN when there is none, or the years are no number. */
function years(answer, value, today) {
  const born = asDay(answer);
  return born && typeof value === "number" ? ageOn(born, asDay(today)) : NaN;
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
  greater: (a, v) => compared(a, v) > 0,
  greater_or_equal: (a, v) => compared(a, v) >= 0,
  less: (a, v) => compared(a, v) < 0,
  less_or_equal: (a, v) => compared(a, v) <= 0,
  age_at_least: (a, v, today) => years(a, v, today) >= v,
  age_below: (a, v, today) => years(a, v, today) < v,
};

function fulfilled(condition, place) {
  let answer = place.answer(condition.ref);
  const counted = condition.op === "empty" || condition.op === "not_empty";
  if (answer === 0 && counted && place.isGroup(condition.ref)) answer = null; // a group without rows
  let value = condition.value ?? null;
  if ("other" in condition) {
    value = place.answer(condition.other);
    if (isEmpty(value)) return false;
  } else if (value !== null && typeof value === "object" && "today" in value) {
    value = fromToday(place.today, value.today);
  }
  return OPERATORS[condition.op](answer, value, place.today);
}

/** Whether a rule holds, seen from a place. */
function evaluate(rule, place) {
  if ("ref" in rule) return fulfilled(rule, place);
  if (rule.all) return rule.all.every((part) => evaluate(part, place));
  if (rule.any) return rule.any.some((part) => evaluate(part, place));
  if (rule.none) return !rule.none.some((part) => evaluate(part, place));
  if (rule.any_row) return place.inRows(rule.any_row).some((row) => evaluate(rule.rule, row));
  const rows = place.inRows(rule.all_rows);
  return rows.length > 0 && rows.every((row) => evaluate(rule.rule, row));
}

/** Where a rule or calculation stands: `within` maps groups to the row it looks from. */
class Place {
  constructor(journey, within) {
    this.journey = journey;
    this.today = journey.today;
    this.within = within;
  }

  isGroup(ref) {
    return this.journey.homes.get(ref)?.item.type === "group";
  }

  answer(ref) {
    const { journey, within } = this;
    if (ref === APPLICANT_KIND) return journey.applicantKind;
    const home = journey.homes.get(ref);
    if (!home || (home.group && !within.has(home.group.id))) return null;
    const rowId = home.group ? within.get(home.group.id) : null;
    if (!journey.isVisible(ref, rowId)) return null;
    return home.item.type === "group" ? journey.rows(ref).length : journey.value(ref, rowId);
  }

  values(ref) {
    const group = this.journey.homes.get(ref)?.group;
    if (!group || this.within.has(group.id)) return [this.answer(ref)];
    return this.inRows(group.id).map((place) => place.answer(ref));
  }

  inRows(groupId) {
    if (!this.isGroup(groupId) || !this.journey.isVisible(groupId)) return [];
    const inRow = (row) => new Place(this.journey, new Map(this.within).set(groupId, row[ROW] ?? null));
    return this.journey.rows(groupId).map(inRow);
  }
}

/** A form (schema document) walked with answers by an applicant of a kind, on a day ("2026-11-24"). */
export class Journey {
  constructor(schema, answers, applicantKind, today) {
    this.schema = schema;
    this.answers = answers;
    this.applicantKind = applicantKind;
    this.today = today;
    this.shown = new Map();
    this.known = new Map();
    this.rowsById = new Map();
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
    return this.once(this.shown, `${itemId}\n${rowId ?? ""}`, false, () => this.decide(itemId, rowId));
  }

  isRequired(questionId, rowId = null) {
    const question = this.homes.get(questionId)?.item;
    if (!question || question.type === "group" || !isAsked(question)) return false;
    if (!this.isVisible(questionId, rowId)) return false;
    return Boolean(question.required) || Boolean(question.require && this.holds(question.require, questionId, rowId));
  }

  /** The ids of the choices that cannot be chosen. */
  hiddenChoices(questionId, rowId = null) {
    const choices = this.homes.get(questionId)?.item.options?.choices ?? [];
    return choices
      .filter((choice) => choice.show && !this.holds(choice.show, questionId, rowId))
      .map((choice) => choice.id);
  }

  /** The answer of a visible question as it counts; worked out when it is a calculated one. */
  value(questionId, rowId = null) {
    return this.once(this.known, `${questionId}\n${rowId ?? ""}`, null, () => {
      const question = this.homes.get(questionId).item;
      if (DISPLAY_TYPES.has(question.type)) return null;
      if (COMPUTED_TYPES.has(question.type)) {
        const { formula, places } = question.options ?? {};
        return calculate(formula, places, this.place(questionId, rowId));
      }
      const value = this.stored(questionId, rowId);
      const hidden = this.hiddenChoices(questionId, rowId);
      if (Array.isArray(value)) return hidden.length ? value.filter((choice) => !hidden.includes(choice)) : value;
      return hidden.includes(value) ? null : value;
    });
  }

  rows(groupId) {
    const rows = this.answers[groupId];
    return Array.isArray(rows) ? rows : [];
  }

  /** The checks of a section that fail, as [id of the check, row or null]. */
  failedChecks(section) {
    if (section.show && !this.holds(section.show)) return [];
    const failing = (checks, place, rowId) =>
      (checks ?? []).filter((check) => evaluate(check.when, place)).map((check) => [check.id, rowId]);
    const groups = section.items.filter((item) => item.checks?.length && this.isVisible(item.id));
    const ofRow = (group, row) => {
      const rowId = row[ROW] ?? null;
      return failing(group.checks, new Place(this, new Map([[group.id, rowId]])), rowId);
    };
    return [
      ...failing(section.checks, new Place(this, new Map()), null),
      ...groups.flatMap((group) => this.rows(group.id).flatMap((row) => ofRow(group, row))),
    ];
  }

  stored(questionId, rowId) {
    const { group } = this.homes.get(questionId);
    if (!group) return this.answers[questionId] ?? null;
    if (!this.rowsById.has(group.id)) {
      const rows = [...this.rows(group.id)].reverse(); // of two with one id the first counts
      this.rowsById.set(group.id, new Map(rows.map((row) => [row[ROW] ?? null, row])));
    }
    return this.rowsById.get(group.id).get(rowId)?.[questionId] ?? null;
  }

  decide(itemId, rowId) {
    const home = this.homes.get(itemId);
    if (!home) return false;
    if (home.section.show && !this.holds(home.section.show)) return false;
    if (home.group && !this.isVisible(home.group.id)) return false;
    return !home.item.show || this.holds(home.item.show, itemId, rowId);
  }

  place(itemId, rowId) {
    const group = this.homes.get(itemId)?.group;
    return new Place(this, new Map(group ? [[group.id, rowId]] : []));
  }

  holds(rule, itemId = null, rowId = null) {
    return evaluate(rule, this.place(itemId, rowId));
  }

  once(memory, key, meanwhile, decide) {
    if (!memory.has(key)) {
      memory.set(key, meanwhile); // what asks for itself finds nothing
      memory.set(key, decide());
    }
    return memory.get(key);
  }
}

/** Whether a person answers a question in an input. */
export function isAsked(question) {
  return !DISPLAY_TYPES.has(question.type) && !COMPUTED_TYPES.has(question.type) && !GIVEN_TYPES.has(question.type);
}
