/**
 * Before the sign-in ends: a warning five minutes ahead that one press extends. Screen readers are
 * told when it appears and once more at one minute, not each time the minutes change.
 */

import { freshToken } from "./form-token.js";

const AHEAD = 5 * 60;
const LAST_CALL = 60;
const LAST_SAVING = 20;

/** Watch the time of a page; ``save`` saves what is typed. Returns how answers tell the time. */
export function watchTheTime(form, save) {
  const bar = document.querySelector("[data-timeout]");
  if (!bar) return () => {};
  const title = bar.querySelector("[data-timeout-title]");
  const before = title.textContent;
  const text = bar.querySelector("[data-timeout-text]");
  const press = bar.querySelector("[data-timeout-stay]");
  const again = bar.querySelector("[data-timeout-again]");
  const said = document.querySelector("[data-timeout-said]");
  const words = bar.dataset;
  // Another tab of the form may have extended the time of all.
  const others = "BroadcastChannel" in window ? new BroadcastChannel("time-left") : null;
  let ends = 0;
  let told = 0; // 0: nothing yet, 1: that it ends soon, 2: the last minute, 3: that it is over
  let atLast = false;

  const until = (seconds) => {
    ends = Date.now() + seconds * 1000;
    if (seconds <= AHEAD) return;
    told = 0;
    bar.hidden = true;
    title.textContent = before;
    press.hidden = false;
    again.hidden = true;
  };
  const renewed = (seconds) => {
    until(seconds);
    others?.postMessage(seconds);
  };

  const soon = (left) => words.soon.replace("{minutes}", String(Math.max(1, Math.ceil(left / 60))));

  function look() {
    const left = (ends - Date.now()) / 1000;
    if (left > AHEAD || told === 3) return;
    if (left <= 0) {
      told = 3;
      title.textContent = words.overTitle;
      text.textContent = words.over;
      said.textContent = `${words.overTitle}。${words.over}`;
      press.hidden = true;
      again.hidden = false;
      bar.hidden = false;
      return;
    }
    const message = atLast ? words.last : soon(left);
    if (text.textContent !== message) text.textContent = message;
    if (told === 0) {
      told = 1;
      bar.hidden = false;
      said.textContent = message;
    }
    if (told === 1 && left <= LAST_CALL) {
      told = 2;
      said.textContent = "";
      said.textContent = message;
    }
    if (left <= LAST_SAVING) save();
  }

  async function stay() {
    freshToken(form);
    try {
      const token = form.elements.csrfmiddlewaretoken.value;
      const answer = await fetch(words.stayUrl, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { seconds_left: seconds } = await answer.json();
      atLast = seconds <= AHEAD;
      renewed(seconds);
      said.textContent = atLast ? words.last : words.stayed;
      if (atLast) press.hidden = true;
    } catch {
      text.textContent = words.failed;
      said.textContent = words.failed;
    }
  }

  press.addEventListener("click", stay);
  others?.addEventListener("message", (event) => until(event.data));
  setInterval(look, 1000);
  renewed(Number(words.secondsLeft));
  return ({ seconds_left: seconds }) => {
    if (seconds) renewed(seconds);
  };
}
