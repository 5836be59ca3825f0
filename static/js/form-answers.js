/**
 * Reads the answers of a form's page out of its inputs, as the rules need them.
 * Not a validation: what cannot be read counts as empty, as it does on the server.
 */

const ERAS = { meiji: 1867, taisho: 1911, showa: 1925, heisei: 1988, reiwa: 2018 };

const half = (text) => text.normalize("NFKC").trim();

function values(form, name) {
  const found = [];
  for (const control of form.elements) {
    if (control.name !== name) continue;
    if ((control.type === "radio" || control.type === "checkbox") && !control.checked) continue;
    if (control.type === "file") {
      found.push(...[...control.files].map((file) => file.name));
    } else if (control.value !== "") {
      found.push(control.value);
    }
  }
  return found;
}

const first = (form, name) => values(form, name)[0] ?? null;

function text(form, name) {
  const typed = (first(form, name) ?? "").trim();
  return typed === "" ? null : typed;
}

function integer(form, name, question) {
  const unit = question.options?.unit || "";
  const typed = half(first(form, name) ?? "").replace(/[\s,、]/g, "").replace(/[‐‑–—―−]/g, "-");
  const digits = unit && typed.endsWith(unit) ? typed.slice(0, -unit.length) : typed;
  return /^[+-]?\d{1,15}$/.test(digits) ? Number(digits) : null;
}

function date(form, name) {
  const [year, month, day] = ["year", "month", "day"].map((part) => {
    const typed = half(first(form, `${name}-${part}`) ?? "").replace(/[年月日]$/, "");
    if (part === "year" && typed === "元") return 1;
    return /^\d{1,4}$/.test(typed) ? Number(typed) : NaN;
  });
  if ([year, month, day].some(Number.isNaN)) return null;
  const full = year + (ERAS[first(form, `${name}-era`)] ?? 0);
  const iso = [String(full).padStart(4, "0"), ...[month, day].map((n) => String(n).padStart(2, "0"))].join("-");
  const real = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(iso) ? iso : null;
}

function record(form, name) {
  const found = {};
  for (const control of form.elements) {
    if (control.name.startsWith(`${name}-`) && control.value.trim() !== "") {
      found[control.name.slice(name.length + 1)] = control.value.trim();
    }
  }
  return Object.keys(found).length ? found : null;
}

const list = (form, name) => {
  const found = values(form, name);
  return found.length ? found : null;
};

const READERS = {
  integer,
  date,
  yes_no: (form, name) => ({ yes: true, no: false })[first(form, name)] ?? null,
  choices: list,
  attachment: list,
  consent: (form, name) => (values(form, name).length ? true : null),
  name: record,
  address: record,
};

const read = (form, question, name) => (READERS[question.type] ?? text)(form, name, question);

/** The answers of this page's items: {question id: value, group id: [{_row, question id: value}]}. */
export function readAnswers(form, items) {
  const answers = {};
  for (const item of items) {
    if (item.type !== "group") {
      answers[item.id] = read(form, item, `q-${item.id}`);
      continue;
    }
    answers[item.id] = values(form, `rows-${item.id}`).map((row) => {
      const row_answers = { _row: row };
      for (const question of item.items) {
        row_answers[question.id] = read(form, question, `g-${item.id}-${row}-${question.id}`);
      }
      return row_answers;
    });
  }
  return answers;
}
