/**
 * Files are sent as soon as they are chosen, one after the other, each with its progress. A line
 * that breaks can be tried again (the key makes sure that nothing is kept twice), and a button that
 * is pressed meanwhile waits until everything has arrived. Without this file they go with the page.
 */

import { say } from "./words.js";

const MEGABYTE = 1024 * 1024;
const STALLED_AFTER = 60000;
const SHORT = 40;

const WORDS = {
  offline: say("送れませんでした。通信の状態を確かめて、「もう一度送る」を押してください。"),
  signedOut: say("保存の期限が切れたか、別の画面で申請が進んでいます。画面を開き直してください。"),
  waiting: say("ファイルの送信が終わるまでお待ちください。終わりしだい、先に進みます。"),
  left: say("送れなかったファイルがあります。「もう一度送る」か「取りやめる」を押してから、先に進んでください。"),
};

function create(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const shortName = (name) => (name.length <= SHORT ? name : `${name.slice(0, 20)}…${name.slice(-15)}`);
const megabytes = (size) => `${(size / MEGABYTE).toFixed(1)}MB`;
const sizeWords = (size) => (size < MEGABYTE ? `${Math.max(1, Math.round(size / 1024))}KB` : megabytes(size));

function button(words, name, press, style = "text") {
  const hidden = create("span", { className: "visually-hidden", textContent: `：${name}` });
  const made = create("button", { type: "button", className: `button button--${style}` }, words, hidden);
  made.addEventListener("click", press);
  return made;
}

/** The files of one question: those that are here, those on their way, and the input for more. */
class Files {
  constructor(form, zone, changed) {
    this.form = form;
    this.zone = zone;
    this.changed = changed;
    this.input = zone.querySelector("input[type=file]");
    this.most = Number(zone.dataset.most);
    this.question = zone.closest("[data-question]");
    this.queue = [];
    this.sending = false;
    this.status = create("p", { className: "upload__status", role: "status" });
    zone.after(this.status);
    this.input.addEventListener("change", () => this.chosen(this.input));
    if (zone.hasAttribute("data-pictures") && matchMedia("(pointer: coarse)").matches) this.offerCamera();
    if (matchMedia("(pointer: fine)").matches) this.offerDropping();
  }

  offerCamera() {
    const camera = create("input", { type: "file", accept: "image/*", capture: "environment", hidden: true });
    const press = create("button", {
      type: "button",
      className: "button button--secondary upload__camera",
      textContent: say("カメラで撮影する"),
    });
    press.append(create("span", { className: "visually-hidden", textContent: `：${this.zone.dataset.label}` }));
    press.addEventListener("click", () => camera.click());
    camera.addEventListener("change", () => this.chosen(camera));
    this.zone.append(press, camera);
  }

  offerDropping() {
    this.zone.append(create("p", { className: "upload__drop", textContent: say("ここにファイルを置いて添付することもできます。") }));
    const over = (event, is) => {
      event.preventDefault();
      this.zone.toggleAttribute("data-over", is);
    };
    this.zone.addEventListener("dragover", (event) => over(event, true));
    this.zone.addEventListener("dragleave", (event) => over(event, false));
    this.zone.addEventListener("drop", (event) => {
      over(event, false);
      this.add([...event.dataTransfer.files]);
    });
  }

  chosen(input) {
    const files = [...input.files];
    input.value = "";
    this.add(files);
  }

  get list() {
    let list = this.question.querySelector(":scope > ul.files");
    if (!list) {
      list = create("ul", { className: "files" });
      this.zone.before(list);
    }
    return list;
  }

  items(state) {
    return [...this.question.querySelectorAll(`:scope > ul.files > li${state}`)];
  }

  /** How many places are taken; what was refused takes none. */
  get taken() {
    return this.items(":not([data-state=refused])").length;
  }

  get failed() {
    return this.items("[data-state=failed]")[0];
  }

  add(files) {
    if (!files.length) return;
    for (const file of files) {
      const item = this.newItem(file);
      const most = Number(this.zone.dataset.megabytes);
      if (this.taken > this.most) this.refuse(item, say("添付できるファイルは{most}個までです。ほかのファイルを削除してから、もう一度選んでください。", { most: this.most }));
      else if (file.size > most * MEGABYTE) this.refuse(item, say("「{name}」は{size}あります。1ファイル{most}MBまでのファイルを選んでください。", { name: item.name, size: megabytes(file.size), most }));
      else this.queue.push(item);
    }
    this.makeRoom();
    this.work();
  }

  newItem(file) {
    const name = shortName(file.name);
    const element = create("li", { className: "file", "data-state": "waiting" });
    this.list.append(element);
    const item = { file, name, element, key: crypto.randomUUID?.() ?? uuid() };
    this.show(item, [create("span", { className: "file__told", textContent: say("順番を待っています。") })], [this.stopButton(item)]);
    return item;
  }

  show(item, told, buttons) {
    const label = create("span", { className: "file__name", textContent: `${item.name}（${sizeWords(item.file.size)}）` });
    item.element.replaceChildren(label, ...told, create("span", { className: "file__buttons" }, ...buttons));
  }

  stopButton(item) {
    return button(say("取りやめる"), item.name, () => {
      item.stopped = true;
      item.request?.abort();
      this.queue = this.queue.filter((other) => other !== item);
      this.drop(item.element, say("「{name}」を取りやめました。", { name: item.name }));
    });
  }

  /** Send what waits, one after the other; tell the beginning and the end, not every step. */
  async work() {
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    this.changed();
    this.tell(say("{count}個のファイルを送っています。", { count: this.queue.length }));
    let arrived = [];
    let not = 0;
    while (this.queue.length) {
      const item = this.queue.shift();
      const kept = await this.send(item);
      if (kept) arrived.push(item.name);
      else if (!item.stopped) not += 1;
    }
    this.sending = false;
    const good = arrived.length === 1 ? say("「{name}」を添付しました。", { name: arrived[0] }) : say("{count}個のファイルを添付しました。", { count: arrived.length });
    const bad = not ? say("添付できなかったファイルが{count}個あります。", { count: not }) : "";
    if (arrived.length || not) this.tell((arrived.length ? good : "") + bad);
    this.changed();
  }

  async send(item) {
    const progress = create("progress", { max: 100, value: 0, "aria-label": say("{name}の送信", { name: item.name }) });
    const told = create("span", { className: "file__told", textContent: say("送信中") });
    item.element.dataset.state = "sending";
    this.show(item, [progress, told], [this.stopButton(item)]);
    const { status, answer } = await this.post(item, (part) => {
      progress.value = Math.round(part * 100);
      told.textContent = part < 1 ? say("送信中（{part}%）", { part: progress.value }) : say("中身を確かめています。");
    });
    if (item.stopped) return false;
    if (status === 201) return this.keep(item, answer);
    if (status === 422 || status === 413) this.refuse(item, answer?.message ?? WORDS.offline);
    else if (status === 503) this.fail(item, answer?.message ?? WORDS.offline);
    else this.fail(item, status > 0 && status < 500 && status !== 429 ? WORDS.signedOut : WORDS.offline);
    return false;
  }

  /** Post one file; resolves to its status (0 without one) and the JSON of the answer. */
  post(item, progressed) {
    return new Promise((resolve) => {
      const request = (item.request = new XMLHttpRequest());
      let timer = null;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), STALLED_AFTER);
      };
      request.open("POST", this.form.dataset.uploadUrl);
      request.setRequestHeader("X-Upload-Key", item.key);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        alive();
        if (event.lengthComputable) progressed(event.loaded / event.total);
      });
      request.addEventListener("loadend", () => {
        clearTimeout(timer);
        resolve({ status: request.status, answer: request.response });
      });
      const body = new FormData();
      body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      body.append(this.zone.dataset.upload, item.file);
      alive();
      request.send(body);
    });
  }

  /** Put in what the page would show had it come with the file. */
  keep(item, { id, name, size, size_words: words }) {
    const hidden = create("input", { type: "hidden", name: `${this.zone.dataset.upload}-kept`, value: `${id}|${size}|${name}` });
    const remove = create(
      "button",
      { type: "submit", className: "button button--text", name: "remove_file", value: id },
      say("削除"),
      create("span", { className: "visually-hidden", textContent: `：${name}` }),
    );
    const focused = item.element.contains(document.activeElement);
    const label = create("span", { className: "file__name", textContent: `${name}（${words}）` });
    delete item.element.dataset.state;
    item.element.replaceChildren(label, hidden, remove);
    if (focused) remove.focus();
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  fail(item, words) {
    item.element.dataset.state = "failed";
    const again = button(say("もう一度送る"), item.name, () => {
      item.element.dataset.state = "waiting";
      this.queue.push(item);
      this.work();
    }, "secondary");
    this.show(item, [create("span", { className: "file__told", "data-failed": "", textContent: words })], [again, this.stopButton(item)]);
  }

  refuse(item, words) {
    item.element.dataset.state = "refused";
    const close = button(say("閉じる"), item.name, () => this.drop(item.element, ""));
    this.show(item, [create("span", { className: "file__told", "data-failed": "", textContent: words })], [close]);
    this.tell(words);
    this.makeRoom();
  }

  /** Take a file that is here off the page; the server lets go of it as well. */
  remove(press) {
    const element = press.closest("li");
    const name = element.querySelector(".file__name").textContent;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    // Should this fail, the file is cleared away later.
    fetch(`${this.form.dataset.filesUrl}${press.value}/remove/`, { method: "POST", body, keepalive: true }).catch(() => {});
    this.drop(element, say("「{name}」を削除しました。必要なときは、もう一度添付してください。", { name }));
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  drop(element, words) {
    element.remove();
    if (!this.items("").length) this.list.remove();
    this.makeRoom();
    if (words) this.tell(words);
    this.input.focus();
    this.changed();
  }

  /** Show the input while there is room for more. */
  makeRoom() {
    const full = this.taken >= this.most;
    this.zone.hidden = full;
    this.input.disabled = full;
  }

  tell(words) {
    this.status.textContent = words;
  }
}

/** A random UUID where the page is not served over TLS. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Send the files of a page as soon as they are chosen. */
export function sendFilesAtOnce(form) {
  const questions = new Map();
  let held = null; // a button that was pressed while files were on their way

  const all = () => [...questions.values()].filter((files) => files.zone.isConnected);

  const changed = () => {
    if (!held || all().some((files) => files.sending)) return;
    const press = held;
    held = null;
    const good = all().every((files) => !files.failed && !files.items("[data-state=refused]").length);
    if (press.isConnected && good) press.click();
  };

  const prepare = (root) => {
    for (const zone of root.querySelectorAll("[data-upload]")) {
      if (!questions.has(zone)) questions.set(zone, new Files(form, zone, changed));
    }
  };

  form.addEventListener(
    "click",
    (event) => {
      const press = event.target.closest("button[type=submit]");
      if (!press) return;
      const stop = () => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      const own = all().find((files) => files.question.contains(press));
      if (press.name === "remove_file" && own) {
        stop();
        own.remove(press);
        return;
      }
      const busy = all().find((files) => files.sending);
      const failed = all().find((files) => files.failed);
      if (busy) {
        stop();
        held = press;
        busy.tell(WORDS.waiting);
        busy.status.scrollIntoView({ block: "center" });
      } else if (failed && press.name === "action") {
        stop();
        failed.tell(WORDS.left);
        failed.failed.querySelector("button").focus();
      }
    },
    true,
  );
  window.addEventListener("beforeunload", (event) => {
    if (all().some((files) => files.sending)) event.preventDefault();
  });
  // A file that misses its place must not take the place of the page.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  form.addEventListener("form:replaced", (event) => prepare(event.target));
  prepare(form);
}
