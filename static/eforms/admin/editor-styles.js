// The rich text editor writes small style elements while it runs. The policy allows styles that
// carry the page's nonce, so those that scripts of the page make get it.
(() => {
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function createElement(name, ...rest) {
    const element = create.call(this, name, ...rest);
    if (String(name).toLowerCase() === "style") {
      element.nonce = document.querySelector("script[nonce]")?.nonce ?? "";
    }
    return element;
  };
})();
