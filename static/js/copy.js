// Buttons that copy a text of the page; without scripts they stay hidden, the text can be marked.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const text = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      told.textContent = told.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}
