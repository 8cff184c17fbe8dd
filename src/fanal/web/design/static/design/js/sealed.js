// What was revealed is taken off the page when its time is over, and when the page is left.
const seal = (open) => {
  const word = document.createElement("span");
  word.textContent = `▒▒▒▒▒ ${open.dataset.sealedWord}`;
  word.setAttribute("role", "status");
  open.replaceChildren(word);
  open.classList.remove("open");
  open.removeAttribute("data-until");
};
for (const open of document.querySelectorAll("[data-until]")) {
  const left = Number(open.dataset.until) * 1000 - Date.now();
  setTimeout(() => seal(open), Math.max(0, Math.min(left, 2 ** 31 - 1)));
}
addEventListener("pagehide", () => document.querySelectorAll(".sealed.open").forEach(seal));
