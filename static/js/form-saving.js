/**
 * What is typed saves itself: quietly when it works, loudly when it does not. Nothing typed leaves
 * the page before it is kept.
 */

import { freshToken } from "./form-token.js";

const AUTOSAVE_AFTER = 2500;
const RETRY_AFTER = 15000;
const SIGNED_OUT = 401;
const REFUSALS = new Set([409, 410, 413]);

/** Say loudly that something did not work; with a button to try again, where that helps. */
export function warn(message, { retry = false } = {}) {
  const alarm = document.querySelector("[data-autosave-alarm]");
  if (!alarm) return;
  const text = alarm.querySelector("[data-autosave-alarm-text]");
  alarm.hidden = false;
  alarm.querySelector("[data-autosave-retry]").hidden = !retry;
  // The same words again would be read again at every try.
  if (text.textContent !== message) text.textContent = message;
}

function calm() {
  const alarm = document.querySelector("[data-autosave-alarm]");
  if (!alarm || alarm.hidden) return false;
  alarm.hidden = true;
  alarm.querySelector("[data-autosave-alarm-text]").textContent = "";
  return true;
}

/** Save what is typed in a form; returns the function that saves at once. */
export function saveByItself(form, url, onAnswer = () => {}) {
  const status = document.querySelector("[data-autosave-status]");
  const said = document.querySelector("[data-autosave-said]");
  const words = document.querySelector("[data-form-bar]")?.dataset ?? {};
  let timer = null;
  let dirty = false;
  let sending = false;
  let failed = false;
  let stopped = false;
  let leaving = false;
  let savedAt = "";

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  const body = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    // A My Number is sent when its page is, and never to be kept half-way: a mark stands for it.
    for (const input of form.querySelectorAll("input[data-secret]")) {
      data.delete(input.name);
      if (!input.value.trim()) continue;
      data.set(`${input.name}-again`, "1");
      data.delete(`${input.name}-stay`);
    }
    return data;
  };

  const saved = (time) => {
    const recovered = failed && calm();
    if (status) status.textContent = words.saved.replace("{time}", time);
    // Told aloud the first time and after a failure; each saving would be a nuisance.
    if (said && (!savedAt || recovered)) {
      said.textContent = (recovered ? words.savedAgain : words.saved).replace("{time}", time);
    }
    if (recovered && status) status.textContent = words.savedAgain.replace("{time}", time);
    failed = false;
    savedAt = time;
  };

  const notSaved = () => {
    failed = true;
    dirty = true;
    const message = savedAt ? words.notSavedSince.replace("{time}", savedAt) : words.notSaved;
    warn(message, { retry: true });
    later(RETRY_AFTER);
  };

  async function save(keepalive = false) {
    if (!dirty || sending || stopped) return;
    sending = true;
    dirty = false;
    clearTimeout(timer);
    freshToken(form);
    try {
      const answer = await fetch(url, { method: "POST", body: body(), keepalive: keepalive === true });
      if (answer.status === SIGNED_OUT) {
        stopped = true;
        warn(words.signedOut);
        return;
      }
      if (REFUSALS.has(answer.status)) {
        // Sent already, too long, or written in another tab: trying again would not help.
        const { message } = await answer.json();
        failed = true;
        warn(message);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = await answer.json();
      saved(kept.saved_at);
      onAnswer(kept);
    } catch {
      if (!leaving) notSaved();
    } finally {
      sending = false;
      if (dirty && !failed) later(AUTOSAVE_AFTER);
    }
  }

  const changed = () => {
    dirty = true;
    later(failed ? RETRY_AFTER : AUTOSAVE_AFTER);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    dirty = false;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("online", () => save());
  document.querySelector("[data-autosave-retry]")?.addEventListener("click", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  // Only while something typed could not be saved: the browser asks before it throws it away.
  window.addEventListener("beforeunload", (event) => {
    if (dirty && failed && !leaving) event.preventDefault();
  });
  // A page that came back after a sign-in is not saved yet.
  if ("held" in form.dataset) changed();
  return save;
}
