// A frame beside the editor that shows what the server makes of the form as it stands, unsaved
// changes included: the try-out, and the checks before publishing. The editor's own inputs are
// sent as they are; nothing is stored.
(() => {
  const NARROW = 1100;
  const make = (tag, props = {}, ...parts) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...parts);
    return element;
  };

  const editor = () => document.querySelector("form[data-edit-form]");

  // Like pressing "submit", but past the editor's own handlers, which would think it was saved.
  const send = (address, target, extra) => {
    const form = editor();
    const before = ["action", "target"].map((name) => [name, form.getAttribute(name)]);
    const hidden = extra ? make("input", { type: "hidden", name: "tryout", value: extra }) : null;
    form.setAttribute("action", address);
    form.setAttribute("target", target);
    if (hidden) form.append(hidden);
    HTMLFormElement.prototype.submit.call(form);
    hidden?.remove();
    for (const [name, value] of before) {
      if (value === null) form.removeAttribute(name);
      else form.setAttribute(name, value);
    }
  };

  // Leading to a block or an input of the editor: its tab and every closed block around it open.
  const open = (element) => {
    const tab = element.closest("[role=tabpanel]");
    if (tab) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
    const around = [];
    for (let at = element; at; at = at.parentElement) if (at.matches("[data-panel]")) around.unshift(at);
    for (const panel of around) {
      const toggle = panel.querySelector(":scope > .w-panel__header [data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
  };

  const blockOf = (id) =>
    [...document.querySelectorAll("[data-streamfield-child]")].find((child) =>
      [...child.querySelectorAll(":scope > input[type=hidden]")].some(
        (input) => input.name.endsWith("-id") && input.value === id));

  const goTo = (anchor) => {
    const id = /^block-(.+)-section$/.exec(anchor)?.[1];
    const found = id ? blockOf(id)
      : document.getElementById(anchor) ?? document.querySelector(`[name="${CSS.escape(anchor.replace(/^id_/, ""))}"]`) ??
        document.querySelector("[data-form-rules]");
    if (!found) return;
    const panel = found.querySelector("[data-panel]") ?? found;
    open(id ? panel : found);
    setTimeout(() => {
      found.scrollIntoView({ block: "start" });
      window.scrollBy(0, -120);
      const focus = id ? panel.querySelector("[data-panel-toggle]") : found;
      focus?.focus({ preventScroll: true });
    }, 100);
  };

  const start = () => {
    const tools = document.querySelector("[data-form-tools]");
    if (!tools || !editor()) return;
    const toggles = document.querySelector("[data-side-panel-toggle]")?.parentElement;
    if (toggles) toggles.prepend(tools);

    const home = tools.parentElement;
    const frame = make("iframe", { name: "form-drawer", className: "form-drawer__frame" });
    const button = (words, press) => {
      const made = make("button", { type: "button", className: "button button-small button-secondary", textContent: words });
      made.addEventListener("click", press);
      return made;
    };
    const again = button("編集内容を反映する", () => show(current));
    const apart = button("別の画面で開く", () => send(current.dataset.formTool, "form-drawer-apart", packed()));
    const away = button("閉じる", () => close());
    const drawer = make("aside", { className: "form-drawer", hidden: true },
      make("header", { className: "form-drawer__head" }, away, again, apart), frame);
    document.body.append(drawer);
    let current = null;
    let shownFor = null;

    const packed = () =>
      shownFor === current?.dataset.formTool
        ? frame.contentDocument?.querySelector("input[name=tryout]")?.value ?? ""
        : kept;
    let kept = ""; // where the try-out was, while the checks are looked at

    const show = (tool) => {
      if (shownFor && tool !== current) kept = packed() || kept;
      const state = tool === current ? packed() : kept;
      current = tool;
      for (const each of tools.children) each.setAttribute("aria-expanded", String(each === tool));
      frame.title = tool.dataset.formToolTitle;
      drawer.setAttribute("aria-label", frame.title);
      drawer.hidden = false;
      drawer.firstElementChild.prepend(tools); // in the header they would be out of sight
      document.body.classList.add("form-drawer-open");
      send(tool.dataset.formTool, frame.name, tool.dataset.formToolTitle === "試してみる" ? state : "");
      shownFor = tool.dataset.formTool;
    };
    const close = () => {
      drawer.hidden = true;
      home.prepend(tools);
      document.body.classList.remove("form-drawer-open");
      for (const each of tools.children) each.setAttribute("aria-expanded", "false");
      current?.focus();
    };

    frame.addEventListener("load", () => {
      frame.contentDocument?.addEventListener("click", (event) => {
        const link = event.target.closest("[data-goto]");
        if (!link) return;
        event.preventDefault();
        if (window.innerWidth < NARROW) close();
        goTo(link.dataset.goto);
      });
    });
    drawer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    for (const tool of tools.children) {
      tool.addEventListener("click", () => {
        if (!drawer.hidden && tool === current) close();
        else {
          show(tool);
          tool.focus();
        }
      });
    }
    if ("formToolsRefused" in tools.dataset) show(tools.lastElementChild);
    else if (location.hash.startsWith("#block-") || location.hash.startsWith("#id_")) goTo(location.hash.slice(1));
  };

  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
})();
