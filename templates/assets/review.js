/* The review page: a queue of the least sure events, a form for one, and what becomes of what was said.
   Served by `geomap serve`, entries go into corrections.yaml; else they are kept here and given out as a file. */
"use strict";
(function (g) {
  const el = g.el, FIELDS = ["date", "end", "type", "status"];
  let data = g.data["review-" + g.lang];
  if (!data || !g.map) return;
  const served = g.served || null, local = served ? null : g.keptCorrections();
  const ui = Object.fromEntries(["queue-list", "queue-note", "views", "head", "judge", "map-hint", "told", "kept-acts"].map((id) => [id, g.byId(id)]));
  const gone = new Set(local ? local.steps().map((step) => step.item) : []);
  const said = { author: g.kept("author") || "", reason: "" };
  let view = "open", current = null, draft = null, undoable = 0, busy = false, wanted = "", rows = new Map();

  const map = g.reviewMap(g.map, g.data["labels-" + g.lang], { pick: (k) => choose(String(k)), move: putPin });
  const narrow = matchMedia("(max-width: 760px)");
  const comma = g.lang === "ar" ? "، " : ", ";
  // A name of either script, kept from turning the words around it.
  const apart = (text) => "\u2068" + text + "\u2069";
  const placeLine = (place) => [place.name, place.within].filter(Boolean).map(apart).join(comma);
  const typeOf = (item) => data.types.find((one) => one[0] === item.type) || ["", item.type, "other"];
  const words = (list, id) => (list.find((one) => one[0] === id) || ["", id])[1];

  // ---- the queue -------------------------------------------------------------------------------------------------------
  const isDone = (item) => item.corrected.length > 0 || gone.has(item.id);
  const shown = () => data.items.filter((item) => isDone(item) === (view === "done"));

  function queue() {
    const items = shown(), looked = data.items.filter((item) => !item.corrected.length && gone.has(item.id)).length;
    const all = g.data["review-counts"], counts = { open: all.open - looked, done: all.done + looked };
    ui.views.replaceChildren(...[["open", "To review"], ["done", "Reviewed"]].map(([id, name]) =>
      el("button", { type: "button", class: "chip", "aria-pressed": String(view === id), onclick: () => { view = id; open(shown()[0] || null); } },
        g.t(name), el("span", { class: "count" }, g.number(Math.max(0, counts[id]))))));
    const more = counts[view] - items.length;
    ui["queue-note"].textContent = items.length ? g.t("The least sure ones first.") + (more > 0 ? " " + g.t("More come when these are done.") : "") : "";
    const left = new Set(items);
    // Most often one event goes; a list made anew would keep its reader waiting.
    if (items.every((item) => rows.has(item))) {
      rows.forEach((row, item) => { if (!left.has(item)) { row.remove(); rows.delete(item); } });
    } else {
      rows = new Map(items.map((item) => [item, queueRow(item)]));
      ui["queue-list"].replaceChildren(...rows.values());
    }
    ui["queue-list"].querySelectorAll(".chosen").forEach((row) => mark(row, false));
    if (rows.has(current)) mark(rows.get(current), true);
  }
  function queueRow(item) {
    return el("li", {}, el("button", { type: "button", class: "row", onclick: () => open(item, true) },
      g.glyph(typeOf(item)[2], item.status), el("span", { class: "row-title", dir: "auto" }, item.title),
      el("span", { class: "row-facts" }, el("span", { class: "sure" }, g.percent(item.sure)),
        el("span", {}, g.shortDate(item.date, item.end)),
        item.place ? el("bdi", {}, item.places[0].name) : el("span", {}, g.t("Place not known")))));
  }
  function mark(row, chosen) {
    row.classList.toggle("chosen", chosen);
    if (!chosen) { row.firstChild.removeAttribute("aria-current"); return; }
    row.firstChild.setAttribute("aria-current", "true");
    const list = row.offsetParent, top = row.offsetTop, end = top + row.offsetHeight;
    if (list && (top < list.scrollTop || end > list.scrollTop + list.clientHeight)) list.scrollTop = top - list.clientHeight / 3;
  }

  function open(item, focus) {
    current = item;
    draft = item ? g.draftOf(item) : null;
    said.reason = "";
    queue();
    head();
    form();
    if (item) {
      map.look(item);
      try { history.replaceState(null, "", "#" + encodeURIComponent(item.id)); } catch { /* a sandboxed frame */ }
    }
    g.byId("work").scrollTop = 0;
    if (focus && narrow.matches) ui.head.scrollIntoView();
    if (focus) ui.head.querySelector("h2").focus({ preventScroll: true });
  }
  function step(by) {
    const items = shown(), at = items.indexOf(current);
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    if (next && next !== current) open(next, true);
  }

  // ---- one event -------------------------------------------------------------------------------------------------------
  function head() {
    const item = current, root = g.base + g.lang + "/";
    if (!item) {
      ui.head.replaceChildren(el("h2", { tabindex: "-1" }, g.t(view === "open" ? "Nothing to review." : "Nothing reviewed yet.")));
      return;
    }
    const type = typeOf(item), items = shown();
    ui.head.replaceChildren(...[
      el("p", { class: "kind" }, g.glyph(type[2], item.status), el("span", {}, type[1]), g.statusBadge(item.status),
        el("span", { class: "count" }, g.t("%(num)s of %(all)s", { num: g.number(items.indexOf(item) + 1), all: g.number(items.length) })),
        el("span", { class: "count" }, g.t("%(share)s sure", { share: g.percent(item.sure) }))),
      el("h2", { tabindex: "-1", dir: "auto" }, el("a", { href: root + "event/" + item.slug + ".html" }, item.title)),
      ...item.quotes.map((quote) => el("figure", { dir: "auto" },
        el("blockquote", { lang: quote.lang === "und" ? null : quote.lang }, ...g.marked(quote.text, quote.marks)),
        el("figcaption", {}, el("bdi", {}, quote.source || g.t("Source not told")), quote.date ? " · " : "", quote.date ? el("bdi", {}, g.shortDate(quote.date)) : "",
          " · ", el("a", { href: root + "article/" + quote.article + ".html" }, el("bdi", {}, quote.title))))),
      item.reports > item.quotes.length ? el("p", { class: "note" }, g.tn("%(num)s report", "%(num)s reports", item.reports)) : null,
      ...item.corrected.map((line) => el("p", { class: "corrected", dir: "auto" }, line))].filter(Boolean));
  }

  const field = (name, label, control, note) => el("p", { class: "field-row" }, el("label", { for: "f-" + name }, label), control, note || null);
  function input(name, value, more, take) {
    return el("input", { class: "field", id: "f-" + name, name, autocomplete: "off", ...more, value,
      oninput: (event) => { take(event.target.value); acts(); } });
  }
  function select(name, options, value, take) {
    const node = el("select", { class: "field", id: "f-" + name, name, onchange: (event) => { take(event.target.value); acts(); } },
      ...options.map(([id, text]) => el("option", { value: id, selected: id === value }, text)));
    return node;
  }
  function choice(value, mark, name, facts, reasons) {
    const radio = el("input", { type: "radio", name: "where", value, onchange: () => choose(value) });
    radio.checked = draft.where === value;
    return el("li", {}, el("label", { class: "choice" }, radio, el("span", { class: "pin-no" + (/^\d+$/.test(value) ? "" : " pin-none"), "aria-hidden": "true" }, mark),
      el("span", { class: "choice-text" }, el("span", { class: "choice-name" }, name), facts ? el("span", { class: "note" }, facts) : null,
        reasons && reasons.length ? el("span", { class: "note why", dir: "auto" }, reasons.join(comma)) : null)));
  }
  function places() {
    const item = current;
    const list = item.places.map((place, k) => choice(String(k), g.number(k + 1), placeLine(place), [words(data.kinds, place.kind),
      place.score === null ? "" : g.percent(place.score), place.id === item.place ? g.t("where it is now") : ""].filter(Boolean).join(" · "),
    [place.id === item.place ? item.relation : "", ...place.reasons].filter(Boolean)));
    list.push(choice("pin", "✚", g.t("Somewhere else: my own pin"), draft.where === "pin" ? "" : g.t("or drag the chosen pin")));
    if (draft.where === "pin") list.push(pinFields());
    list.push(choice("none", "–", g.t("Place not known"), item.place ? "" : g.t("where it is now")));
    if (item.name) {
      list.push(choice("name", "×", g.t("“%(name)s” is not where it happened", { name: apart(item.name.name) }), ""));
      if (draft.where === "name") {
        list.push(el("li", { class: "sub" }, field("role", g.t("It is"), select("role", [["not a place", g.t("not a place at all")], ...data.roles], draft.role, (value) => { draft.role = value; }))));
      }
    }
    return el("ol", { class: "choices" }, ...list);
  }
  function pinFields() {
    const pin = draft.pin, degrees = (name, label) => field("pin-" + name, label,
      input("pin-" + name, String(pin[name]), { inputmode: "decimal", dir: "ltr", size: 9 }, (value) => {
        pin[name] = value.trim() ? Number(value) : NaN;
        map.show(current, draft);
      }));
    return el("li", { class: "sub fields" },
      field("pin-name", g.t("Its name"), input("pin-name", pin.name, { dir: "auto" }, (value) => { pin.name = value; })),
      field("pin-kind", g.t("What it is"), select("pin-kind", data.kinds, pin.kind, (value) => { pin.kind = value; })),
      field("pin-country", g.t("Country"), input("pin-country", pin.country, { maxlength: 2, size: 3, dir: "ltr", placeholder: "DZ" }, (value) => { pin.country = value; })),
      degrees("lat", g.t("Latitude")), degrees("lon", g.t("Longitude")));
  }
  const movesName = () => current.name && draft.where !== "none" && draft.where !== "name" && (draft.where === "pin" || current.places[+draft.where].id !== current.place);

  function form() {
    if (!current) { ui.judge.replaceChildren(); ui["map-hint"].textContent = ""; map.show({ places: [] }, { where: "none" }); return; }
    const named = current.name ? apart(current.name.name) : "";
    const scope = movesName() ? field("scope", g.t("This goes for"), select("scope", [["event", g.t("this event")],
      ["article", g.t("“%(name)s” in this article", { name: named })], ["everywhere", g.t("“%(name)s” in all articles", { name: named })]], draft.scope, (value) => { draft.scope = value; })) : null;
    ui.judge.replaceChildren(el("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); save(); } },
      el("fieldset", {}, el("legend", {}, g.t("Where")), places(), served ? finder() : null, scope),
      el("fieldset", { class: "fields" }, el("legend", {}, g.t("When and what")),
        field("date", g.t("Day, month or year"), input("date", draft.date, { dir: "ltr", size: 12, placeholder: "2024-05-09" }, (value) => { draft.date = value; })),
        field("end", g.t("Last day"), input("end", draft.end, { dir: "ltr", size: 12 }, (value) => { draft.end = value; })),
        field("type", g.t("What kind"), select("type", data.types, draft.type, (value) => { draft.type = value; })),
        field("status", g.t("Did it happen"), select("status", data.statuses, draft.status, (value) => { draft.status = value; }))),
      el("fieldset", { class: "fields" }, el("legend", {}, g.t("Who says so")),
        field("author", g.t("Your name"), input("author", said.author, { dir: "auto", autocomplete: "name" }, (value) => { said.author = value; g.keep("author", value); })),
        field("reason", g.t("Why"), input("reason", said.reason, { dir: "auto" }, (value) => { said.reason = value; }))),
      el("p", { class: "fault", id: "fault", role: "alert" }),
      el("div", { class: "acts", id: "acts" })));
    ui["map-hint"].textContent = g.t(draft.where === "pin" ? "Click on the map, or drag the pin." : current.places.length ? "Click on a pin to choose it; drag the chosen one." : "Choose “my own pin” and click on the map.");
    map.show(current, draft);
    acts();
  }
  function acts() {
    const host = g.byId("acts"), changed = g.entriesOf(current, draft).length > 0, keys = shortcuts();
    const key = (name) => (keys ? el("kbd", { "aria-hidden": "true" }, name) : null);
    host.replaceChildren(
      el("button", { type: "submit", class: "button main", disabled: busy }, g.t(changed ? "Save" : "Right as it is"), key("⏎")),
      el("button", { type: "button", class: "quiet", disabled: busy, onclick: drop }, g.t("Not an event"), key("x")),
      el("button", { type: "button", class: "quiet", onclick: () => step(-1) }, g.t("Back"), key("k")),
      el("button", { type: "button", class: "quiet", onclick: () => step(1) }, g.t("Skip"), key("j")),
      ...(steps() ? [el("button", { type: "button", class: "quiet narrow", onclick: undo }, g.t("Undo"))] : []));
    g.byId("f-reason").placeholder = reasonFor(changed);
  }
  function reasonFor(changed) {
    if (!changed) return g.t("read and right");
    if (draft.where === "name") return g.t("not where it happened");
    if (draft.where === "pin") return g.t("the pin was moved");
    return g.t(movesName() ? "another place is meant" : "the text says otherwise");
  }

  /* Redraw the form and keep the focus on the control of the same name. */
  function reform() {
    const active = document.activeElement, at = active && ui.judge.contains(active) ? [active.name, active.value, active.type] : null;
    form();
    if (!at) return;
    const same = [...ui.judge.querySelectorAll("input, select")].find((node) => node.name === at[0] && (at[2] !== "radio" || node.value === at[1]));
    if (same) same.focus({ preventScroll: true });
  }
  function choose(where) {
    if (where === "pin" && !draft.pin) {
      const place = current.places[+draft.where] || current.places[0], [lat, lon] = place ? [place.lat, place.lon] : map.middle();
      startPin(lat, lon, place);
    }
    draft.where = where;
    reform();
    const place = where === "pin" ? draft.pin : current.places[+where];
    if (place) map.seek(place.lat, place.lon);
  }
  function startPin(lat, lon, place) {
    const sharp = place && ["city", "district", "facility"].includes(place.kind);
    draft.pin = { lat: round(lat), lon: round(lon), names: place ? place.names : null, name: place ? g.nameOf(place.names) : current.name ? current.name.name : "", kind: sharp ? place.kind : "city", country: (place && place.country) || "" };
  }
  const round = (degrees) => Number(degrees.toFixed(5));
  function putPin(lat, lon) {
    if (!draft.pin) startPin(lat, lon, current.places[+draft.where]);
    Object.assign(draft.pin, { lat: round(lat), lon: round(lon) });
    draft.where = "pin";
    reform();
  }

  /* Places that geomap did not think of, from the gazetteer of who serves the page. */
  function finder() {
    const told = el("span", { class: "note", role: "status" });
    const box = el("input", { class: "field", id: "f-find", name: "find", type: "search", dir: "auto", autocomplete: "off",
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); find(); } } });
    function find() {
      const item = current;
      if (!box.value.trim()) return;
      served.get("places?" + new URLSearchParams({ q: box.value.trim(), lang: g.lang })).then((found) => {
        if (item !== current) return;
        const known = new Set(item.places.map((place) => place.id)), fresh = found.places.filter((place) => !known.has(place.id));
        const first = found.places.length ? item.places.findIndex((place) => place.id === found.places[0].id) : -1;
        if (!found.places.length) { told.textContent = g.t("No place is called so."); return; }
        const at = item.places.length;
        item.places.push(...fresh);
        choose(String(first >= 0 ? first : at));
      }, () => { told.textContent = g.t("geomap serve does not answer."); });
    }
    return el("p", { class: "field-row finder-row" }, el("label", { for: "f-find" }, g.t("Another place")), el("span", { class: "with-button" }, box,
      el("button", { type: "button", class: "quiet", onclick: find }, g.t("Find"))), told);
  }

  // ---- what becomes of it ------------------------------------------------------------------------------------------------
  function save() {
    if (!current || busy) return;
    const fault = g.faultOf(current, draft);
    if (fault) { complain(fault[0], g.t(fault[1])); return; }
    const entries = g.entriesOf(current, draft);
    send(entries.length ? entries : [g.acceptOf(current)], reasonFor(entries.length > 0));
  }
  function drop() { if (current && !busy) send([g.dropOf(current)], g.t("not an event")); }
  function complain(name, text) {
    g.byId("fault").textContent = text;
    const node = g.byId("f-" + name);
    if (node) { node.setAttribute("aria-invalid", "true"); node.focus(); }
  }
  function send(entries, usual) {
    const author = said.author.trim(), item = current;
    if (!author) { complain("author", g.t("Say who you are: readers see it.")); return; }
    const by = { author, date: g.today(), reason: said.reason.trim() || usual };
    const whole = entries.map((entry) => ({ ...by, ...entry }));
    if (local) { local.add(item.id, whole); settle(item, g.t("Kept in this browser.")); return; }
    busy = true;
    acts();
    served.post("corrections", { entries: whole }).then((answer) => {
      undoable = answer.undo;
      settle(item, g.t("Written to corrections.yaml."));
    }, (error) => { complain("", error.message); }).finally(() => { busy = false; if (current) acts(); });
  }
  function settle(item, text) {
    const items = shown(), next = items[items.indexOf(item) + 1] || items[items.indexOf(item) - 1] || null;
    gone.add(item.id);
    tell(text + " " + item.title);
    if (item === current) open(view === "open" ? next : item, true);
    else queue();
    kept();
  }
  function undo() {
    if (local) {
      const last = local.undo();
      if (last) back(last.item);
      return;
    }
    if (busy || !undoable) return;
    busy = true;
    served.post("undo", {}).then((answer) => {
      undoable = answer.undo;
      back(answer.events[answer.events.length - 1] || null);
    }, (error) => tell(error.message)).finally(() => { busy = false; if (current) acts(); });
  }
  function back(id) {
    const last = [...gone].pop(), item = data.items.find((one) => one.id === (id || last));
    gone.delete(id || last);
    wanted = id || last || "";
    view = "open";
    tell(g.t("Undone."));
    open(item && !isDone(item) ? item : shown()[0] || null, true);
    kept();
  }
  function tell(text) { ui.told.textContent = text; }
  const steps = () => (local ? local.steps().length : undoable);
  function kept() {
    const count = steps();
    const again = count ? el("button", { type: "button", class: "quiet", onclick: undo }, g.t("Undo"), shortcuts() ? el("kbd", { "aria-hidden": "true" }, "u") : null) : null;
    const parts = [again];
    if (local && count) {
      parts.unshift(el("button", { type: "button", class: "button", id: "download", onclick: download }, g.t("Download corrections.yaml"), el("span", { class: "count" }, g.number(count))));
      parts.push(el("p", { class: "note" }, g.t("Nothing is sent anywhere. Put the file beside geomap.toml, or add its lines to the corrections.yaml there, and build again.")));
    } else if (local) {
      parts.push(el("p", { class: "note" }, g.t("Corrections are kept in this browser, and given to you as a file. “geomap serve” writes them for you.")));
    }
    parts.push(el("label", { class: "note keys" }, keysBox(), g.t("Keys: ⏎ save, j k next and back, 1–9 choose, n not a place, x no event, u undo")));
    ui["kept-acts"].replaceChildren(...parts.filter(Boolean));
  }
  function download() {
    const address = URL.createObjectURL(new Blob([local.text()], { type: "application/yaml" }));
    const link = el("a", { href: address, download: "corrections.yaml" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  // ---- keys --------------------------------------------------------------------------------------------------------------
  function shortcuts() { return g.kept("keys") !== "off"; }
  function keysBox() {
    const box = el("input", { type: "checkbox", onchange: () => { g.keep("keys", box.checked ? "on" : "off"); if (current) acts(); kept(); } });
    box.checked = shortcuts();
    return box;
  }
  const KEYS = { j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), u: undo, x: drop, Enter: save,
    n: () => { if (current && current.name) choose("name"); } };
  document.addEventListener("keydown", function (event) {
    if (!shortcuts() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    const writes = at.closest("input:not([type=radio]):not([type=checkbox]), select, textarea, dialog");
    const own = at.closest("button, a[href], summary, .leaflet-marker-icon") && event.key === "Enter";
    const turns = at.closest("input[type=radio], .leaflet-container") && event.key.startsWith("Arrow");
    // A key that is held down turns pages; it accepts nothing unseen.
    const held = event.repeat && !/^(j|k|Arrow)/.test(event.key);
    if (writes || own || turns || held) return;
    const number = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    if (number && current && number <= current.places.length) choose(String(number - 1));
    else if (Object.prototype.hasOwnProperty.call(KEYS, event.key)) KEYS[event.key]();
    else return;
    event.preventDefault();
  });

  // ---- the site was made again ---------------------------------------------------------------------------------------------
  const touched = () => JSON.stringify(g.draftOf(current)) !== JSON.stringify(draft) || said.reason.trim();
  function renew(fresh) {
    data = fresh;
    // What is not in the queue any more was done; what is there again, or with a person's word, speaks for itself.
    const known = new Map(data.items.map((item) => [item.id, item]));
    [...gone].forEach((id) => { if (!known.has(id) || known.get(id).corrected.length) gone.delete(id); });
    const same = current ? known.get(current.id) : null, undone = known.get(wanted);
    wanted = "";
    // What somebody is writing stays on the page, whatever became of the event.
    if (current && touched()) queue();
    else open((undone && !isDone(undone) && undone) || same || shown()[0] || null);
  }
  if (served) {
    const again = (name, build, done) => {
      const script = el("script", { src: g.base + "data/" + name + ".js?" + build, onload: () => { script.remove(); done(g.data[name]); } });
      document.head.append(script);
    };
    served.renewed = (build) => again("review-counts", build, () => again("review-" + g.lang, build, renew));
    served.get("state").then((state) => {
      undoable = state.undo;
      if (!said.author && state.author) { said.author = state.author; if (current) reform(); }
      kept();
    }, () => kept());
  }

  /* An event that was asked for by its address, also one that the queue has no room for where somebody serves it. */
  function idInAddress() {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  }
  function begin() {
    const asked = idInAddress(), item = data.items.find((one) => one.id === asked);
    if (item || !asked || !served) {
      if (item && isDone(item)) view = "done";
      open(item || shown()[0] || null);
      return;
    }
    served.get("event?" + new URLSearchParams({ id: asked, lang: g.lang })).then((found) => {
      data.items.unshift(found.item);
      if (isDone(found.item)) view = "done";
      open(found.item);
    }, () => open(shown()[0] || null));
  }
  begin();
  kept();
  document.body.dataset.ready = "true";
  g.review = { get current() { return current; }, get draft() { return draft; }, entries: () => g.entriesOf(current, draft) };
})(geomap);
