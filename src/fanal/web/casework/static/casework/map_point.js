// Chooses a point on a map of countries, drawn from a file of our own: by mouse, touch, buttons or keyboard. It only writes
// into the two fields of the form, which are the whole thing; without script there is no map, and nothing is missing.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const ROUND = 360, FAR = 84, LEAST = 0.2, SMALL = 0.8, STEP = 16, EDGE = 32, TAP = 6, COARSE = 2, EXACT = 5;
  const radians = Math.PI / 180;
  // Mercator's projection, in degrees of the equator.
  const heightOf = (latitude) => Math.asinh(Math.tan(Math.max(-FAR - 1, Math.min(FAR + 1, latitude)) * radians)) / radians;
  const latitudeOf = (height) => Math.atan(Math.sinh(height * radians)) / radians;
  const wrapped = (longitude) => longitude - ROUND * Math.floor((longitude + ROUND / 2) / ROUND);
  const drawn = (name, within, classes) => {
    const made = document.createElementNS(SVG, name);
    if (classes) made.setAttribute("class", classes);
    within.append(made);
    return made;
  };

  // The file: arcs told by steps, joined to rings without a leap at the date line; around the pole, closed along it.

  const decoded = (world) => {
    const [scale, start] = [world.transform.scale, world.transform.translate];
    const arcs = world.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([right, up]) => [(x += right) * scale[0] + start[0], (y += up) * scale[1] + start[1]]);
    });
    const ringOf = (numbers) => {
      const points = [];
      for (const number of numbers) {
        for (const [longitude, latitude] of number < 0 ? [...arcs[~number]].reverse() : arcs[number]) {
          const apart = points.length ? points.at(-1)[0] - longitude : 0;
          points.push([longitude + ROUND * Math.round(apart / ROUND), latitude]);
        }
      }
      if (Math.abs(points.at(-1)[0] - points[0][0]) > ROUND / 2) {
        const pole = points[0][1] < 0 ? -90 : 90;
        points.push([points.at(-1)[0], pole], [points[0][0], pole]);
      }
      return points.map(([longitude, latitude]) => [longitude, heightOf(latitude)]);
    };
    const ends = (rings, axis) => rings.flat().reduce(
      ([low, high], point) => [Math.min(low, point[axis]), Math.max(high, point[axis])], [Infinity, -Infinity],
    );
    return world.countries.map((one) => {
      const rings = one.polygons.flat().map(ringOf);
      for (const ring of rings) ring.middle = ends([ring], 0).reduce((low, high) => (low + high) / 2);
      return { ...one, rings, x: ends(rings, 0), y: ends(rings, 1) };
    });
  };
  const lies = (x, y, country) => {
    let within = false;
    for (const ring of country.rings) {
      const turn = ROUND * Math.round((ring.middle - x) / ROUND);
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [a, b] = [ring[i], ring[j]];
        if (a[1] > y !== b[1] > y && x + turn < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]) within = !within;
      }
    }
    return within;
  };
  const pathOf = (rings, apart) => rings.map((ring) => {
    const kept = [ring[0]];
    for (const point of ring) {
      const last = kept.at(-1);
      if (Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) > apart) kept.push(point);
    }
    return `M${kept.map(([x, y]) => `${x.toFixed(4)} ${(-y).toFixed(4)}`).join("L")}Z`;
  }).join("");

  const begin = (place) => {
    const part = (name) => place.querySelector(`[data-map="${name}"]`);
    const field = (name) => document.getElementById(place.dataset[name]);
    const [latitude, longitude, country] = ["latitude", "longitude", "country"].map(field);
    const [opens, inside, box, said, exact] = ["open", "inside", "view", "said", "exact"].map(part);
    const language = document.documentElement.lang.startsWith("fr") ? "fr" : "en";
    const view = { x: 0, y: 20, scale: 1 }, cross = { x: 0, y: 20 };
    let countries = null, svg, land, labels, marker, aim, level = 0, asked = false, timer = 0;
    let width = 600, height = 400;

    // What is drawn

    const across = (x) => width / 2 + (x - view.x) * view.scale;
    const down = (y) => height / 2 - (y - view.y) * view.scale;
    const nearest = (x) => x + ROUND * Math.round((view.x - x) / ROUND);
    const build = () => {
      svg = drawn("svg", box);
      svg.setAttribute("aria-hidden", "true");
      const turned = drawn("g", svg);
      land = drawn("g", turned);
      land.id = `${place.id}-land`;
      for (const x of [-ROUND, ROUND]) {
        const copy = drawn("use", turned);
        copy.setAttribute("href", `#${land.id}`);
        copy.setAttribute("x", x);
      }
      for (const one of countries) one.path = drawn("path", land, "map-land");
      labels = drawn("g", svg, "map-names");
      aim = drawn("path", svg, "map-cross");
      aim.setAttribute("d", "M-18 0H-5M5 0H18M0-18V-5M0 5V18");
      marker = drawn("g", svg, "map-marker");
      drawn("circle", marker, "map-marker-ring").setAttribute("r", 9);
      drawn("circle", marker, "map-marker-dot").setAttribute("r", 4);
    };
    const draw = () => {
      asked = false;
      view.y = Math.max(-heightOf(FAR), Math.min(heightOf(FAR), view.y));
      view.x = wrapped(view.x);
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      land.parentNode.setAttribute(
        "transform", `translate(${width / 2} ${height / 2}) scale(${view.scale}) translate(${-view.x} ${view.y})`,
      );
      // As many points as can be seen: anew for every doubling of the scale.
      const now = Math.floor(Math.log2(view.scale));
      if (now !== level) for (const one of countries) one.fresh = false;
      level = now;
      for (const one of countries) {
        const middle = (one.x[0] + one.x[1]) / 2, half = (one.x[1] - one.x[0]) / 2;
        const seen = Math.abs(nearest(middle) - view.x) <= half + width / 2 / view.scale
          && one.y[0] <= view.y + height / 2 / view.scale && one.y[1] >= view.y - height / 2 / view.scale;
        one.path.toggleAttribute("hidden", !seen);
        one.path.classList.toggle("map-chosen", Boolean(one.code) && one.code === country?.value);
        if (seen && !one.fresh) {
          one.path.setAttribute("d", pathOf(one.rings, 0.7 / 2 ** level));
          one.fresh = true;
        }
      }
      const point = pointSaid();
      name(point);
      put(aim, cross);
      marker.toggleAttribute("hidden", !point);
      if (point) put(marker, point);
    };
    const put = (shape, at) => shape.setAttribute("transform", `translate(${across(nearest(at.x))} ${down(at.y)})`);
    // Names of what is wide enough for them, the largest first; none over another, none under the point.
    const name = (point) => {
      const taken = [], wide = (one) => (one.box[2] - one.box[0]) * view.scale;
      const size = parseFloat(getComputedStyle(labels).fontSize);
      const named = countries.filter((one) => one.code);
      named.sort((a, b) => (b.code === country?.value) - (a.code === country?.value) || wide(b) - wide(a));
      labels.replaceChildren();
      for (const one of named) {
        const x = across(nearest(one.centre[0])), middle = down(heightOf(one.centre[1]));
        const under = point && Math.abs(across(nearest(point.x)) - x) < 30 && Math.abs(down(point.y) - middle) < 20;
        const y = under ? down(point.y) - 20 : middle;
        const half = one[language].length * size * 0.3;
        const fits = wide(one) > half * 1.4 || view.scale > width / 12 || one.code === country?.value;
        if (!fits || x - half < 0 || x + half > width || y < size || y > height - size) continue;
        if (taken.some(([u, v, other]) => Math.abs(u - x) < half + other && Math.abs(v - y) < size * 1.3)) continue;
        taken.push([x, y, half]);
        const text = drawn("text", labels);
        text.setAttribute("x", x);
        text.setAttribute("y", y);
        text.textContent = one[language];
      }
    };
    const redraw = () => {
      if (!svg || inside.hidden || asked) return;
      asked = true;
      requestAnimationFrame(draw);
    };

    // Where one looks

    const least = () => width / ROUND, most = () => width / LEAST;
    const zoom = (by, x, y) => {
      const scale = Math.max(least(), Math.min(most(), view.scale * by));
      view.x = x + (view.x - x) * view.scale / scale;
      view.y = y + (view.y - y) * view.scale / scale;
      view.scale = scale;
      redraw();
    };
    const fit = ([west, south, east, north]) => {
      const [low, high] = [heightOf(south), heightOf(north)];
      const wanted = Math.min(width / Math.max(east - west, SMALL), height / Math.max(high - low, SMALL)) / 1.2;
      Object.assign(view, { x: (west + east) / 2, y: (low + high) / 2 });
      view.scale = Math.max(least(), Math.min(most(), wanted));
      Object.assign(cross, { x: view.x, y: view.y });
      redraw();
    };
    const whole = () => fit([-180, -60, 180, 75]);
    const chosen = () => countries.find((one) => one.code && one.code === country?.value);
    const look = () => {
      const point = pointSaid(), one = chosen();
      if (one) fit(one.box);
      else if (point) fit([point.x - 5, latitudeOf(point.y) - 4, point.x + 5, latitudeOf(point.y) + 4]);
      else whole();
      if (point) Object.assign(cross, { x: nearest(point.x), y: point.y });
    };
    const pan = (right, up) => {
      view.x += right / view.scale;
      view.y += up / view.scale;
      redraw();
    };
    const step = (right, up) => {
      cross.x = nearest(cross.x) + right / view.scale;
      cross.y = Math.max(-heightOf(FAR), Math.min(heightOf(FAR), cross.y + up / view.scale));
      const [x, y] = [across(nearest(cross.x)), down(cross.y)];
      if (x < EDGE || x > width - EDGE || y < EDGE || y > height - EDGE) pan(right, up);
      redraw();
      tell("at", cross, 300);
    };

    // What is said and set

    const pointSaid = () => {
      const [x, y] = [longitude, latitude].map((one) => one.value.trim() === "" ? NaN : Number(one.value));
      return Number.isFinite(x) && Number.isFinite(y) && Math.abs(y) <= 90 ? { x, y: heightOf(y) } : null;
    };
    const written = (at) => {
      const places = exact.checked ? EXACT : COARSE;
      return [latitudeOf(at.y), wrapped(at.x)].map((degrees) => degrees.toFixed(places));
    };
    const tell = (words, at, wait = 0) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const [north, east] = at ? written(at) : [];
        const one = at && countries.find((country) => country.code && lies(at.x, at.y, country));
        said.textContent = place.dataset[words].replace("{point}", `${north}, ${east}`)
          .replace("{country}", one ? one[language] : place.dataset.sea);
      }, wait);
    };
    const write = (values) => {
      [latitude.value, longitude.value] = values;
      for (const one of [latitude, longitude]) {
        for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    };
    const set = (at) => {
      write(written(at));
      Object.assign(cross, at);
      tell("set", at);
    };

    // Hands

    const at = (event) => {
      const frame = box.getBoundingClientRect();
      const x = event.clientX - frame.left - box.clientLeft, y = event.clientY - frame.top - box.clientTop;
      return { x: view.x + (x - width / 2) / view.scale, y: view.y - (y - height / 2) / view.scale };
    };
    const fingers = new Map();
    let travelled = 0;
    const middle = () => {
      const all = [...fingers.values()];
      const [clientX, clientY] = ["clientX", "clientY"].map((axis) => all.reduce((sum, one) => sum + one[axis], 0) / all.length);
      const apart = all.length > 1 ? Math.hypot(all[0].clientX - all[1].clientX, all[0].clientY - all[1].clientY) : 0;
      return { clientX, clientY, apart };
    };
    box.addEventListener("pointerdown", (event) => {
      if (event.button || !svg) return;
      if (!fingers.size) travelled = 0;
      box.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event);
      if (fingers.size > 1) travelled = Infinity;
    });
    box.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      const before = middle();
      fingers.set(event.pointerId, event);
      const now = middle();
      travelled += Math.hypot(now.clientX - before.clientX, now.clientY - before.clientY);
      if (travelled < TAP) return;
      pan(before.clientX - now.clientX, now.clientY - before.clientY);
      const here = at(now);
      if (before.apart && now.apart) zoom(now.apart / before.apart, here.x, here.y);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      box.addEventListener(kind, (event) => {
        if (fingers.delete(event.pointerId) && !fingers.size && kind === "pointerup" && travelled < TAP) set(at(event));
      });
    }
    // The wheel is the page's until the map is what one works with.
    box.addEventListener("wheel", (event) => {
      if (!svg || (document.activeElement !== box && !event.ctrlKey)) return;
      event.preventDefault();
      const here = at(event);
      zoom(2 ** (-event.deltaY / (event.deltaMode ? 6 : 240)), here.x, here.y);
    }, { passive: false });

    const closer = () => zoom(2, cross.x, cross.y), further = () => zoom(0.5, cross.x, cross.y);
    const keys = {
      ArrowLeft: (by) => step(-by, 0), ArrowRight: (by) => step(by, 0), ArrowUp: (by) => step(0, by), ArrowDown: (by) => step(0, -by),
      "+": closer, "=": closer, "-": further, Home: whole, Enter: () => set({ ...cross }), " ": () => set({ ...cross }),
    };
    box.addEventListener("keydown", (event) => {
      if (!svg || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      cross.x = nearest(cross.x);
      keys[event.key](event.shiftKey ? 4 * STEP : STEP);
    });
    const quarter = { west: [-1, 0], east: [1, 0], north: [0, 1], south: [0, -1] };
    const presses = {
      closer: () => zoom(2, view.x, view.y), further: () => zoom(0.5, view.x, view.y), whole, clear: () => { write(["", ""]); tell("cleared"); },
      ...Object.fromEntries(Object.entries(quarter).map(([to, [x, y]]) => [to, () => pan(x * width / 4, y * height / 4)])),
    };
    for (const [to, press] of Object.entries(presses)) {
      part(to).addEventListener("click", () => {
        if (!svg) return;
        press();
        if (!(to in quarter)) return;
        Object.assign(cross, { x: view.x, y: view.y });
        tell("at", cross);
      });
    }
    exact.addEventListener("change", () => {
      const point = pointSaid();
      if (point && !exact.checked) set(point);
    });
    for (const one of [latitude, longitude]) one.addEventListener("input", redraw);
    for (const one of [latitude, longitude]) one.addEventListener("change", redraw);
    country?.addEventListener("change", () => {
      if (!svg || inside.hidden) return;
      const one = chosen();
      if (one) fit(one.box); else redraw();
    });

    // Opening

    const load = async () => {
      tell("loading");
      try {
        const answer = await fetch(place.dataset.world, { credentials: "same-origin" });
        if (!answer.ok) throw new Error("not answered");
        countries = decoded(await answer.json());
      } catch {
        tell("failed");
        return;
      }
      tell("ready");
      build();
      look();
    };
    new ResizeObserver(() => {
      if (!box.clientWidth) return;
      view.scale *= box.clientWidth / width;
      [width, height] = [box.clientWidth, box.clientHeight];
      redraw();
    }).observe(box);
    opens.addEventListener("click", async () => {
      inside.hidden = !inside.hidden;
      opens.setAttribute("aria-expanded", String(!inside.hidden));
      if (inside.hidden) return;
      [width, height] = [box.clientWidth, box.clientHeight];
      box.focus({ preventScroll: true });
      if (svg) look(); else await load();
    });
    place.hidden = false;
  };
  document.querySelectorAll("[data-map-point]").forEach(begin);
})();
