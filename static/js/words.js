/** Texts of the scripts in the reader's language; the page brings them (home/script_words.py). */

const page = document.getElementById("script-words");
const words = page ? JSON.parse(page.textContent) : {};

/** Return a Japanese text in the language of the page, with its {values} filled in. */
export function say(text, values = {}) {
  return (words[text] ?? text).replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}
