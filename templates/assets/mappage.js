/* The map page: filters, search, list, card and permalink around the event layer. */
"use strict";
(function (g) {
  const el = g.el, PAGE = 60;
  const data = g.data["events-" + g.lang];
  const map = g.map;
  if (!data || !map) return;
  const store = g.makeStore(data), layer = new g.EventLayer(store, g.data["labels-" + g.lang]);
  const filter = g.emptyFilter();
  const ui = Object.fromEntries(["q", "who", "who-names", "families", "suggest", "types", "statuses", "sources", "list", "count", "more", "reset",
    "in-view", "unplaced", "unplaced-list", "unplaced-count", "sure", "card", "time", "tip", "filters", "filter-count", "legend"].map((id) => [id, g.byId(id)]));
  let visible = store.pass(filter), shown = [], unplaced = [], rows = 0, chosen = -1, fan = null, opener = null, held = false, last = { control: "", at: 0 };
  const fitted = { done: false }, narrow = matchMedia("(max-width: 760px)");

  layer.addTo(map);
  const timeline = g.timeline(ui.time, store, function (from, to, undated) {
    Object.assign(filter, { from, to, undated });
    apply("time");
  });

  // ---- filters ---------------------------------------------------------------------------------------------------------
  function chip(name, value, content) {
    const button = el("button", { type: "button", class: "chip", "aria-pressed": "false", "data-value": value,
      onclick: () => { toggle(filter[name], value); apply(name); } }, ...content, el("span", { class: "count" }));
    return button;
  }
  function toggle(list, value) {
    const at = list.indexOf(value);
    if (at < 0) list.push(value); else list.splice(at, 1);
  }
  const e = store.events;
  const present = new Set(e.type);
  const kinds = new Map();
  data.types.forEach(([id, , family], k) => {
    if (present.has(k)) kinds.set(family, [...(kinds.get(family) || []), id]);
  });
  for (const [family, entry] of Object.entries(g.data.legend.families)) {
    const own = kinds.get(family);
    if (own) ui.families.append(el("button", { type: "button", class: "chip", "data-value": family, onclick: () => pressFamily(own) },
      g.glyph(family, "happened"), g.t(entry.name), el("span", { class: "count" })));
  }
  function pressFamily(own) {
    const on = own.every((id) => filter.type.includes(id));
    filter.type = filter.type.filter((id) => !own.includes(id)).concat(on ? [] : own);
    apply("type");
  }
  data.types.forEach(([id, words, family], k) => {
    if (present.has(k)) ui.types.append(chip("type", id, [g.glyph(family, "happened"), words]));
  });
  Object.entries(g.data.legend.statuses).forEach(([id, words]) => {
    if (e.status.includes(id)) ui.statuses.append(chip("status", id, [g.glyph("talks", id), g.t(words)]));
  });
  const reports = new Map();
  data.articles.source.forEach((source) => reports.set(source, (reports.get(source) || 0) + 1));
  const sources = [...reports.keys()].sort((a, b) => reports.get(b) - reports.get(a) || (a < b ? -1 : 1)).slice(0, 40).sort();
  const sourceChip = (source) => ui.sources.append(chip("source", source, [el("bdi", {}, source || g.t("Source not told"))]));
  sources.forEach(sourceChip);
  const names = new Set([...(data.who_shown || data.who), ...data.places.within].filter(Boolean));
  [...names].sort().slice(0, 500).forEach((name) => ui["who-names"].append(el("option", { value: name })));

  const statusIds = Object.keys(g.data.legend.statuses), statusOf = Uint8Array.from(e.status, (status) => statusIds.indexOf(status));
  const sourceIds = [...reports.keys()], sourceNumbers = new Map(sourceIds.map((source, k) => [source, k]));
  const sourceOf = Uint32Array.from(data.articles.source, (source) => sourceNumbers.get(source));

  /* How many events each chip would show, the other filters as they are. */
  function counts(failed) {
    const tally = (name, ids, add) => {
      const passing = store.pass(filter, name, failed), sums = new Uint32Array(ids.length);
      for (let i = 0; i < store.count; i++) if (passing[i]) add(sums, i);
      return new Map(ids.map((id, k) => [id, sums[k]]));
    };
    const show = (host, name, found) => host.querySelectorAll(".chip").forEach((button) => {
      const n = found.get(button.dataset.value) || 0, on = filter[name].includes(button.dataset.value);
      button.setAttribute("aria-pressed", String(on));
      button.querySelector(".count").textContent = g.number(n);
      button.classList.toggle("none", !n);
    });
    const byType = tally("type", data.types.map((type) => type[0]), (sums, i) => { sums[e.type[i]]++; });
    show(ui.types, "type", byType);
    ui.families.querySelectorAll(".chip").forEach((button) => {
      const own = kinds.get(button.dataset.value), n = own.reduce((sum, id) => sum + (byType.get(id) || 0), 0);
      button.setAttribute("aria-pressed", String(own.every((id) => filter.type.includes(id))));
      button.querySelector(".count").textContent = g.number(n);
      button.classList.toggle("none", !n);
    });
    show(ui.statuses, "status", tally("status", statusIds, (sums, i) => { sums[statusOf[i]]++; }));
    show(ui.sources, "source", tally("source", sourceIds, (sums, i) => {
      const told = e.articles[i];
      if (told.length === 1) sums[sourceOf[told[0]]]++;
      else new Set(told.map((k) => sourceOf[k])).forEach((k) => { sums[k]++; });
    }));
    const used = filter.type.length + filter.status.length + filter.source.length + (filter.who ? 1 : 0) + (filter.sure ? 1 : 0);
    ui["filter-count"].textContent = used ? g.number(used) : "";
    ui.reset.hidden = !(used || filter.q || filter.from !== null || filter.to !== null || !filter.undated);
  }

  /* Take the filter to the map, the strip of time, the list and, where a control changed it, the address. */
  function apply(control) {
    const failed = store.fails(filter);
    visible = store.pass(filter, null, failed);
    layer.show(visible);
    const timeless = store.pass(filter, "time", failed);
    let undated = 0;
    for (let i = 0; i < store.count; i++) if (timeless[i] && !store.dated[i]) undated++;
    timeline.show(visible, undated);
    counts(failed);
    suggest();
    list();
    if (control) step(control);
  }

  // ---- the list, in step with the map ---------------------------------------------------------------------------------------
  function list() {
    const inView = ui["in-view"].checked, off = [], touches = touching(map.getBounds());
    shown = [];
    let all = 0;
    for (let i = 0; i < store.count; i++) {
      if (!visible[i]) continue;
      all++;
      if (!store.placed(i)) off.push(i);
      else if (!inView || touches(i)) shown.push(i);
    }
    rows = 0;
    ui.list.replaceChildren();
    more();
    ui.count.textContent = shown.length === all - off.length
      ? g.tn("%(num)s event", "%(num)s events", all)
      : g.t("%(seen)s in view, of %(all)s", { seen: g.number(shown.length), all: g.tn("%(num)s event", "%(num)s events", all) });
    ui.list.hidden = !shown.length;
    g.byId("nothing").hidden = shown.length > 0;
    g.byId("nothing").textContent = all ? g.t("Nothing in this part of the map. Zoom out or move it.") : g.t("No event passes these filters.");
    ui.unplaced.hidden = !off.length;
    ui["unplaced-count"].textContent = g.number(off.length);
    unplaced = off.slice(0, 300);
    if (ui.unplaced.open) fillUnplaced(); else ui["unplaced-list"].replaceChildren();
    mark();
  }
  /* The rows without a place are made when somebody looks. */
  function fillUnplaced() {
    ui["unplaced-list"].replaceChildren(...unplaced.map((i) => g.row(store, i, pick)));
    mark();
  }
  ui.unplaced.addEventListener("toggle", () => { if (ui.unplaced.open && !ui["unplaced-list"].children.length) fillUnplaced(); });
  /* Whether an event's point or box meets a view, on whichever copy of the world the view shows. */
  function touching(bounds) {
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const wide = map.getZoom() < 4;
    return (i) => {
      const box = e.precision[i] === "country" ? null : e.box[i];
      if (e.precision[i] === "country" && wide) return true;
      const low = box ? box[1] : e.lat[i], high = box ? box[3] : e.lat[i];
      if (low > north || high < south) return false;
      const left = box ? box[0] : e.lon[i], right = box ? (box[2] < box[0] ? box[2] + 360 : box[2]) : e.lon[i];
      for (let by = -360; by <= 360; by += 360) if (left + by <= east && right + by >= west) return true;
      return false;
    };
  }
  function more() {
    ui.list.append(...shown.slice(rows, rows + PAGE).map((i) => g.row(store, i, pick)));
    rows = Math.min(shown.length, rows + PAGE);
    ui.more.hidden = rows >= shown.length;
  }
  function mark() {
    document.querySelectorAll("#panel li[data-i]").forEach((item) => {
      const on = +item.dataset.i === chosen;
      item.classList.toggle("chosen", on);
      if (on) item.firstChild.setAttribute("aria-current", "true"); else item.firstChild.removeAttribute("aria-current");
    });
  }
  ui.more.addEventListener("click", () => {
    const at = rows;
    more();
    mark();
    const next = ui.list.children[at];
    if (next) next.firstChild.focus();
  });
  ui["in-view"].addEventListener("change", () => { list(); step("in-view"); });
  ui.sure.addEventListener("change", () => { filter.sure = +ui.sure.value; apply("sure"); });
  for (const host of [ui.list, ui["unplaced-list"]]) {
    host.addEventListener("mouseover", (event) => { const item = event.target.closest("li"); layer.hover(item ? +item.dataset.i : -1); });
    host.addEventListener("mouseleave", () => layer.hover(-1));
    host.addEventListener("focusin", (event) => { const item = event.target.closest("li"); layer.hover(item ? +item.dataset.i : -1); });
    host.addEventListener("focusout", () => layer.hover(-1));
    host.addEventListener("keydown", walk);
  }
  /* Up and down walk the rows. */
  function walk(event) {
    const item = event.target.closest("li");
    if (!item || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const next = event.key === "ArrowDown" ? item.nextElementSibling : item.previousElementSibling;
    if (next) { next.firstChild.focus(); event.preventDefault(); }
  }

  // ---- search --------------------------------------------------------------------------------------------------------------
  function suggest() {
    const found = filter.q ? store.find(filter.q, 4) : { places: [], articles: [] };
    const items = [
      ...found.places.map((k) => el("li", {}, el("button", { type: "button", onclick: () => toPlace(k) }, el("span", { class: "note" }, g.t("Place")), " ", el("bdi", {}, data.places.name[k])))),
      ...found.articles.map((k) => el("li", {}, el("a", { href: "article/" + data.articles.slug[k] + ".html" }, el("span", { class: "note" }, g.t("Article")), " ", el("bdi", {}, data.articles.title[k])))),
    ];
    ui.suggest.replaceChildren(...items);
    ui.suggest.hidden = !items.length;
  }
  function toPlace(k) {
    const members = [];
    for (let i = 0; i < store.count; i++) if (e.place[i] === k) members.push(i);
    openFan("place", data.places.id[k], members);
    look(members[0], true);
  }
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
  function choose(i, how) {
    opener = document.activeElement;
    chosen = i;
    fan = null;
    layer.choose(i);
    // The new address comes first: what the map does then belongs to it, and "back" leads to the view before.
    if (how.push) remember(true);
    if (how.look) look(i);
    openCard(g.card(store, i, { close, links: true, embed: g.embedEvent ? (k) => g.embedEvent(e.slug[k], e.title[k]) : null }));
    mark();
  }
  /* Events that lie together, as a list; `name` and `id` say in the address what they have in common. */
  function openFan(name, id, members) {
    opener = document.activeElement;
    chosen = -1;
    layer.choose(-1);
    fan = { name, id };
    remember(true);
    openCard(g.fan(store, members, { close }, pick));
    mark();
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
    const had = chosen, open = had >= 0 || fan;
    ui.card.hidden = true;
    ui.card.replaceChildren();
    chosen = -1;
    fan = null;
    layer.choose(-1);
    mark();
    if (open) remember(true);
    const row = had >= 0 ? document.querySelector(`#panel li[data-i="${had}"] button`) : null;
    if (row) row.focus({ preventScroll: true });
    else if (opener && document.contains(opener)) opener.focus({ preventScroll: true });
  }
  /* Bring an event into view, no closer than its precision allows. */
  function look(i, always) {
    if (!store.placed(i)) return;
    const calm = { animate: !g.calm(), duration: 0.2 };
    const at = [e.lat[i], e.lon[i]], near = { site: 7, city: 6, district: 8, region: 6, area: 6, country: 4 }[e.precision[i]] || 6;
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
    openFan("spot", e.id[members[0]], members);
  });
  layer.on("miss", () => { if (!ui.card.hidden) close(); });
  layer.on("over", function ({ members, point }) {
    layer.hover(members.length ? members[0] : -1);
    ui.tip.hidden = !members.length;
    if (!members.length) return;
    ui.tip.textContent = members.length === 1 ? e.title[members[0]] : g.tn("%(num)s event", "%(num)s events", members.length);
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
    if (chosen >= 0) parts.set("event", e.id[chosen]);
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
    // While the state is taken from the address, nothing is written back to it.
    fitted.done = false;
    chosen = -1;
    fan = null;
    Object.assign(filter, g.emptyFilter(), g.readFilter(given));
    ui.q.value = filter.q;
    ui.who.value = filter.who;
    if (![...ui.sure.options].some((option) => +option.value === filter.sure)) ui.sure.append(el("option", { value: filter.sure }, g.percent(filter.sure)));
    ui.sure.value = String(filter.sure);
    ui["in-view"].checked = given.get("list") !== "all";
    filter.source.filter((source) => reports.has(source) && !sources.includes(source)).forEach((source) => { sources.push(source); sourceChip(source); });
    if (first && (filter.status.length || filter.source.length || filter.who || filter.sure)) ui.filters.open = true;
    timeline.set(filter.from, filter.to, filter.undated);
    last = { control: "", at: 0 };
    apply();
    const known = g.readView(where);
    if (known) map.setView(known.at, known.zoom, { animate: false });
    else if (first) frame();
    const event = store.index.get(given.get("event"));
    const together = event === undefined ? fanOf(given) : null;
    if (event !== undefined) choose(event, { look: !known });
    else if (together) {
      openFan(...together);
      if (!known) look(together[2][0], true);
    } else {
      ui.card.hidden = true;
      ui.card.replaceChildren();
      layer.choose(-1);
      mark();
    }
    fitted.done = true;
    remember(false);
  }
  /* What openFan was last given, from an address that it was kept in; null for none, or where the filter leaves nothing. */
  function fanOf(given) {
    const first = store.index.get(given.get("spot")), place = data.places.id.indexOf(given.get("place"));
    if (first !== undefined) {
      const symbol = layer.drawn.find((one) => one.members.includes(first));
      return symbol ? ["spot", given.get("spot"), symbol.members] : null;
    }
    const members = [];
    if (place >= 0) for (let i = 0; i < store.count; i++) if (e.place[i] === place) members.push(i);
    return members.length ? ["place", given.get("place"), members] : null;
  }
  /* `foot`: pixels along the map's foot that something else takes. */
  function frame(foot) {
    const points = [];
    for (let i = 0; i < store.count; i++) if (visible[i] && store.placed(i)) points.push([e.lat[i], e.lon[i]]);
    if (!points.length) return;
    const bounds = L.latLngBounds(points).pad(0.05), how = { maxZoom: 7, animate: false, paddingTopLeft: [24, 24], paddingBottomRight: [24, 24] };
    map.fitBounds(bounds, { ...how, paddingBottomRight: [24, 24 + (foot || 0)] });
    if (foot || !underKey()) return;
    // No mark may lie under the key: the map gives way where that costs no zoom, else the key folds.
    const room = L.point(ui.legend.offsetWidth + 36, 0), zoom = map.getZoom();
    if (map.getBoundsZoom(bounds, false, room.add([48, 48])) >= zoom) {
      map.fitBounds(bounds, { ...how, maxZoom: zoom, [g.rtl ? "paddingBottomRight" : "paddingTopLeft"]: [room.x, 24] });
    }
    if (underKey()) ui.legend.open = false;
  }
  function underKey() {
    const key = ui.legend, { pad, drawn } = layer;
    return key.open && drawn.some((s) => Math.abs(s.x - pad.x - key.offsetLeft - key.offsetWidth / 2) < key.offsetWidth / 2 + s.wide &&
      Math.abs(s.y - pad.y - key.offsetTop - key.offsetHeight / 2) < key.offsetHeight / 2 + s.radius);
  }
  map.on("moveend", () => {
    if (!held) list();
    held = false;
    remember(false);
  });
  /* On paper the map has another size and no controls: it shows what passes, and who reports it, then goes back. */
  let onScreen = null;
  matchMedia("print").addEventListener("change", ({ matches: printing }) => {
    fitted.done = false;
    if (printing) {
      onScreen = { at: map.getCenter(), zoom: map.getZoom(), key: ui.legend.open, limits: map.options.maxBounds };
      const told = new Set();
      for (let i = 0; i < store.count; i++) if (visible[i]) e.articles[i].forEach((k) => told.add(data.articles.source[k] || g.t("Source not told")));
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
  window.addEventListener("popstate", () => recall(false));
  window.addEventListener("hashchange", () => { if (location.hash !== hash()) recall(false); });
  if (narrow.matches) ui.legend.open = false;
  map.invalidateSize({ animate: false });
  recall(true);
  document.body.dataset.ready = "true";
  setTimeout(store.foldAhead, 300);
  g.page = { store, layer, filter, map, apply, choose };
})(geomap);
