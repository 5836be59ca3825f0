// The blocks of a form are built aside and put into the page at once. Built in place, every one of
// their thousands of parts is looked at again by each script that watches the page.
(() => {
  const Blocks = window.telepath?.constructors?.["wagtail.blocks.StreamBlock"];
  if (!Blocks) return;
  const render = Blocks.prototype.render;

  // Panels, choosers and text editors look for their own parts in the page while they are made.
  const looking = (aside, make) => {
    const byId = (id) => Document.prototype.getElementById.call(document, id) ?? aside.getElementById(id);
    const bySelector = (owner, prototype) => (selector) => {
      const [, id] = /^#([\w-]+)$/.exec(selector) ?? [];
      return id ? byId(id) : prototype.querySelector.call(owner, selector) ?? aside.querySelector(selector);
    };
    const { body } = document;
    document.getElementById = byId;
    document.querySelector = bySelector(document, Document.prototype);
    body.querySelector = bySelector(body, Element.prototype);
    try {
      return make();
    } finally {
      delete document.getElementById;
      delete document.querySelector;
      delete body.querySelector;
    }
  };

  Blocks.prototype.render = function build(placeholder, ...rest) {
    const place = placeholder instanceof Element ? placeholder : placeholder[0];
    if (!place.isConnected || !place.closest("[data-form-rules]") || place.closest("[data-streamfield-child]")) {
      return render.call(this, placeholder, ...rest);
    }
    // Nothing of it is seen or watched; unlike other trees outside of the page it knows its ids.
    const aside = document.createElement("div").attachShadow({ mode: "closed" });
    const spot = aside.appendChild(document.createElement("div"));
    const block = looking(aside, () => render.call(this, spot, ...rest));
    place.replaceWith(...aside.childNodes);
    return block;
  };
})();
