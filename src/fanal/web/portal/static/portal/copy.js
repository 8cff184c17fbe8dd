// In an exported copy: asks the hub, where there is a network, whether the release was withdrawn since.
"use strict";

(() => {
  const script = document.querySelector("script[data-catalogue]");
  if (!script || !window.fetch) return;
  fetch(script.dataset.catalogue, { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" })
    .then((answer) => answer.json())
    .then((catalogue) => {
      const release = catalogue.releases.find((one) => one.version === script.dataset.version);
      if (release && release.state !== "withdrawn") return;
      for (const said of document.querySelectorAll("[data-copy-withdrawn]")) said.hidden = false;
      for (const shown of document.querySelectorAll(".portal-figure, .picture, table, [download]")) shown.remove();
    })
    .catch(() => {}); // no network: the page says when it was made
})();
