// The picture stands there from the start. Whoever points at it gets the same drawing with its numbers: the library
// comes only then.
"use strict";

(() => {
  const numbers = { en: { decimal: ".", thousands: "," }, fr: { decimal: ",", thousands: "\u202f" } };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let library = null;

  function loaded(address) {
    library ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return library;
  }

  async function draw(figure) {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "begun";
    const [address, query] = figure.dataset.specification.split("?");
    try {
      const asked = fetch(`${address}?${dark.matches ? "dark&" : ""}${query}`);
      await loaded(figure.dataset.library);
      const answer = await asked;
      if (!answer.ok) throw new Error(answer.status);
      const picture = figure.querySelector("picture");
      const image = picture.querySelector("img");
      const drawing = document.createElement("div");
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", image.alt);
      drawing.hidden = true;
      picture.after(drawing);
      await window.vegaEmbed(drawing, await answer.json(), {
        ast: true, // no eval: the page's policy forbids it
        renderer: "svg",
        logLevel: 1,
        actions: false,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
        formatLocale: { ...numbers[document.documentElement.lang], grouping: [3], currency: ["", ""] },
      });
      picture.hidden = true;
      drawing.hidden = false;
      figure.dataset.drawn = "done";
    } catch {
      figure.dataset.drawn = "failed"; // the picture stays
    }
  }

  // Many readers may ask for new pictures at once; the site draws one after the other, and says so.
  function again(image) {
    let left = 8;
    const ask = () => {
      left -= 1;
      setTimeout(() => { image.src = image.src; }, 2000 + 3000 * Math.random());
    };
    image.addEventListener("error", () => { if (left > 0) ask(); });
    if (image.complete && image.currentSrc && !image.naturalWidth) ask();
  }

  function watch(root) {
    root.querySelectorAll(".picture img").forEach(again);
    for (const figure of root.querySelectorAll("[data-specification]")) {
      if (window.innerWidth < 640) continue; // the narrow picture is drawn for there
      const begin = () => draw(figure);
      figure.querySelector(".picture")?.addEventListener("pointerenter", begin, { once: true });
    }
  }

  window.fanalFigures = watch;
  watch(document);
})();
