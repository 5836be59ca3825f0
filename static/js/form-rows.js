/**
 * Adds, moves and removes rows of repeated groups without leaving the page: the button is pressed
 * in the background, and the group of the page that comes back takes the place of the old one. The
 * server alone decides, so both ways stay the same.
 */

import { say } from "./words.js";

const BUTTONS = "button[name=add_row], button[name=remove_row], button[name=move_row]";

/** What the form would send with this button; files of other questions stay where they are. */
function pressed(form, button, group) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) {
    const within = name.startsWith(`g-${group.dataset.group}-`);
    if (value instanceof File && (!within || value.size === 0)) body.delete(name);
  }
  body.append(button.name, button.value);
  return body;
}

/** My Numbers never come back from the server: what is typed moves over within this page. */
function keepSecrets(group, fresh) {
  for (const input of group.querySelectorAll("input[data-secret]")) {
    const same = input.value && fresh.querySelector(`input[name="${CSS.escape(input.name)}"]`);
    if (!same) continue;
    same.value = input.value;
    same.closest("[data-question]").querySelector("[data-secret-again]")?.remove();
  }
}

/** Where the eye and the keyboard go on: the new row, the row that moved, or the group. */
function goOn(group, button) {
  if (button.name === "add_row") {
    const row = [...group.querySelectorAll("[data-row]")].at(-1);
    const input = row?.querySelector("input:not([type=hidden]), select, textarea");
    (input ?? row ?? group).focus();
  } else if (button.name === "move_row") {
    const [, row, way] = button.value.split(":");
    const same = group.querySelector(`button[name=move_row][value$=":${row}:${way}"]`);
    (same ?? group.querySelector(`[data-row="${row}"]`) ?? group).focus();
  } else {
    group.focus();
  }
}

// "action" is also the name of buttons, so form.action is not the address.
/** Change the rows of a form in place; `failed(message)` tells when the line is down. */
export function changeRowsInPlace(form, failed) {
  let byServer = null; // a button that is to be pressed the plain way

  const press = async (button, group) => {
    group.setAttribute("aria-busy", "true");
    group.inert = true;
    let page = null;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: pressed(form, button, group) });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("[data-removal]")) {
        location.assign(answer.url);
        return;
      }
      const fresh = answer.ok ? page.getElementById(group.id) : null;
      if (!fresh) {
        byServer = button;
        group.inert = false;
        form.requestSubmit(button);
        return;
      }
      keepSecrets(group, fresh);
      group.replaceWith(fresh);
      fresh.dispatchEvent(new Event("change", { bubbles: true }));
      fresh.dispatchEvent(new CustomEvent("form:replaced", { bubbles: true }));
      goOn(fresh, button);
    } catch {
      failed(say("通信できなかったため、変更できませんでした。入力した内容はこの画面に残っています。"));
    } finally {
      group.inert = false;
      group.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest(BUTTONS);
    const group = button?.closest("[data-group]");
    if (!group || button === byServer) return;
    event.preventDefault();
    press(button, group);
  });
}
