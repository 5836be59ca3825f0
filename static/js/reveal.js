/**
 * Counts down while a My Number is shown, and takes it out of the page when the time is over or the
 * page is left. The page goes back to the application by itself, also without this file.
 */

const box = document.querySelector("[data-reveal]");
const number = box?.querySelector("[data-reveal-number]");
const status = box?.querySelector("[data-reveal-status]");

if (number && status) {
  const until = performance.now() + Number(box.dataset.reveal) * 1000;
  const count = document.createElement("span");
  count.setAttribute("aria-hidden", "true"); // read once, not every second
  status.after(count);

  const hide = () => {
    number.remove();
    count.remove();
    status.textContent = "番号を隠しました。もう一度見るときは、申請の画面から理由を選び直してください。";
    clearInterval(timer);
  };
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left <= 0) hide();
    else count.textContent = `あと${left}秒`;
  };
  const timer = setInterval(tick, 500);
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", (event) => event.persisted && hide());
  tick();
}
