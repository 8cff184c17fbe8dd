// Asks again as soon as something is chosen. Without it the form has its button.
"use strict";

(() => {
  const form = document.querySelector("[data-explore]");
  const answer = document.querySelector("[data-answer]");
  if (!form || !answer || !window.fetch) return;
  let latest = 0;

  function query() {
    return new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  }

  async function ask(push) {
    const asked = ++latest;
    answer.setAttribute("aria-busy", "true");
    const response = await fetch(`${form.action}?${query()}`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (asked !== latest) return; // somebody chose something else meanwhile
    const focused = document.activeElement && document.activeElement.id;
    const open = new Set([...form.querySelectorAll("details[open] > summary")].map((one) => one.textContent.replace(/ \(.*\)$/, "")));
    const newForm = page.querySelector("[data-explore]");
    if (newForm) {
      for (const summary of newForm.querySelectorAll("details > summary"))
        if (open.has(summary.textContent.replace(/ \(.*\)$/, ""))) summary.parentElement.open = true;
      form.replaceChildren(...newForm.childNodes);
    }
    answer.replaceChildren(...page.querySelector("[data-answer]").childNodes);
    answer.removeAttribute("aria-busy");
    document.title = page.title;
    if (focused) document.getElementById(focused)?.focus();
    if (push) history.pushState(null, "", response.url);
    window.fanalFigures?.(answer);
  }

  form.addEventListener("change", () => ask(true));
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(true); });
  window.addEventListener("popstate", () => location.reload());
})();
