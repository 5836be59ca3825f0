// The choices of a long list: one a line. A CSV file of the editor's own computer can be read into
// the box; it never leaves the browser by itself. Also tells the rules' selects what is in a box.
(() => {
  const NAMESPACE = "0d2c9a3e6c1e5b0f8a7563686f696365";
  const CODED = /^([A-Za-z0-9_.-]{1,60})[\t,](.*)$/;
  const THOUSANDS = /^[0-9]{1,3}(,[0-9]{3})+(?![0-9])/;

  // SHA-1, which the ids of the server are made with; the browser's own one cannot be waited for.
  const sha1 = (bytes) => {
    const length = bytes.length;
    const words = new Uint32Array((((length + 8) >> 6) + 1) * 16);
    for (let i = 0; i < length; i += 1) words[i >> 2] |= bytes[i] << (24 - (i % 4) * 8);
    words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
    words[words.length - 1] = length * 8;
    const h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
    const w = new Uint32Array(80);
    const turn = (x, n) => (x << n) | (x >>> (32 - n));
    for (let start = 0; start < words.length; start += 16) {
      for (let t = 0; t < 80; t += 1) w[t] = t < 16 ? words[start + t] : turn(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
      let [a, b, c, d, e] = h;
      for (let t = 0; t < 80; t += 1) {
        let f = b ^ c ^ d;
        let k = t < 40 ? 0x6ed9eba1 : 0xca62c1d6;
        if (t < 20) [f, k] = [(b & c) | (~b & d), 0x5a827999];
        else if (t >= 40 && t < 60) [f, k] = [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
        const next = (turn(a, 5) + f + e + k + w[t]) >>> 0;
        [a, b, c, d, e] = [next, a, turn(b, 30) >>> 0, c, d];
      }
      [a, b, c, d, e].forEach((value, i) => { h[i] = (h[i] + value) >>> 0; });
    }
    return h.map((value) => value.toString(16).padStart(8, "0")).join("");
  };

  // eforms.fields.choice_lines.choice_id
  const choiceId = (name) => {
    const space = NAMESPACE.match(/../g).map((byte) => parseInt(byte, 16));
    const hash = sha1(Uint8Array.from([...space, ...new TextEncoder().encode(name)])).slice(0, 32);
    const variant = ((parseInt(hash[16], 16) & 3) | 8).toString(16);
    const id = `${hash.slice(0, 12)}5${hash.slice(13, 16)}${variant}${hash.slice(17)}`;
    return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const known = new Map();
  const read = (text) => text.split(/\r\n|[\n\r]/).filter((line) => line.trim()).map((written) => {
    const line = written.replace(/^[ \u3000\ufeff]+|[ \r\u3000]+$/g, "");
    const [, code, label] = (THOUSANDS.test(line) ? null : CODED.exec(line)) ?? [null, "", line];
    const name = code || label.trim();
    if (!known.has(name)) known.set(name, choiceId(name));
    return [known.get(name), label.trim() || "（文字のない選択肢）"];
  });

  // [[id, label], …] of a text; asked for at each change of the form, so the last ones are kept.
  const texts = new Map();
  window.formChoiceLines = (text) => {
    if (!texts.has(text)) {
      if (texts.size > 20) texts.clear();
      texts.set(text, read(text));
    }
    return texts.get(text);
  };

  // Rows and cells of a CSV file: quotes, doubled quotes, line breaks in quotes.
  const cells = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const char = text[i];
      const row = rows.at(-1);
      if (quoted) {
        if (char !== '"') row[row.length - 1] += char;
        else if (text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; }
        else quoted = false;
      } else if (char === '"' && row.at(-1) === "") quoted = true;
      else if (char === "," || char === "\t") row.push("");
      else if (char === "\n") rows.push([""]);
      else if (char !== "\r") row[row.length - 1] += char;
    }
    return rows;
  };

  // One cell is a label, two are code and label; what follows is left out.
  const lines = (text) => cells(text)
    .map((row) => row.slice(0, 2).map((cell) => cell.replace(/\s+/g, " ").trim()))
    .map((row) => (row.length === 2 && row[0] && row[1] ? row.join("\t") : row.find(Boolean) ?? ""))
    .filter(Boolean);

  const decoded = (buffer) => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(buffer);
    } catch {
      return new TextDecoder("shift_jis").decode(buffer);
    }
  };

  class ChoiceLines extends window.StimulusModule.Controller {
    connect() {
      this.box = this.element.querySelector("textarea");
      if (this.element.querySelector(".choice-lines__read")) return;
      this.file = Object.assign(document.createElement("input"), { type: "file", accept: ".csv,.txt,text/csv,text/plain", hidden: true });
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "choice-lines__read button button-small button-secondary",
        textContent: "CSVファイルから読み込む",
      });
      this.status = Object.assign(document.createElement("p"), { className: "choice-lines__status" });
      this.status.setAttribute("role", "status");
      button.addEventListener("click", () => this.file.click());
      this.file.addEventListener("change", () => this.take(this.file.files[0]));
      this.box.addEventListener("input", () => this.count());
      this.element.append(button, this.file, this.status);
      this.count();
    }

    count(before = "") {
      const number = this.box.value.split("\n").filter((line) => line.trim()).length;
      this.status.textContent = number ? `${before}いまの選択肢は${number.toLocaleString("ja-JP")}個です。` : before;
    }

    async take(file) {
      this.file.value = "";
      if (!file) return;
      const found = lines(decoded(await file.arrayBuffer()));
      if (!found.length) {
        this.status.textContent = `「${file.name}」に、選択肢が見つかりません。1列目に選択肢（またはコード、2列目に選択肢）がある CSV ファイルを選んでください。`;
        return;
      }
      this.box.value = found.join("\n");
      for (const type of ["input", "change"]) this.box.dispatchEvent(new Event(type, { bubbles: true }));
      this.count(`「${file.name}」を読み込みました。`);
    }
  }

  window.wagtail.app.register("choice-lines", ChoiceLines);
})();
