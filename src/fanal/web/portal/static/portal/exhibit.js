// One screen after the other, by touch, keys or buttons; begins again when nobody is there. The tally of the quiz
// stays on this device. Without script the exhibit is one long page.
"use strict";

(() => {
  const body = document.querySelector("[data-exhibit]");
  const screens = [...document.querySelectorAll(".screen")];
  const moves = document.querySelector(".exhibit-moves");
  const where = document.querySelector("[data-where]");
  const quiet = Number(body.dataset.quiet) * 1000;
  let at = 0;
  let timer = 0;

  function show(place, focus) {
    at = Math.min(Math.max(place, 0), screens.length - 1);
    screens.forEach((screen, number) => { screen.hidden = number !== at; });
    where.textContent = `${at + 1} / ${screens.length}`;
    moves.querySelector('[data-move="-1"]').disabled = at === 0;
    moves.querySelector('[data-move="1"]').disabled = at === screens.length - 1;
    window.scrollTo(0, 0);
    if (focus) document.getElementById("main").focus({ preventScroll: true });
  }

  function begin() {
    for (const question of document.querySelectorAll("[data-question]")) {
      question.querySelector(".said").textContent = "";
      question.querySelector(".because").open = false;
      for (const button of question.querySelectorAll("[data-answer]")) { button.disabled = false; button.removeAttribute("aria-pressed"); }
    }
    show(0, false);
  }

  function somebody() {
    clearTimeout(timer);
    timer = setTimeout(begin, quiet);
  }

  const kept = () => { try { return JSON.parse(localStorage.getItem(body.dataset.tally)) || {}; } catch { return {}; } };
  const keep = (tally) => { try { localStorage.setItem(body.dataset.tally, JSON.stringify(tally)); } catch { /* not kept */ } };

  function answer(question, button) {
    const right = button.hasAttribute("data-right");
    const said = question.querySelector(".said");
    said.textContent = right ? said.dataset.rightWords : said.dataset.wrongWords;
    button.setAttribute("aria-pressed", "true");
    for (const one of question.querySelectorAll("[data-answer]")) one.disabled = true;
    question.querySelector(".because").open = true;
    const tally = kept();
    const one = tally[question.dataset.question] || { right: 0, all: 0 };
    tally[question.dataset.question] = { right: one.right + Number(right), all: one.all + 1 };
    keep(tally);
    showTally();
  }

  function showTally() {
    const shown = document.querySelector("[data-tally-shown]");
    const tally = kept();
    shown.querySelector("ol").replaceChildren(...[...document.querySelectorAll("[data-question]")].map((question) => {
      const line = document.createElement("li");
      const one = tally[question.dataset.question] || { right: 0, all: 0 };
      line.textContent = `${question.querySelector(".intro").textContent} ${one.right} / ${one.all}`;
      return line;
    }));
    shown.hidden = !document.querySelector("[data-question]");
  }

  body.classList.add("one-at-a-time");
  moves.hidden = false;
  for (const button of document.querySelectorAll("[data-answer]")) {
    button.hidden = false;
    button.nextElementSibling.remove();
    button.addEventListener("click", () => answer(button.closest("[data-question]"), button));
  }
  for (const button of document.querySelectorAll("[data-move]"))
    button.addEventListener("click", () => show(at + Number(button.dataset.move), true));
  document.querySelector("[data-full]").addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen?.();
  });
  document.querySelector("[data-tally-clear]").addEventListener("click", () => { keep({}); showTally(); });
  document.addEventListener("keydown", (event) => {
    const ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = document.documentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (event.key === ahead || event.key === "PageDown") show(at + 1, true);
    else if (event.key === back || event.key === "PageUp") show(at - 1, true);
    else if (event.key === "Home") show(0, true);
    else if (event.key === "End") show(screens.length - 1, true);
  });
  let touched = null;
  document.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch" ? event : null; });
  document.addEventListener("pointerup", (event) => {
    if (!touched) return;
    const far = event.clientX - touched.clientX;
    if (Math.abs(far) > 60 && Math.abs(far) > 2 * Math.abs(event.clientY - touched.clientY)) show(at + (far < 0 ? 1 : -1), true);
    touched = null;
  });
  for (const kind of ["pointerdown", "keydown", "scroll"]) document.addEventListener(kind, somebody, { passive: true });
  showTally();
  show(0, false);
  somebody();
})();
