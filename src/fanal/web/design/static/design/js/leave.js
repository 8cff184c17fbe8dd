// Leaving: the page is covered at once, then this site forgets the visitor, then another site opens in its place.
const way = document.querySelector("[data-leave]");
const said = document.querySelector("[data-leave-said]");
let presses = 0;
let forget = 0;

const leave = () => {
  document.title = "\u200b";
  const cover = document.createElement("p");
  cover.className = "cover";
  cover.textContent = way.dataset.cover;
  document.body.replaceChildren(cover);
  document.documentElement.classList.add("left");
  location.replace(way.href);
};

if (way) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // Shift three times within five seconds, with nothing else between.
  addEventListener("keyup", (event) => {
    clearTimeout(forget);
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses += 1;
    if (presses === 3) {
      leave();
      return;
    }
    said.textContent = presses === 1 ? way.dataset.once : way.dataset.twice;
    forget = setTimeout(() => { presses = 0; said.textContent = ""; }, 5000);
  });
  // Whoever comes back by the browser's own button is shown the other site again.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("left")) location.replace(way.href);
  });
}
