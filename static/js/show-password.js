// A button under the last password input that shows what was typed; without JavaScript it is absent.

import { say } from "./words.js";

const inputs = [...document.querySelectorAll("input[data-password]")];

if (inputs.length > 0) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--text";
  button.textContent = say("パスワードを表示する");
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const show = inputs[0].type === "password";
    for (const input of inputs) input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
  });
  inputs.at(-1).after(button);
  // Sent as what it is, so that the browser offers to keep it.
  inputs[0].form.addEventListener("submit", () => {
    for (const input of inputs) input.type = "password";
  });
}
