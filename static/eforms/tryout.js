/**
 * In the editor's try-out: the reasons follow what is typed. Nothing is kept; the server is asked
 * for the reasons of the page as it stands.
 */
const form = document.querySelector("form[data-questions]");
const reasons = document.querySelector("[data-reasons]");
const AFTER = 400;

if (form && reasons) {
  let timer = null;
  let asked = 0;
  const ask = async () => {
    const turn = (asked += 1);
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("action", "explain");
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
    if (answer.ok && turn === asked) reasons.innerHTML = await answer.text();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), AFTER);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
