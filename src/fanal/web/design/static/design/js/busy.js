// A form that was sent says so, and is not sent twice.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const button = event.submitter;
  if (!button || !button.dataset.busy) return;
  form.dataset.sent = "true";
  button.dataset.rest = button.querySelector("span").textContent;
  button.querySelector("span").textContent = button.dataset.busy;
  button.dataset.state = "busy";
  button.setAttribute("aria-disabled", "true");
});
// The way back finds the form as it was.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-rest]")) {
    button.querySelector("span").textContent = button.dataset.rest;
    button.removeAttribute("data-rest");
    button.removeAttribute("data-state");
    button.removeAttribute("aria-disabled");
    if (button.form) delete button.form.dataset.sent;
  }
});
