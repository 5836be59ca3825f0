// The rich text editor of Wagtail's admin (Draftail, React) makes small style sheets in the browser.
// Those made by a script that may run get the page's nonce; a <style> in the page's text does not.

const { nonce } = document.currentScript;
const create = Document.prototype.createElement;

Document.prototype.createElement = function createElement(...args) {
  const element = create.apply(this, args);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
