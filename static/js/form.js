/**
 * Comfort on a form's page: questions appear at once, what is typed saves itself, a second press of
 * "next" is held back. Everything works without this file too.
 */

import { keepFocusInSight } from "./form-bar.js";
import { followRules } from "./form-following.js";
import { lookUpInPlace } from "./form-lookups.js";
import { changeRowsInPlace } from "./form-rows.js";
import { saveByItself, warn } from "./form-saving.js";
import { watchTheTime } from "./form-timeout.js";
import { freshToken } from "./form-token.js";

/** A second press while the first is on its way does nothing; the server holds it back as well. */
function pressOnce(form) {
  let pressedAt = 0;
  form.addEventListener("submit", (event) => {
    const bar = document.querySelector("[data-form-bar]");
    if (bar && !navigator.onLine) {
      // The browser's own page about it would take the typed answers away.
      event.preventDefault();
      warn(bar.dataset.notSent);
    } else if (event.timeStamp - pressedAt < 3000 && pressedAt > 0) event.preventDefault();
    else {
      pressedAt = event.timeStamp;
      freshToken(form);
    }
  });
  window.addEventListener("pageshow", () => {
    pressedAt = 0;
  });
}

document.querySelector(".error-summary")?.focus();

keepFocusInSight(document.querySelector("[data-form-bar]"));

for (const form of document.querySelectorAll("form[data-press-once]")) pressOnce(form);

for (const form of document.querySelectorAll("form[data-watch-time]")) watchTheTime(form, () => {});

const form = document.querySelector("form[data-autosave-url], form[data-questions]");
if (form) {
  if (form.querySelector("select[data-search-list]")) {
    import("./search-list.js").then(({ searchLists }) => {
      searchLists(form);
      form.addEventListener("form:replaced", (event) => searchLists(event.target));
    });
  }
  if (form.dataset.uploadUrl) import("./form-uploads.js").then(({ sendFilesAtOnce }) => sendFilesAtOnce(form));
  if (form.elements.script) form.elements.script.value = "1";
  const rules = document.getElementById("form-rules");
  if (rules) followRules(form, JSON.parse(rules.textContent));
  if (form.dataset.autosaveUrl) {
    let tellTime = () => {};
    const save = saveByItself(form, form.dataset.autosaveUrl, (kept) => tellTime(kept));
    tellTime = watchTheTime(form, save);
  }
  changeRowsInPlace(form, warn);
  lookUpInPlace(form);
}
