// Keeps what is typed into a form: sealed on the server, and while that is out of reach on the device, for 12 hours, under a
// key that the server gives a page that is signed in, that cannot be read out of it, and that never lies on the device.
(() => {
  const REST_MS = 800, AGAIN_MS = 15_000, GONE_MS = 12 * 3600_000;
  const NEVER = new Set(["csrfmiddlewaretoken", "draft_form", "draft_about", "draft_token"]);

  // On the device

  const stored = (mode, work) => new Promise((done, failed) => {
    const opening = indexedDB.open("fanal-drafts", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "slot" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("drafts", mode);
      const asked = work(transaction.objectStore("drafts"));
      transaction.oncomplete = () => { database.close(); done(asked.result); };
      transaction.onabort = transaction.onerror = () => { database.close(); failed(transaction.error); };
    };
  });
  const forgetOld = async () => {
    for (const one of await stored("readonly", (drafts) => drafts.getAll())) {
      if (Date.now() - one.at > GONE_MS) await stored("readwrite", (drafts) => drafts.delete(one.slot));
    }
  };
  const keyOf = async (answer) => {
    if (!answer.key || !crypto.subtle) return null;
    const raw = Uint8Array.from(atob(answer.key), (one) => one.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    raw.fill(0);
    return { key, window: answer.window };
  };
  const bound = (iv, slot) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(slot) });

  // The form

  const controls = (form) => [...form.elements].filter(
    (one) => one.name && !NEVER.has(one.name) && !["password", "file", "submit", "button", "reset"].includes(one.type),
  );
  const typedIn = (form) => {
    const typed = {};
    for (const one of controls(form)) {
      const values = (typed[one.name] ??= []);
      if (one.type === "checkbox" || one.type === "radio") {
        if (one.checked) values.push(one.value);
      } else if (one.type === "select-multiple") values.push(...[...one.selectedOptions].map((option) => option.value));
      else values.push(one.value);
    }
    return typed;
  };
  const seen = (form, typed) => {
    const hidden = new Set([...form.elements].filter((one) => one.type === "hidden").map((one) => one.name));
    return JSON.stringify(Object.entries(typed).filter(([name, values]) => !hidden.has(name) && values.some(Boolean)).sort());
  };
  // With the version that was shown when it was typed: what somebody else changed meanwhile is then noticed as it is saved.
  const putInto = (form, typed) => {
    const nth = {};
    for (const one of controls(form)) {
      const values = typed[one.name];
      if (!values) continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
      else if (one.type === "select-multiple") for (const option of one.options) option.selected = values.includes(option.value);
      else {
        const at = (nth[one.name] = (nth[one.name] ?? -1) + 1);
        if (at < values.length) one.value = values[at];
      }
      one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const keep = (place) => {
    const form = place.closest("form"), address = place.dataset.draft;
    if (!form || form.dataset.keepsDraft) return;
    form.dataset.keepsDraft = "true";
    // Or the browser itself writes what is typed to the disk, to restore its windows and to propose it again.
    form.autocomplete = "off";
    for (const one of controls(form)) one.autocomplete = "off";
    const token = form.elements.draft_token;
    token.value = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
    const touched = new Set();
    let slot = null, device = null, timer = 0, dirty = false, asks = false, sent = false, last = "";

    const ask = async (more = "", options = {}) => {
      const answer = await fetch(address + more, { redirect: "manual", credentials: "same-origin", ...options });
      if (answer.ok) return answer.json();
      throw Object.assign(new Error("not answered"), { signedOut: answer.type === "opaqueredirect" || answer.status === 403 });
    };
    const send = (method, body, keepalive = false) => ask("", {
      method, keepalive, body,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Content-Type": "application/json" },
    });

    const say = (state) => {
      const note = place.querySelector(`[data-draft-note=${state}]`);
      const words = note.content.textContent.trim();
      const said = place.querySelector("[data-draft-said]");
      if (said.textContent !== words) said.textContent = words;
      form.dataset.draftState = state;
      for (const field of touched) {
        field.querySelector(":scope > .note")?.remove();
        field.classList.remove("saved", "kept", "lost");
        field.classList.add(state);
        field.append(note.content.cloneNode(true));
      }
    };
    const sayWhereToSignIn = (isOut) => {
      const shown = place.querySelector(":scope > .banner");
      if (isOut && !shown) place.append(place.querySelector("[data-draft-signed-out]").content.cloneNode(true));
      if (!isOut) shown?.remove();
    };

    const keepOnDevice = async (typed) => {
      if (!device) throw new Error("no key");
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(typed));
      const sealed = await crypto.subtle.encrypt(bound(iv, slot), device.key, plain);
      const entry = { slot, iv, sealed, window: device.window, at: Date.now(), token: token.value };
      await stored("readwrite", (drafts) => drafts.put(entry));
    };
    const keptOnDevice = async () => {
      const entry = await stored("readonly", (drafts) => drafts.get(slot));
      if (!entry) return null;
      try {
        const state = await ask(`&token=${entry.token}`);
        const held = state.sent ? null : await keyOf(await ask(`&window=${entry.window}`));
        if (held) {
          const plain = await crypto.subtle.decrypt(bound(entry.iv, slot), held.key, entry.sealed);
          return { typed: JSON.parse(new TextDecoder().decode(plain)), at: entry.at };
        }
      } catch (problem) {
        // No answer is no reason to lose it; one that does not open never will.
        if (problem.name !== "OperationError") return null;
      }
      await forgetOnDevice();
      return null;
    };
    const forgetOnDevice = () => stored("readwrite", (drafts) => drafts.delete(slot)).catch(() => {});

    // A session that ended and began again has another token; one of somebody else is not given what was typed here.
    const signedInAgain = async () => {
      const answer = await ask();
      if (slot && answer.slot !== slot) return false;
      form.elements.csrfmiddlewaretoken.value = answer.csrf;
      slot = answer.slot;
      device = await keyOf(answer);
      return true;
    };
    const save = async (leaving = false) => {
      clearTimeout(timer);
      if (!dirty || asks || sent) return;
      const typed = typedIn(form), body = JSON.stringify({ token: token.value, typed });
      try {
        const answer = await send("POST", body, leaving).catch(async (problem) => {
          if (!problem.signedOut || leaving || !(await signedInAgain())) throw problem;
          return send("POST", body);
        });
        device = (await keyOf(answer)) ?? device;
        if (last === body || JSON.stringify(typedIn(form)) === JSON.stringify(typed)) dirty = false;
        last = body;
        sayWhereToSignIn(false);
        say("saved");
        if (slot) await forgetOnDevice();
      } catch (problem) {
        sayWhereToSignIn(Boolean(problem.signedOut));
        await keepOnDevice(typed).then(() => say("kept"), () => say("lost"));
      }
      if (dirty && !sent) timer = setTimeout(save, AGAIN_MS);
    };
    const noticed = (event) => {
      if (asks || NEVER.has(event.target.name)) return;
      dirty = true;
      const field = event.target.closest(".field");
      if (field) touched.add(field);
      clearTimeout(timer);
      timer = setTimeout(save, REST_MS);
    };

    const offer = (found) => {
      asks = true;
      const banner = place.querySelector("[data-draft-offer]").content.firstElementChild.cloneNode(true);
      form.prepend(banner);
      const others = [...form.children].filter((one) => one !== banner);
      for (const one of others) one.inert = true;
      const answered = () => {
        asks = false;
        for (const one of others) one.inert = false;
        banner.remove();
        controls(form).find((one) => one.type !== "hidden")?.focus();
      };
      banner.querySelector("[data-draft-take]").addEventListener("click", () => {
        answered();
        putInto(form, found.typed);
      });
      banner.querySelector("[data-draft-throw]").addEventListener("click", async () => {
        answered();
        await forgetOnDevice();
        await send("DELETE").catch(() => {});
      });
      banner.focus();
    };
    const begin = async () => {
      await forgetOld().catch(() => {});
      const answer = await ask();
      slot = answer.slot;
      device = await keyOf(answer);
      const here = await keptOnDevice().catch(() => null);
      const there = answer.typed ? { typed: answer.typed, at: answer.at } : null;
      const found = here && (!there || here.at > there.at) ? here : there;
      if (found && !dirty && seen(form, found.typed) !== seen(form, typedIn(form))) offer(found);
    };

    form.addEventListener("input", noticed);
    form.addEventListener("change", noticed);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      // Nobody knows yet whether it arrives. When the form is opened again, the server says which were saved.
      if (dirty && slot) keepOnDevice(typedIn(form)).catch(() => {});
      sent = navigator.onLine;
    });
    addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
    addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
    begin().catch(() => {}).finally(() => { form.dataset.draftReady = "true"; });
  };

  document.querySelectorAll("[data-draft]").forEach(keep);
  // The answer to signing out empties this too; where it does not come, this has.
  document.querySelector("form.sign-out")?.addEventListener("submit", () => indexedDB.deleteDatabase("fanal-drafts"));
})();
