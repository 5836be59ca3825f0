// Questions are built when somebody opens them. Until then a question is its heading and hidden
// inputs, which hold what its real inputs would send: saving, the try-out and the rules read the
// same names and values. A hundred questions built at once take seconds and 30,000 elements.
(() => {
  const made = window.telepath?.constructors ?? {};
  const blocks = window.wagtailStreamField?.blocks;
  const Struct = made["wagtail.blocks.StructBlock"];
  if (!Struct || !blocks) return;
  const CHILD = "[data-streamfield-child]";
  const CHECKBOX = made["wagtail.widgets.CheckboxInput"];
  const BOXES = made["wagtail.widgets.RadioSelect"];
  const SELECT = made["wagtail.widgets.Select"];
  const RICH = made["wagtail.widgets.DraftailRichTextArea"];
  const PLAIN = [made["wagtail.widgets.Widget"], CHECKBOX, BOXES, SELECT, RICH].filter(Boolean);
  // Frames the rules are found by (form-uses.js), without the controllers that would fill them.
  const FRAME = /class="(form-rule|form-target|form-formula)"/;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter(Boolean));
    return element;
  };
  const hidden = (name, value, id = "") => make("input", { type: "hidden", name, id, value: value ?? "" });
  const text = (value) => (value === null || value === undefined ? "" : String(value));

  // Whether all of a block is of kinds whose values are known without being built.
  const simple = new WeakMap();
  const isSimple = (def) => {
    if (!simple.has(def)) {
      simple.set(def, def instanceof blocks.StructBlockDefinition ? def.childBlockDefs.every(isSimple)
        : def instanceof blocks.ListBlockDefinition ? isSimple(def.childBlockDef)
        : def instanceof blocks.FieldBlockDefinition && PLAIN.includes(def.widget.constructor));
    }
    return simple.get(def);
  };

  // What an input of the widget would send.
  const inputs = (widget, name, state) => {
    if (widget instanceof CHECKBOX) return state ? [hidden(name, "on", name)] : [];
    if (widget instanceof BOXES) return (state ?? []).map((value) => hidden(name, value));
    if (widget instanceof SELECT) {
      const select = make("template", { innerHTML: widget.html.trim() }).content.querySelector("select");
      Object.assign(select, { name, id: name, hidden: true });
      for (const option of select.options) option.selected = (state ?? []).includes(option.value);
      return [select];
    }
    if (!(widget instanceof RICH) && widget.html.includes("<textarea")) {
      return [make("textarea", { name, id: name, hidden: true, value: text(state) })];
    }
    const frame = widget instanceof RICH ? null : FRAME.exec(widget.html)?.[1];
    const input = hidden(name, text(state), name);
    return [frame ? make("div", { className: frame }, input) : input];
  };

  // In the order in which the inputs are built, settings first: another order counts as a change.
  const ordered = (def) => {
    const { settings = [], children = [] } = def.meta.formLayout?.opts ?? {};
    const listed = [...settings, ...children].map(([child]) => def.childBlockDefsByName[child]);
    return listed.length === def.childBlockDefs.length && listed.every(Boolean) ? listed : def.childBlockDefs;
  };

  const skeleton = (def, prefix, state) => {
    if (def instanceof blocks.StructBlockDefinition) {
      return ordered(def).flatMap((child) => {
        const parts = skeleton(child, `${prefix}-${child.name}`, state?.[child.name]);
        if (!parts.length) return [];
        const place = make("div", {}, ...parts);
        place.dataset.contentpath = child.name;
        return [place];
      });
    }
    if (def instanceof blocks.ListBlockDefinition) {
      const entries = state ?? [];
      return [hidden(`${prefix}-count`, entries.length), ...entries.map((entry, index) => {
        const at = `${prefix}-${index}`;
        entry.id ||= crypto.randomUUID(); // the same one when the entry is built
        const child = make("div", {}, hidden(`${at}-deleted`), hidden(`${at}-order`, index),
          hidden(`${at}-type`, def.childBlockDef.name), hidden(`${at}-id`, entry.id),
          make("div", {}, ...skeleton(def.childBlockDef, `${at}-value`, entry.value)));
        child.dataset.streamfieldChild = "";
        child.dataset.contentpath = entry.id;
        return child;
      })];
    }
    return inputs(def.widget, prefix, state);
  };

  const richText = (value) => {
    try {
      return (JSON.parse(value)?.blocks ?? []).map((block) => block.text).filter(Boolean).join(" ");
    } catch {
      return "";
    }
  };

  // Stands for a block that is not built yet, and is that block from then on.
  class Folded {
    constructor(def, place, args, render) {
      const [prefix, state] = args;
      Object.assign(this, { blockDef: def, type: def.name, prefix, state: state ?? {}, args, render });
      this.stub = make("div", { className: "form-fold" }, ...skeleton(def, prefix, state));
      this.stub.formFold = this;
      place.replaceWith(this.stub);
      this.gear(place);
    }

    get element() { return this.block ? this.block.container[0] : this.stub; }
    get container() { return this.block?.container ?? window.jQuery(this.stub); }

    // The gear stands in the heading of a block that is built; this one builds it and presses it.
    gear() {
      const controls = this.stub.closest("[data-panel]").querySelector("[data-panel-controls]");
      const button = make("button", { type: "button", className: "button button--icon text-replace white", title: "設定" });
      button.dataset.streamfieldAction = "SETTINGS";
      button.setAttribute("aria-expanded", "false");
      button.innerHTML = '<svg class="icon icon-cog" aria-hidden="true"><use href="#icon-cog"></use></svg>';
      button.addEventListener("click", () => {
        this.unfold();
        const real = controls.querySelector("[data-streamfield-action=SETTINGS]");
        real?.click();
        real?.focus();
      });
      controls.prepend(button);
      this.button = button;
    }

    unfold() {
      if (this.block) return this.block;
      const spot = document.createElement("div");
      this.stub.replaceWith(spot);
      this.button.remove();
      const [prefix, state, ...rest] = this.args;
      this.block = this.render.call(this.blockDef, spot, prefix, state, ...rest);
      document.dispatchEvent(new CustomEvent("form-outline:changed"));
      return this.block;
    }

    getTextLabel({ maxLength } = {}) {
      if (this.block) return this.block.getTextLabel({ maxLength });
      const label = (this.blockDef.meta.formLayout?.opts?.labelFormat ?? this.blockDef.meta.labelFormat ?? "{label}")
        .replace(/\{(\w+)\}/g, (_, name) => {
          const widget = this.blockDef.childBlockDefsByName[name]?.widget;
          return widget instanceof (RICH ?? Folded) ? richText(this.state[name]) : text(this.state[name]);
        }).trim();
      return maxLength && label.length > maxLength ? `${label.substring(0, maxLength - 1)}…` : label;
    }

    setError(error) { if (error) this.unfold().setError(error); }
    setState(state) { this.unfold().setState(state); }
    getState() { return this.unfold().getState(); }
    getDuplicatedState() { return this.unfold().getDuplicatedState(); }
    getValue() { return this.unfold().getValue(); }
    focus(...how) { this.unfold().focus(...how); }
    get childBlocks() { return this.unfold().childBlocks; }
  }

  const render = Struct.prototype.render;
  Struct.prototype.render = function fold(placeholder, ...args) {
    const place = placeholder instanceof Element ? placeholder : placeholder[0];
    // Only while the whole form is built (form-build.js); what is added later is for opening.
    const child = place.getRootNode() instanceof ShadowRoot ? place.closest(CHILD) : null;
    const question = child && [...child.children].some((input) => input.name?.endsWith("-type") && input.value);
    if (!question || !isSimple(this)) return render.call(this, placeholder, ...args);
    return new Folded(this, place, args, render);
  };

  const foldIn = (child) => child?.querySelector(":scope > [data-panel] .form-fold")?.formFold;
  document.addEventListener("wagtail:panel-toggle", (event) => {
    if (event.detail?.expanded) foldIn(event.target.closest(CHILD))?.unfold();
  });

  // Builds what an element stands in, and returns what stands in its place.
  window.formFold = {
    real(element) {
      const fold = element.closest(".form-fold")?.formFold;
      if (!fold) return element;
      const name = (element.matches("[name]") ? element : element.querySelector("[name]"))?.name;
      fold.unfold();
      return document.getElementsByName(name)[0] ?? fold.element;
    },
  };
})();
