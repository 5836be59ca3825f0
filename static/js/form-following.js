/**
 * Keeps a form's page as its rules say: questions and choices come and go, 必須 and （任意） change,
 * calculated numbers are worked out, all while somebody types. The server decides again.
 */

import { readAnswers } from "./form-answers.js";
import { Journey } from "./form-rules.js";

const NOTHING = "—";
const NEVER = { any: [] };

/** The form as this page sees it: its own items, and stubs of those on other pages. */
function schemaOf(data) {
  const hidden = new Set(data.hidden);
  const outside = (data.outside ?? []).map((stub) => (hidden.has(stub.id) ? { ...stub, show: NEVER } : stub));
  return {
    sections: [
      { id: "outside", show: null, items: outside },
      { id: "page", show: null, items: data.items },
    ],
  };
}

/** A choice that is hidden cannot be sent; when it comes back, it is taken as before. */
function showChoices(element, ruled, hidden) {
  for (const { id } of ruled) {
    const gone = hidden.includes(id);
    for (const input of element.querySelectorAll("input[type=radio], input[type=checkbox]")) {
      if (input.value !== id) continue;
      input.disabled = gone;
      (input.closest(".choice") ?? input).hidden = gone;
    }
    for (const option of element.querySelectorAll("option")) {
      if (option.value === id) showOption(option, gone);
    }
  }
}

function showOption(option, gone) {
  const list = option.closest("select");
  if (gone && option.selected) {
    list.value = "";
    list.dataset.before = option.value;
  } else if (!gone && list.dataset.before === option.value) {
    if (list.value === "") list.value = option.value;
    delete list.dataset.before;
  }
  option.hidden = gone;
  option.disabled = gone;
}

function showResult(output, value) {
  const places = Number(output.dataset.places ?? 0);
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  const written = value === null ? NOTHING : value.toLocaleString("en-US", digits) + (output.dataset.unit ?? "");
  // Only what is new is read aloud.
  if (output.textContent !== written) output.textContent = written;
}

/** Show and hide what is on a page as its rules say, now and whenever somebody types. */
export function followRules(form, data) {
  const schema = schemaOf(data);
  const questions = data.items.flatMap((item) => [item, ...(item.items ?? [])]);
  const ruled = new Map(
    questions.filter((item) => item.options?.choices).map((item) => [item.id, item.options.choices]),
  );

  const update = () => {
    const answers = { ...data.values, ...readAnswers(form, data.items, data.today) };
    const journey = new Journey(schema, answers, data.applicant_kind, data.today);
    const rowOf = (element) => {
      const row = element.closest("[data-row]");
      return row && row !== element ? row.dataset.row : null;
    };
    for (const element of form.querySelectorAll("[data-question]")) {
      const { question: id } = element.dataset;
      const rowId = rowOf(element);
      element.hidden = !journey.isVisible(id, rowId);
      const required = journey.isRequired(id, rowId);
      for (const badge of element.querySelectorAll(":scope [data-when-required]")) badge.hidden = !required;
      for (const badge of element.querySelectorAll(":scope [data-when-optional]")) badge.hidden = required;
      if (ruled.has(id)) showChoices(element, ruled.get(id), journey.hiddenChoices(id, rowId));
    }
    for (const output of form.querySelectorAll("[data-calculated]")) {
      const { calculated: id } = output.dataset;
      const rowId = rowOf(output);
      if (journey.isVisible(id, rowId)) showResult(output, journey.value(id, rowId));
    }
  };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}
