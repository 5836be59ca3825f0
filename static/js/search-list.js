/**
 * A long list as a box to search in (ARIA combobox with a list, manual selection). The list stays
 * in the page, out of sight: it is what the form sends, and what everything else reads.
 */

import { say } from "./words.js";

const SHOWN = 50;
const TELL_AFTER = 400;

/** Text as it is compared: width, case and the two kinds of kana do not matter, blanks neither. */
export function folded(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/[\s・]/g, "")
    .replace(/[‐‑–—―−-]/g, "ー");
}

const make = (tag, attributes, text = "") => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

class SearchList {
  constructor(select) {
    this.select = select;
    const id = select.id;
    this.active = -1;
    this.hits = [];
    this.input = make("input", {
      type: "text", class: "input combobox__input", id, role: "combobox", autocomplete: "off", spellcheck: "false",
      autocapitalize: "none", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
    });
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    }
    this.hint = make("p", { class: "combobox__hint", id: `${id}-hint` }, say("文字を入力すると、一覧から探せます。"));
    this.input.setAttribute("aria-describedby", [this.input.getAttribute("aria-describedby"), this.hint.id].filter(Boolean).join(" "));
    this.button = make("button", { type: "button", class: "combobox__button", tabindex: "-1", "aria-hidden": "true" });
    this.list = make("ul", { class: "combobox__list", id: `${id}-list`, role: "listbox" });
    this.list.setAttribute("aria-label", this.name());
    this.list.hidden = true;
    this.status = make("p", { class: "visually-hidden", role: "status" });
    this.box = make("div", { class: "combobox" });
    this.box.append(this.input, this.button, this.list, this.status);
    select.id = `${id}-options`;
    select.hidden = true;
    select.tabIndex = -1;
    select.before(this.hint, this.box);
    this.input.value = this.chosen();
    this.listen();
  }

  name() {
    return document.querySelector(`label[for="${CSS.escape(this.select.id)}"]`)?.firstChild?.textContent.trim() ?? "";
  }

  // The first option says "choose one".
  options() {
    this.known ??= [...this.select.options].slice(1).map((option) => ({ option, text: folded(option.text) }));
    return this.known;
  }

  chosen() {
    return this.select.selectedIndex > 0 ? this.select.selectedOptions[0].text : "";
  }

  listen() {
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("click", () => (this.list.hidden ? this.open(false) : null));
    this.input.addEventListener("blur", () => this.leave());
    this.button.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.input.focus();
      if (this.list.hidden) this.open(false);
      else this.close();
    });
    // The focus stays in the box.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.take([...this.list.children].indexOf(item));
    });
  }

  search() {
    this.open(true);
    this.choose(this.exact());
  }

  exact() {
    const typed = folded(this.input.value);
    const same = typed ? this.options().filter(({ text }) => text === typed) : [];
    return same.length === 1 ? same[0].option : null;
  }

  open(filtering) {
    const typed = filtering ? folded(this.input.value) : "";
    const found = this.options().filter(({ text }) => text.includes(typed));
    this.hits = found.slice(0, SHOWN);
    this.list.replaceChildren(...this.hits.map(({ option }, number) =>
      make("li", { role: "option", class: "combobox__option", id: `${this.input.id}-list-${number}`, "aria-selected": "false" }, option.text)));
    if (found.length > SHOWN) {
      this.list.append(make("li", { class: "combobox__more", role: "presentation" }, say("ほかに{count}件あります。文字を入力して絞り込めます。", { count: (found.length - SHOWN).toLocaleString("ja-JP") })));
    } else if (found.length === 0) {
      this.list.append(make("li", { class: "combobox__more", role: "presentation" }, say("見つかりません。別の言葉で探してください。")));
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.activate(-1);
    this.tell(found.length);
  }

  tell(count) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (this.list.hidden) return;
      const shown = count > SHOWN ? say("はじめの{count}件を表示しています。", { count: SHOWN }) : "";
      this.status.textContent = count ? say("{count}件見つかりました。", { count: count.toLocaleString("ja-JP") }) + shown : say("見つかりません。別の言葉で探してください。");
    }, TELL_AFTER);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
    this.status.textContent = "";
  }

  activate(number) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const item = number < 0 ? null : this.list.children[number];
    if (!item) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  press(event) {
    if (event.isComposing) return; // the keys belong to the input method
    const last = this.hits.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (this.list.hidden) this.open(this.input.value !== this.chosen());
      else if (down) this.activate(this.active >= this.hits.length - 1 ? 0 : this.active + 1);
      else this.activate(this.active <= 0 ? this.hits.length - 1 : this.active - 1);
      if (this.active < 0 && this.hits.length) this.activate(down ? 0 : this.hits.length - 1);
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      if (this.active >= 0 && this.active <= last) this.take(this.active);
      else this.close();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  take(number) {
    const { option } = this.hits[number] ?? {};
    if (!option) return;
    this.input.value = option.text;
    this.close();
    this.choose(option);
  }

  // What is in no list is sent as it was typed: the server says what is wrong with it.
  leave() {
    this.close();
    const typed = this.input.value.trim();
    const option = this.exact();
    if (option) this.input.value = option.text;
    if (option || !typed) {
      this.choose(option);
      return;
    }
    this.choose(new Option(typed), true);
  }

  choose(option, strange = false) {
    const before = this.select.value;
    if (this.strange && this.strange !== option) this.strange.remove();
    this.strange = strange ? option : null;
    if (strange) this.select.append(option);
    if (option) option.selected = true;
    else this.select.selectedIndex = 0;
    if (this.select.value === before) return;
    for (const type of ["input", "change"]) this.select.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

/** Turn the long lists of a form into boxes. */
export function searchLists(root) {
  for (const select of root.querySelectorAll("select[data-search-list]:not([hidden])")) new SearchList(select);
}
