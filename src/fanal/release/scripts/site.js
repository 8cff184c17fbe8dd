// Draws the figures with Vega where it can, and lets people choose two variables. Without it the page is whole:
// the pictures are files, and every figure has its table.
"use strict";

(() => {
  const data = window.fanalRelease;
  if (!data) return;

  const options = {
    ast: true, // no eval: the page's policy forbids it
    renderer: "svg",
    logLevel: 1, // errors
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    formatLocale: data.numbers,
  };

  function draw(box) {
    const specification = data.charts[box.dataset.chart];
    const picture = box.querySelector("img");
    const drawing = document.createElement("div");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", picture.alt);
    drawing.hidden = true;
    box.append(drawing);
    window.vegaEmbed(drawing, specification, options).then(
      () => { picture.remove(); drawing.hidden = false; box.dataset.drawn = "true"; },
      () => { drawing.remove(); box.dataset.drawn = "failed"; }, // the picture stays
    );
  }

  function drawWhenSeen() {
    const boxes = document.querySelectorAll("[data-chart]");
    if (!window.vegaEmbed) return;
    if (!("IntersectionObserver" in window)) { boxes.forEach(draw); return; }
    const watch = new IntersectionObserver((seen) => {
      for (const one of seen) {
        if (one.isIntersecting) { watch.unobserve(one.target); draw(one.target); }
      }
    }, { rootMargin: "400px" });
    boxes.forEach((box) => watch.observe(box));
    // Paper has no scrolling: what was not seen keeps its picture.
  }

  const number = new Intl.NumberFormat(data.locale);
  const share = new Intl.NumberFormat(data.locale, { style: "percent", maximumFractionDigits: 0 });

  function element(name, words, attributes) {
    const made = document.createElement(name);
    if (words !== undefined) made.textContent = words;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  // An estimate is [people, low, high], a count [people].
  function say(told, whole) {
    if (whole) return share.format(told[0] / whole);
    return told.length > 1 ? `${number.format(told[0])} (${number.format(told[1])}–${number.format(told[2])})` : number.format(told[0]);
  }

  // pairs["first,second"] lists [row value, column value, people]; values are places in `labels`, which are in order.
  function table(first, second, percent) {
    const rows = data.variables[first].labels;
    const columns = second === null ? [] : data.variables[second].labels;
    const totals = data.totals[first].map((told) => [told].flat());
    const cells = new Map();
    if (second !== null) {
      const turned = first > second;
      const pairs = data.pairs[turned ? `${second},${first}` : `${first},${second}`];
      for (const [one, other, ...told] of pairs) cells.set(turned ? `${other},${one}` : `${one},${other}`, told);
    }
    const made = element("table");
    const head = element("tr");
    head.append(element("th", data.variables[first].label, { scope: "col" }));
    for (const column of columns) head.append(element("th", column, { scope: "col", class: "number" }));
    head.append(element("th", data.words.people, { scope: "col", class: "number" }));
    head.append(element("td"));
    made.append(element("thead"));
    made.tHead.append(head);
    const most = Math.max(...totals.map((told) => told[0]), 1);
    const body = element("tbody");
    rows.forEach((row, place) => {
      const line = element("tr");
      line.append(element("th", row, { scope: "row" }));
      columns.forEach((_, column) => {
        const people = cells.get(`${place},${column}`);
        const told = people === undefined ? data.words.few : say(people, percent ? totals[place][0] : 0);
        line.append(element("td", told, { class: people === undefined ? "number empty" : "number" }));
      });
      line.append(element("td", say(totals[place]), { class: "number" }));
      const cell = element("td", undefined, { class: "bar", "aria-hidden": "true" });
      const bar = element("span", "");
      bar.style.inlineSize = `${(100 * totals[place][0]) / most}%`;
      cell.append(bar);
      line.append(cell);
      body.append(line);
    });
    made.append(body);
    made.prepend(element("caption", second === null ? data.variables[first].label
      : `${data.variables[first].label} · ${data.variables[second].label}`));
    return made;
  }

  function explore() {
    const first = document.getElementById("explore-first");
    const second = document.getElementById("explore-second");
    const percent = document.getElementById("explore-percent");
    const result = document.getElementById("explore-result");
    data.variables.forEach((variable, place) => first.append(element("option", variable.label, { value: place })));

    function offerSecond() {
      const chosen = second.value;
      second.replaceChildren(element("option", data.words.alone, { value: "" }));
      data.variables.forEach((variable, place) => {
        if (String(place) !== first.value) second.append(element("option", variable.label, { value: place }));
      });
      if ([...second.options].some((option) => option.value === chosen)) second.value = chosen;
    }

    function show() {
      offerSecond();
      const other = second.value === "" ? null : Number(second.value);
      percent.disabled = other === null;
      const box = element("div", undefined, { class: "scroll", role: "region", tabindex: "0", "aria-label": data.words.result });
      box.append(table(Number(first.value), other, percent.checked && other !== null));
      result.replaceChildren(box);
    }

    for (const choice of [first, second, percent]) choice.addEventListener("change", show);
    document.getElementById("explorer").hidden = false;
    document.querySelector(".no-script").hidden = true;
    show();
  }

  if (data.variables.length) explore();
  drawWhenSeen();
})();
