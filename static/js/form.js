/**
 * Comfort on a form's page: questions appear at once, what is typed saves itself, a second press of
 * "next" is held back. Everything works without this file too.
 */

import { followRules } from "./form-following.js";
import { lookUpInPlace } from "./form-lookups.js";
import { changeRowsInPlace } from "./form-rows.js";

const AUTOSAVE_AFTER = 2500;
const RETRY_AFTER = 15000;
const REFUSALS = new Set([401, 409, 410, 413]);

/** Say loudly that something did not work. */
function warn(message) {
  const alarm = document.querySelector("[data-autosave-alarm]");
  if (!alarm) return;
  alarm.hidden = false;
  alarm.textContent = message;
}

/** Save what is typed, say when, and say loudly when it did not work. */
function saveByItself(form, url) {
  const status = document.querySelector("[data-autosave-status]");
  const alarm = document.querySelector("[data-autosave-alarm]");
  let timer = null;
  let dirty = false;
  let sending = false;

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

  async function save(keepalive = false) {
    if (!dirty || sending) return;
    sending = true;
    dirty = false;
    try {
      const answer = await fetch(url, { method: "POST", body: body(), keepalive });
      if (REFUSALS.has(answer.status)) {
        // Sent already, signed out, or written in another tab: trying again would not help.
        const { message } = await answer.json();
        warn(message);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: savedAt } = await answer.json();
      if (status) status.textContent = `${savedAt} に自動で保存しました`;
      if (alarm) {
        alarm.hidden = true;
        alarm.textContent = "";
      }
    } catch {
      dirty = true;
      warn(
        "自動保存ができませんでした。通信の状態をご確認ください。入力した内容はこの画面に残っています。",
      );
      later(RETRY_AFTER);
    } finally {
      sending = false;
    }
  }

  const changed = () => {
    dirty = true;
    later(AUTOSAVE_AFTER);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
}

/** A second press while the first is on its way does nothing; the server holds it back as well. */
function pressOnce(form) {
  let pressedAt = 0;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - pressedAt < 3000 && pressedAt > 0) event.preventDefault();
    else pressedAt = event.timeStamp;
  });
  window.addEventListener("pageshow", () => {
    pressedAt = 0;
  });
}

document.querySelector(".error-summary")?.focus();

for (const form of document.querySelectorAll("form[data-press-once]")) pressOnce(form);

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
  if (form.dataset.autosaveUrl) saveByItself(form, form.dataset.autosaveUrl);
  changeRowsInPlace(form, warn);
  lookUpInPlace(form);
}
