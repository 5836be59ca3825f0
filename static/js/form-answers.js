/**
 * Reads the answers of a form's page out of its inputs, as the rules need them.
 * Not a validation: what cannot be read counts as empty, as it does on the server.
 */

// First and last day of each era.
const ERAS = {
  明治: ["1868-01-25", "1912-07-29"],
  大正: ["1912-07-30", "1926-12-24"],
  昭和: ["1926-12-25", "1989-01-07"],
  平成: ["1989-01-08", "2019-04-30"],
  令和: ["2019-05-01", "2199-12-31"],
};
const LETTERS = { M: "明治", T: "大正", S: "昭和", H: "平成", R: "令和" };
const ANY_DAY = ["1800-01-01", "2199-12-31"];
const DAY = 86400000;

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

const HYPHENS = /[‐‑‒–—―⁃−─━˗ー﹘﹣]/g;

/** Digits as the server reads them: half width, every hyphen as -. */
const code = (form, name) => half((first(form, name) ?? "").replace(HYPHENS, "-")).replace(HYPHENS, "-");

function integer(form, name, question) {
  const unit = question.options?.unit || "";
  const typed = code(form, name).replace(/[\s,、]/g, "");
  const digits = unit && typed.endsWith(unit) ? typed.slice(0, -unit.length) : typed;
  return /^[+-]?\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** A comma stands before three digits; 「、」 and 「。」 are keys of a Japanese keyboard. */
function number(typed) {
  const text = typed.replace(/\s/g, "").replaceAll("、", ",").replaceAll("。", ".");
  if (!/^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|(?=\.\d))(?:\.\d*)?$/.test(text)) return null;
  return Number(text.replaceAll(",", "")) + 0;
}

function decimal(form, name, question) {
  const unit = half(question.options?.unit || "");
  const typed = code(form, name);
  return number(unit && typed.endsWith(unit) ? typed.slice(0, -unit.length) : typed);
}

function money(form, name) {
  const typed = code(form, name).replace(/\s/g, "");
  const amount = number(typed.replace(/^(金|([+-]?)[¥\\])/, "$2").replace(/(円[也整]?|(?<=\d)-)$/, ""));
  return Number.isInteger(amount) ? amount : null;
}

const DAY_WORDS = { 昼: { 12: 12, 1: 13, 2: 14, 3: 15 }, 夕方: { 4: 16, 5: 17, 6: 18, 7: 19 }, 夜: {} };
for (let hour = 5; hour < 12; hour += 1) DAY_WORDS.夜[hour] = hour + 12;

/** The hour of a day, 0 to 23 or more; NaN for what means noon to some and midnight to others. */
function hourOf(half, hour, minute) {
  if (!half) return hour;
  const word = half.replaceAll(".", "").replace("お", "");
  if (DAY_WORDS[word]) return DAY_WORDS[word][hour] ?? NaN;
  const late = word === "午後" || word === "PM";
  if (hour === 12) return word !== "朝" && minute > 0 ? (late ? 12 : 0) : word === "PM" ? 12 : NaN;
  if (late) return hour < 12 ? hour + 12 : hour;
  return hour < 12 ? hour : NaN;
}

/** 9:30, 9時半, 930, 午後1時30分, 1:30pm, 13 */
function time(form, name) {
  const typed = code(form, name).replace(/\s/g, "").toUpperCase();
  if (typed === "正午" || typed === "お昼") return "12:00";
  const half = "(?:(午前|午後|AM|A\\.M\\.|PM|P\\.M\\.|朝|お?昼|夕方|夜)の?)?";
  const tail = "(AM|A\\.M\\.|PM|P\\.M\\.)?";
  const found = new RegExp(`^${half}(\\d{1,2})(?:[:;.時-](?:(\\d{1,2})分?)?(半)?)?${tail}$`).exec(typed)
    ?? new RegExp(`^${half}(\\d{1,2})(\\d{2})()${tail}$`).exec(typed);
  if (!found || (found[3] && found[4]) || (found[1] && found[5])) return null;
  const minute = found[4] ? 30 : Number(found[3] ?? 0);
  const hour = hourOf(found[1] ?? found[5] ?? "", Number(found[2]), minute);
  if (!(hour <= 23 && minute <= 59)) return null;
  return [hour, minute].map((n) => String(n).padStart(2, "0")).join(":");
}

/** An address with its scheme; scheme and host in half width, all of it when none of it was. */
function url(form, name) {
  const typed = text(form, name);
  if (typed === null) return null;
  const end = /[!-~]/.test(typed) ? /^(?:[^:：/／]*[:：][/／]{2})?[^/／?？#＃]*[/／?？#＃]?/.exec(typed)[0].length : typed.length;
  const head = typed.slice(0, end).replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  const address = head.replaceAll("。", ".") + typed.slice(end);
  const scheme = /^https?:(?=\/\/)/i.exec(address)?.[0];
  return scheme ? scheme.toLowerCase() + address.slice(scheme.length) : `https://${address.replace(/^\/+/, "")}`;
}

/** A year box, 2025, 令和7, R7, 元年, as [Western year, days it may hold]; the era of the list
 * counts when none is typed. */
function yearOf(typed, listed) {
  const found = /^(令和|平成|昭和|大正|明治|[RHSTM])?[.]?(元|\d{1,4})年?$/i.exec(typed);
  if (!found) return [NaN, ANY_DAY];
  const number = found[2] === "元" ? 1 : Number(found[2]);
  const era = (found[1] ?? (number < 1000 ? listed : "") ?? "").toUpperCase();
  const days = ERAS[LETTERS[era] ?? era];
  if (!days) return [number, ANY_DAY];
  return [number < 1 ? NaN : Number(days[0].slice(0, 4)) + number - 1, days];
}

/** A month in its boxes, or in one of them: 令和8年11月, R8.11, 2026-11, 202611. */
function month(form, name) {
  const typed = (part) => half(first(form, `${name}-${part}`) ?? "");
  const [yearBox, monthBox] = [typed("year"), typed("month")];
  let [year, number] = [yearBox, monthBox.replace(/月$/, "")];
  if (!yearBox || !monthBox) {
    const whole = (yearBox || monthBox).replace(HYPHENS, "-").replace(/[(（].*$/, "").replace(/\s/g, "");
    const found = /^(.*\d|.*元)[年./-](\d{1,2})月?$/.exec(whole) ?? /^([A-Z]\d\d|\d{4})(\d\d)$/i.exec(whole);
    if (!found) return null;
    [, year, number] = found;
  }
  const [western] = yearOf(year, first(form, `${name}-era`));
  if (!(western >= 1800 && western <= 2199 && /^\d{1,2}$/.test(number) && number >= 1 && number <= 12)) return null;
  return `${western}-${String(Number(number)).padStart(2, "0")}`;
}

/** The day of a limit: 2026-04-01, today, today+3, today-30; nothing without one. */
function limitDay(limit, today) {
  const found = /^today([+-]\d+)?$/.exec(limit ?? "");
  if (!found) return limit;
  return new Date(Date.parse(`${today}T00:00:00Z`) + Number(found[1] ?? 0) * DAY).toISOString().slice(0, 10);
}

/** A day that exists and that the question takes: nothing is worked out from another one. */
function date(form, name, question, today) {
  const typed = (part) => half(first(form, `${name}-${part}`) ?? "");
  const [year, [earliest, latest]] = yearOf(typed("year"), first(form, `${name}-era`));
  const [month, day] = ["month", "day"].map((part) => Number(typed(part).replace(/[月日]$/, "") || NaN));
  if ([year, month, day].some(Number.isNaN)) return null;
  const iso = [String(year).padStart(4, "0"), ...[month, day].map((n) => String(n).padStart(2, "0"))].join("-");
  const real = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || !real.toISOString().startsWith(iso)) return null;
  const limits = question.options ?? {};
  const from = [earliest, limitDay(limits.earliest, today)];
  const until = [latest, limitDay(limits.latest, today)];
  return from.some((limit) => limit && iso < limit) || until.some((limit) => limit && iso > limit) ? null : iso;
}

function record(form, name) {
  const found = {};
  for (const control of form.elements) {
    // A check box in a record (one name only) says how to read it, not what was answered.
    if (control.type === "checkbox") continue;
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

/** A long list sends labels; the page knows the ids of those that its rules name. */
function searchList(form, name, question) {
  const label = text(form, name);
  const ids = question.options?.ids ?? {};
  return label !== null && Object.hasOwn(ids, label) ? ids[label] : label;
}

const READERS = {
  integer,
  decimal,
  money,
  fiscal_year: integer,
  date,
  month,
  time,
  yes_no: (form, name) => ({ yes: true, no: false })[first(form, name)] ?? null,
  choices: list,
  search_list: searchList,
  attachment: (form, name) => list(form, `${name}-kept`) ?? list(form, name),
  consent: (form, name) => (values(form, name).length ? true : null),
  my_number: (form, name) =>
    text(form, name) ?? (values(form, `${name}-remove`).length ? null : text(form, `${name}-kept`)),
  name: record,
  address: record,
  url,
  company: record,
  bank_account: record,
};

/** The answers of this page's items: {question id: value, group id: [{_row, question id: value}]}. */
export function readAnswers(form, items, today) {
  const read = (question, name) => (READERS[question.type] ?? text)(form, name, question, today);
  const answers = {};
  for (const item of items) {
    if (item.type !== "group") {
      if (item.asked === false) continue; // nothing to read, and what was told stays
      answers[item.id] = read(item, `q-${item.id}`);
      continue;
    }
    answers[item.id] = values(form, `rows-${item.id}`).map((row) => {
      const row_answers = { _row: row };
      for (const question of item.items.filter(({ asked }) => asked !== false)) {
        row_answers[question.id] = read(question, `g-${item.id}-${row}-${question.id}`);
      }
      return row_answers;
    });
  }
  return answers;
}
