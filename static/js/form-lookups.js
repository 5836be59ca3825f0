/**
 * Looks up an address or a company without leaving the page: the button is pressed in the
 * background, and what the server found is put beside what is typed. The server alone decides, so
 * both ways stay the same. Inputs that were changed meanwhile are left alone.
 */

const BUTTONS = "button[name=look_up], button[name=look_up_take]";
// A look-up is bounded by the server; a line that is down is not.
const PATIENCE = 15000;

function pressed(form, button) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  // A My Number stays on the page: it is sent when its page is.
  for (const input of form.querySelectorAll("input[data-secret]")) body.delete(input.name);
  body.append(button.name, button.value);
  return body;
}

/** Put in what the server has put in, unless somebody typed there meanwhile. */
function takeOver(question, fresh, before) {
  let changed = false;
  for (const input of question.querySelectorAll("input[type=text], select")) {
    const same = fresh.querySelector(`[name="${CSS.escape(input.name)}"]`);
    if (!same || same.value === input.value || input.value !== before.get(input.name)) continue;
    input.value = same.value;
    changed = true;
  }
  if (changed) question.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Swap what is inside of the live region, not the region: that is what gets announced. */
function tell(place, fresh) {
  const [status, ...others] = fresh.children;
  place.querySelector("[role=status]").replaceChildren(...status.childNodes);
  place.querySelector("[role=status]").nextElementSibling?.remove();
  place.append(...others);
}

/** Look up in place; where that does not work the button is pressed the plain way. */
export function lookUpInPlace(form) {
  let byServer = null;

  const press = async (button) => {
    const question = button.closest("[data-question]");
    const place = question.querySelector("[data-found]");
    const before = new Map([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const waiting = document.createElement("p");
    waiting.textContent = place.dataset.waiting;
    place.querySelector("[role=status]").replaceChildren(waiting);
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: pressed(form, button),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && page.getElementById(place.id);
      if (!fresh) {
        byServer = button;
        form.requestSubmit(button);
        return;
      }
      takeOver(question, fresh.closest("[data-question]"), before);
      tell(place, fresh);
      place.querySelector("input[type=radio]:checked, input[type=radio]")?.focus();
    } catch {
      waiting.textContent = place.dataset.failed;
    } finally {
      button.removeAttribute("aria-disabled");
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest(BUTTONS);
    if (!button || button === byServer) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") !== "true") press(button);
  });
}
