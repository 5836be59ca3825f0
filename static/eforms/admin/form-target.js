// Where the message of a check is shown: one question of the same section, or of the same rows.
(() => {
  const outline = window.formOutline;
  const option = (value, words) => Object.assign(document.createElement("option"), { value, textContent: words });

  class FormTarget extends window.StimulusModule.Controller {
    connect() {
      this.input = this.element.querySelector("input[type=hidden]");
      this.select = this.element.querySelector("select") ?? this.element.appendChild(document.createElement("select"));
      this.select.id ||= `${this.input.id}-of`;
      const label = this.element.closest("[data-contentpath]")?.querySelector("label");
      label?.setAttribute("for", this.select.id);
      this.select.addEventListener("change", () => {
        this.input.value = this.select.value;
        for (const type of ["input", "change"]) this.input.dispatchEvent(new Event(type, { bubbles: true }));
      });
      this.changed = () => this.fill();
      document.addEventListener("form-outline:changed", this.changed);
      this.element.formTarget = this;
      this.fill();
    }

    disconnect() {
      document.removeEventListener("form-outline:changed", this.changed);
    }

    reload() {
      this.fill();
    }

    fill() {
      const node = outline.nodeOf(this.element);
      const group = node?.type === "group" ? node.id : null;
      const places = outline.nodes().filter((other) =>
        node && other.section === node.section && other.group === group && outline.table().asked.includes(other.type));
      const chosen = this.input.value;
      const options = [option("", "質問を選んでください"), ...places.map(({ id, label }) => option(id, label))];
      if (chosen && !places.some(({ id }) => id === chosen)) options.splice(1, 0, option(chosen, "⚠ 質問が見つかりません"));
      const signature = options.map((each) => each.outerHTML).join("");
      if (signature === this.signature) return;
      this.signature = signature;
      this.select.replaceChildren(...options);
      this.select.value = chosen;
    }
  }

  window.wagtail.app.register("form-target", FormTarget);
})();
