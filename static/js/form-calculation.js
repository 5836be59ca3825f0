/**
 * The browser's mirror of eforms/engine/days.py and calculation.py: days, ages and exact numbers.
 * Numbers are whole multiples of a millionth (BigInt); a result is rounded once, at the end.
 */

const UNIT = 1000000n;
const MOST = 10n ** 15n;
const DAY = 86400000;

/** [year, month, day] of an ISO text that names a real day; null for anything else. */
export function asDay(value) {
  if (typeof value !== "string") return null;
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(value);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const longest = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return year >= 1 && day >= 1 && day <= (longest ?? 0) ? [year, month, day] : null;
}

/** ISO text of the day that is so many days after today. */
export function fromToday(today, days) {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Full years from one day to another; one born on 29 February has them on 1 March. */
export function ageOn(born, day) {
  const before = day[1] < born[1] || (day[1] === born[1] && day[2] < born[2]);
  return day[0] - born[0] - (before ? 1 : 0);
}

const divided = (value, unit) => (2n * value + unit) / (2n * unit);

function millionths(value) {
  const [, minus, whole, decimals = "", exponent = "0"] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/.exec(String(value));
  const shift = Number(exponent) - decimals.length + 6;
  const digits = BigInt(whole + decimals);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : divided(digits, 10n ** BigInt(-shift));
  return minus ? -scaled : scaled;
}

function rounded(value, unit, places) {
  const power = 10n ** BigInt(places);
  const whole = divided((value < 0n ? -value : value) * power, unit);
  if (whole >= MOST) return null;
  return Number(value < 0n ? -whole : whole) / Number(power) + 0;
}

/** A term in millionths: a number, an answer, or the sum of a column; null for empty. */
function term(part, scope) {
  const values = typeof part === "string" ? scope.values(part) : [part];
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length ? numbers.map(millionths).reduce((a, b) => a + b) : null;
}

const OPERATIONS = {
  sum(formula, places, scope) {
    const terms = formula.of.map((part) => term(part, scope)).filter((value) => value !== null);
    return terms.length ? rounded(terms.reduce((a, b) => a + b), UNIT, places) : null;
  },
  product(formula, places, scope) {
    const terms = formula.of.map((part) => term(part, scope));
    if (!terms.length || terms.includes(null)) return null;
    return rounded(terms.reduce((a, b) => a * b), UNIT ** BigInt(terms.length), places);
  },
  count(formula, places, scope) {
    if (scope.isGroup(formula.of)) return scope.answer(formula.of) ?? 0;
    const lists = scope.values(formula.of).filter(Array.isArray);
    return lists.reduce((number, list) => number + list.length, 0);
  },
  age(formula, places, scope) {
    const born = asDay(scope.answer(formula.of));
    const day = formula.at === "today" ? asDay(scope.today) : (asDay(formula.at) ?? asDay(scope.answer(formula.at)));
    if (!born || !day) return null;
    const age = ageOn(born, day);
    return age < 0 ? null : age;
  },
};

/** What a formula gives from a place; null for empty. */
export function calculate(formula, places, scope) {
  if (!formula || !formula.op) return null;
  return OPERATIONS[formula.op](formula, places ?? 0, scope);
}
