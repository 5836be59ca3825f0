// What is pressed comes after what is being saved: a press of "publish", "save" or "submit" waits for
// an autosave on its way. Sent beside it, a new page would be created twice, and a press on an old
// page would look like that of a second editor.
(() => {
  const FORM = "form[data-edit-form][data-controller~='w-autosave']";
  const LONGEST = 30_000; // ms; then the press goes on, and the server tells what came between
  const passed = new WeakSet();

  const autosave = (form) => window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-autosave");
  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  const settled = (form) => {
    const controller = autosave(form);
    if (!controller) return null;
    controller.activeValue = false; // nothing begins after the press
    const running = controller.submitPromise;
    if (!running) return null;
    return Promise.race([running.catch(() => {}), new Promise((done) => setTimeout(done, LONGEST))]);
  };

  // At the window, before any handler of the page: those see the press once it goes on.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.(FORM) || passed.has(form)) return;
    if (form.dataset.autosaveWaiting) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const waiting = settled(form);
    if (!waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.dataset.autosaveWaiting = "true";
    // Wagtail disables a pressed button, whose name would then not be sent.
    const { submitter } = event;
    const pressed = submitter?.name ? form.appendChild(hidden(submitter.name, submitter.value)) : null;
    waiting.then(() => {
      delete form.dataset.autosaveWaiting;
      passed.add(form);
      form.requestSubmit();
      passed.delete(form);
      pressed?.remove();
    });
  }, true);

  // A press that another handler held back: the editor goes on, and so does its autosave.
  window.addEventListener("submit", (event) => {
    if (!event.target.matches?.(FORM) || !event.defaultPrevented) return;
    const controller = autosave(event.target);
    if (controller) controller.activeValue = true;
  });

  // Dialogs of workflows send the form past all handlers.
  const watch = (form) => {
    form.submit = () => {
      const send = () => HTMLFormElement.prototype.submit.call(form);
      const waiting = settled(form);
      if (waiting) waiting.then(send);
      else send();
    };
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(FORM).forEach(watch));

  // What was autosaved is what the page was made from (eforms.building.overwriting). In the capture
  // phase: Wagtail takes the state of the form as saved right after.
  document.addEventListener("w-autosave:success", (event) => {
    const { revision_id: revision, revision_created_at: created } = event.detail.response;
    const form = event.target;
    if (!revision || !created || !form.matches(FORM)) return;
    for (const [name, value] of [["loaded_revision_id", revision], ["loaded_revision_created_at", created]]) {
      const input = form.querySelector(`input[name="${name}"]`) ?? form.appendChild(hidden(name, ""));
      input.value = value;
    }
  }, true);
})();
