// Buttons that print the page; without scripts they stay hidden, the browser's menu does it too.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
