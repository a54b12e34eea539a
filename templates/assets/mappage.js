/* The map page: filters, search, list, card and permalink around the event layer. */
"use strict";
(function (g) {
  const el = g.el;
  const data = g.data["events-" + g.lang];
  const map = g.map;
  if (!data || !map) return;
  const store = g.makeStore(data, g.textsLater), layer = new g.EventLayer(store, g.data["labels-" + g.lang]);
  const filter = g.emptyFilter();
  const ui = Object.fromEntries(["q", "who", "who-names", "families", "suggest", "types", "statuses", "sources", "list", "count", "more", "reset", "nothing",
    "in-view", "unplaced", "unplaced-list", "unplaced-count", "sure", "card", "time", "tip", "filters", "filter-count", "legend"].map((id) => [id, g.byId(id)]));
  let visible = layer.visible, chosen = -1, fan = null, opener = null, held = false, settling = true, asked = null, last = { control: "", at: 0 };
  const fitted = { done: false }, narrow = matchMedia("(max-width: 760px)");

  const facets = g.facets(store, filter, ui, apply);
  const list = g.listing(store, map, ui, pick, (i) => layer.hover(i));
  const timeline = g.timeline(ui.time, store, function (from, to, undated) {
    Object.assign(filter, { from, to, undated });
    apply("time");
  });

  /* Take the filter to the map, the strip of time, the list and, where a control changed it, the address. What is typed
     waits for the words that it is looked for in. */
  function apply(control) {
    if (settling) return;
    if (store.asksWords(filter)) { store.whenFull(() => apply(control)); return; }
    sift();
    layer.show(visible);
    list.show(visible);
    if (control) step(control);
  }
  function sift() {
    const tally = store.tally(store.fails(filter));
    visible = tally.visible;
    timeline.show(visible, tally.undated);
    facets.show(tally);
    suggest();
  }
  ui["in-view"].addEventListener("change", () => { list.show(visible); step("in-view"); });
  ui.sure.addEventListener("change", () => { filter.sure = +ui.sure.value; apply("sure"); });

  // ---- search --------------------------------------------------------------------------------------------------------------
  function suggest() {
    const found = filter.q ? store.find(filter.q, 4) : { places: [], articles: [] };
    const items = [
      ...found.places.map((k) => el("li", {}, el("button", { type: "button", onclick: () => toPlace(k) }, el("span", { class: "note" }, g.t("Place")), " ", el("bdi", {}, store.placeName(k))))),
      ...found.articles.map((k) => el("li", {}, el("a", { href: "article/" + store.texts.told.slug[k] + ".html" }, el("span", { class: "note" }, g.t("Article")), " ", el("bdi", {}, store.texts.told.title[k])))),
    ];
    ui.suggest.replaceChildren(...items);
    ui.suggest.hidden = !items.length;
  }
  function toPlace(k) {
    const members = eventsAt(k);
    openFan("place", store.places.id[k], members);
    look(members[0], true);
  }
  /* The events at a place. */
  function eventsAt(k) {
    const members = [];
    for (let i = 0; i < store.count; i++) if (store.place(i) === k) members.push(i);
    return members;
  }
  store.onceFull(() => {
    const names = new Set([...(store.texts.shown || store.texts.people), ...store.places.within].filter(Boolean));
    ui["who-names"].append(...[...names].sort().slice(0, 500).map((name) => el("option", { value: name })));
  });
  let typing = 0;
  for (const name of ["q", "who"]) {
    ui[name].addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => { filter[name] = ui[name].value.trim(); apply(name); }, 120);
    });
    ui[name].form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(typing);
      filter[name] = ui[name].value.trim();
      apply(name);
      if (name === "q" && filter.q) frame();
    });
  }
  ui.reset.addEventListener("click", () => {
    Object.assign(filter, g.emptyFilter());
    ui.q.value = ui.who.value = "";
    ui.sure.value = "0";
    timeline.set(null, null, true);
    apply("reset");
    ui.q.focus();
  });

  // ---- choosing an event ------------------------------------------------------------------------------------------------------
  function pick(i) { choose(i, { look: true, push: true }); }
  /* Do what asks for words once they are there; what was asked for last counts. */
  function worded(call) {
    asked = call;
    store.whenFull(() => {
      if (asked !== call) return;
      asked = null;
      call();
    });
  }
  function choose(i, how) {
    layer.choose(i);
    worded(() => chooseNow(i, how));
  }
  function chooseNow(i, how) {
    opener = document.activeElement;
    chosen = i;
    fan = null;
    // The new address comes first: what the map does then belongs to it, and "back" leads to the view before.
    if (how.push) remember(true);
    if (how.look) look(i);
    openCard(g.card(store, i, { close, links: true, embed: g.embedEvent ? (k) => g.embedEvent(store.slug(k), store.title(k)) : null }));
    list.mark(chosen);
  }
  /* Events that lie together, as a list; `name` and `id` say in the address what they have in common. */
  function openFan(name, id, members) {
    opener = document.activeElement;
    chosen = -1;
    layer.choose(-1);
    fan = { name, id };
    remember(true);
    openCard(g.fan(store, members, { close }, pick));
    list.mark(chosen);
  }
  function openCard(card) {
    ui.card.replaceChildren(card);
    ui.card.hidden = false;
    ui.card.scrollTop = 0;
    if (narrow.matches) window.scrollTo({ top: 0 });
    const heading = ui.card.querySelector("h2");
    if (heading) heading.focus({ preventScroll: true });
  }
  function close() {
    asked = null;
    const had = chosen, open = had >= 0 || fan;
    ui.card.hidden = true;
    ui.card.replaceChildren();
    chosen = -1;
    fan = null;
    layer.choose(-1);
    list.mark(chosen);
    if (open) remember(true);
    const row = had >= 0 ? document.querySelector(`#panel li[data-i="${had}"] button`) : null;
    if (row) row.focus({ preventScroll: true });
    else if (opener && document.contains(opener)) opener.focus({ preventScroll: true });
  }
  /* Bring an event into view, no closer than its precision allows. */
  function look(i, always) {
    if (!store.placed(i)) return;
    const calm = { animate: !g.calm(), duration: 0.2 };
    const at = store.point(i), near = { site: 7, city: 6, district: 8, region: 6, area: 6, country: 4 }[store.precision(i)] || 6;
    const alone = layer.drawn.some((s) => s.members.includes(i) && s.members.length === 1);
    const inside = map.getBounds().pad(-0.15).contains(at);
    if (inside && alone && !always) return;
    const zoom = alone && !always ? map.getZoom() : Math.max(map.getZoom(), near);
    // The list stays as it is while the map follows a choice made in it.
    held = zoom !== map.getZoom() || !map.getCenter().equals(at);
    map.setView(at, zoom, calm);
  }
  layer.on("pick", function ({ members }) {
    if (members.length === 1) { choose(members[0], { push: true }); return; }
    if (layer.parts(members)) {
      map.fitBounds(layer.boundsOf(members).pad(0.2), { maxZoom: Math.max(map.getZoom() + 1, 9), animate: !g.calm(), duration: 0.2 });
      return;
    }
    worded(() => openFan("spot", store.id(members[0]), members));
  });
  layer.on("miss", () => { if (!ui.card.hidden || asked) close(); });
  layer.on("over", function ({ members, point }) {
    layer.hover(members.length ? members[0] : -1);
    ui.tip.hidden = !members.length;
    if (!members.length) return;
    ui.tip.textContent = g.tipOf(store, members);
    const room = map.getSize();
    ui.tip.style.left = Math.max(8, Math.min(room.x - 268, point.x + 14)) + "px";
    ui.tip.style.top = Math.max(8, Math.min(room.y - 60, point.y + 16)) + "px";
  });
  map.getContainer().addEventListener("mouseleave", () => { ui.tip.hidden = true; layer.hover(-1); });
  document.addEventListener("keydown", (event) => {
    const typingIn = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape" && !ui.card.hidden) { close(); event.preventDefault(); }
    else if (event.key === "/" && !typingIn) { ui.q.focus(); event.preventDefault(); }
  });

  // ---- the address: the whole state, so that it can be sent on ------------------------------------------------------------------
  function hash() {
    const at = map.getCenter(), parts = new URLSearchParams();
    for (const name of ["type", "status", "source"]) filter[name].forEach((value) => parts.append(name, value));
    for (const name of ["who", "q"]) if (filter[name]) parts.set(name, filter[name]);
    if (filter.from !== null) parts.set("from", g.isoOf(filter.from));
    if (filter.to !== null) parts.set("to", g.isoOf(filter.to));
    if (!filter.undated) parts.set("undated", "0");
    if (filter.sure) parts.set("sure", filter.sure);
    if (!ui["in-view"].checked) parts.set("list", "all");
    if (chosen >= 0) parts.set("event", store.id(chosen));
    else if (fan) parts.set(fan.name, fan.id);
    const text = parts.toString();
    return `#${map.getZoom()}/${at.lat.toFixed(3)}/${at.lng.toFixed(3)}${text ? "?" + text : ""}`;
  }
  function remember(push) {
    if (!fitted.done) return;
    const next = hash();
    document.querySelectorAll("a.language").forEach((link) => { link.hash = next; });
    if (next === location.hash) return;
    try { history[push ? "pushState" : "replaceState"](null, "", next); } catch { /* a sandboxed frame has no history */ }
  }
  /* A control changed the filter: "back" undoes it. What is typed, dragged or played on is one step, not one a letter. */
  function step(control) {
    const now = performance.now(), on = ["q", "who", "time"].includes(control) && control === last.control && now - last.at < 1500;
    last = { control, at: now };
    remember(!on);
  }
  function recall(first) {
    const [where, rest] = location.hash.slice(1).split("?");
    const given = new URLSearchParams(rest || (first ? location.search : ""));
    const next = Object.assign(g.emptyFilter(), g.readFilter(given));
    if (store.asksWords(next) || (!store.full && ["event", "spot", "place"].some((name) => given.get(name)))) {
      store.whenFull(() => recall(first));
      return;
    }
    // While the state is taken from the address, nothing is written back to it.
    fitted.done = false;
    settling = true;
    asked = null;
    chosen = -1;
    fan = null;
    Object.assign(filter, next);
    ui.q.value = filter.q;
    ui.who.value = filter.who;
    if (![...ui.sure.options].some((option) => +option.value === filter.sure)) ui.sure.append(el("option", { value: filter.sure }, g.percent(filter.sure)));
    ui.sure.value = String(filter.sure);
    ui["in-view"].checked = given.get("list") !== "all";
    filter.source.forEach(facets.offer);
    if (first && (filter.status.length || filter.source.length || filter.who || filter.sure)) ui.filters.open = true;
    timeline.set(filter.from, filter.to, filter.undated);
    last = { control: "", at: 0 };
    const known = g.readView(where);
    sift();
    layer.show(visible);
    if (first) {
      // What stands around the map has its size by now.
      map.invalidateSize({ animate: false });
      layer.addTo(map);
    }
    if (known) map.setView(known.at, known.zoom, { animate: false });
    else if (first && !frame()) map.setView(g.anywhere.at, g.anywhere.zoom, { animate: false });
    if (first) g.showGround();
    list.show(visible);
    const event = store.full ? store.index(given.get("event")) : undefined;
    const together = event === undefined && store.full ? fanOf(given) : null;
    if (event !== undefined) choose(event, { look: !known });
    else if (together) {
      openFan(...together);
      if (!known) look(together[2][0], true);
    } else {
      ui.card.hidden = true;
      ui.card.replaceChildren();
      layer.choose(-1);
      list.mark(chosen);
    }
    fitted.done = true;
    settling = false;
    remember(false);
    if (first) ready();
  }
  /* What openFan was last given, from an address that it was kept in; null for none, or where the filter leaves nothing. */
  function fanOf(given) {
    const first = store.index(given.get("spot")), place = store.places.id.indexOf(given.get("place"));
    if (first !== undefined) {
      const symbol = layer.drawn.find((one) => one.members.includes(first));
      return symbol ? ["spot", given.get("spot"), symbol.members] : null;
    }
    const members = place >= 0 ? eventsAt(place) : [];
    return members.length ? ["place", given.get("place"), members] : null;
  }
  /* Show all that passes; false where nothing does. `foot`: pixels along the map's foot that something else takes. */
  function frame(foot) {
    const middles = layer.middles();
    if (!middles) return false;
    const bounds = middles.pad(0.05), how = { maxZoom: 7, animate: false, paddingTopLeft: [24, 24], paddingBottomRight: [24, 24] };
    map.fitBounds(bounds, { ...how, paddingBottomRight: [24, 24 + (foot || 0)] });
    if (foot || !underKey()) return true;
    // No mark may lie under the key: the map gives way where that costs no zoom, else the key folds.
    const room = L.point(ui.legend.offsetWidth + 36, 0), zoom = map.getZoom();
    if (map.getBoundsZoom(bounds, false, room.add([48, 48])) >= zoom) {
      map.fitBounds(bounds, { ...how, maxZoom: zoom, [g.rtl ? "paddingBottomRight" : "paddingTopLeft"]: [room.x, 24] });
    }
    if (underKey()) ui.legend.open = false;
    return true;
  }
  function underKey() {
    const key = ui.legend, { drawn } = layer, { pad } = layer;
    return key.open && drawn.some((s) => Math.abs(s.x - pad.x - key.offsetLeft - key.offsetWidth / 2) < key.offsetWidth / 2 + s.wide &&
      Math.abs(s.y - pad.y - key.offsetTop - key.offsetHeight / 2) < key.offsetHeight / 2 + s.radius);
  }
  map.on("moveend", () => {
    if (!held && !settling) list.show(visible);
    held = false;
    remember(false);
  });
  /* On paper the map has another size and no controls: it shows what passes, and who reports it, then goes back. */
  let onScreen = null;
  matchMedia("print").addEventListener("change", ({ matches: printing }) => {
    if (settling) return;
    fitted.done = false;
    if (printing) {
      onScreen = { at: map.getCenter(), zoom: map.getZoom(), key: ui.legend.open, limits: map.options.maxBounds };
      const told = new Set();
      for (let i = 0; i < store.count; i++) if (visible[i]) store.tellers[store.told[i]].forEach((k) => told.add(store.sources[k] || g.t("Source not told")));
      g.byId("print-sources").textContent = g.t("Sources") + ": " + [...told].sort().join(g.lang === "ar" ? "، " : ", ");
      ui.legend.open = true;
      // Leaflet would slide back into its bounds while the sheet is printed.
      map.setMaxBounds(null).stop();
      map.invalidateSize({ animate: false });
      if (chosen < 0) frame(ui.legend.offsetHeight);
    } else if (onScreen) {
      map.invalidateSize({ animate: false });
      map.setView(onScreen.at, onScreen.zoom, { animate: false });
      map.setMaxBounds(onScreen.limits);
      ui.legend.open = onScreen.key;
    }
    fitted.done = true;
  });
  window.addEventListener("popstate", () => { if (!settling) recall(false); });
  window.addEventListener("hashchange", () => { if (!settling && location.hash !== hash()) recall(false); });
  if (narrow.matches) ui.legend.open = false;
  function ready() {
    document.body.dataset.ready = "true";
    // What only words need comes once the map has been drawn.
    setTimeout(() => store.whenFull(() => setTimeout(store.foldAhead, 300)));
  }
  g.page = { store, layer, filter, map, apply, choose };
  recall(true);
})(geomap);
