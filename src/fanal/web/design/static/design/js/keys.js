// Keys: arrows, Home and End move between the rows of a list; "/" leads to the search, "?" shows the keys.
// The two single characters can be turned off in one's account, and none of this happens while somebody types.
(() => {
  const dialog = document.getElementById("keys");
  const TYPING = "input, textarea, select, [contenteditable]";
  const ROWS = ".listing tbody tr, [data-rows] > li";
  const LISTS = ".listing, [data-rows]";
  const FIELD = "main form :is(input:not([type=hidden], [type=checkbox], [type=radio]), textarea)";

  const rowsOf = (list) => [...list.querySelectorAll(ROWS)].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const move = (event) => {
    const list = event.target.closest(LISTS);
    const rows = list ? rowsOf(list) : [];
    if (!rows.length) return;
    const row = event.target.closest(ROWS);
    const at = row ? rows.findIndex((link) => row.contains(link)) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    event.preventDefault();
    rows[Math.min(Math.max(to, 0), rows.length - 1)].focus();
  };
  const toSearch = () => {
    const place = document.querySelector("a[data-search]");
    if (!place) return false;
    if (new URL(place.href).pathname === location.pathname) document.querySelector(FIELD)?.focus();
    else location.assign(`${place.href}#search`);
    return true;
  };
  const show = () => { if (dialog && !dialog.open) dialog.showModal(); return Boolean(dialog); };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPING)) return;
    if (["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) && !event.shiftKey) move(event);
    if (dialog?.dataset.single !== "on" || dialog.open) return;
    if ((event.key === "/" && toSearch()) || (event.key === "?" && show())) event.preventDefault();
  });
  const button = document.querySelector("[data-show-keys]");
  if (button && dialog) {
    button.hidden = false;
    button.addEventListener("click", show);
  }
  if (location.hash === "#search") document.querySelector(FIELD)?.focus();
})();
