/* Small maps on our own pages, and embeds in other people's: options from the address, height told to the host page. */
"use strict";
(function (g) {
  const block = g.byId("map-data"), kind = g.kind;
  if (!g.map || kind === "main") return;
  const named = g.data["events-" + g.lang];
  const data = block ? JSON.parse(block.textContent) : named;
  if (!data) return;
  const map = g.map, store = g.makeStore(data), layer = new g.EventLayer(store, g.data["labels-" + g.lang]);
  layer.addTo(map);
  const given = new URLSearchParams(location.search);
  const visible = store.pass(Object.assign(g.emptyFilter(), kind === "embed" ? g.readFilter(given) : {}));
  layer.show(visible);
  map.invalidateSize({ animate: false });

  /* The zoom at which a country fills some three fifths of the map's width. */
  const countryZoom = (i) => {
    const code = store.data.places.country[store.events.place[i]];
    const shape = (g.world() || { countries: [] }).countries.find((country) => country.code === code);
    const degrees = Math.max(2, Math.sqrt(shape ? shape.area : 64));
    return Math.max(2, Math.min(6, Math.floor(Math.log2((0.6 * map.getSize().x * 360) / (256 * degrees)))));
  };

  const members = [];
  for (let i = 0; i < store.count; i++) if (visible[i] && store.placed(i)) members.push(i);
  const asked = kind === "embed" ? g.readView(location.hash.slice(1)) : null;
  const bounds = layer.boundsOf(members);
  const alike = (i) => ["place", "precision", "lat", "lon"].every((name) => store.events[name][i] === store.events[name][members[0]]);
  const single = members.length && members.every(alike) ? store.events.precision[members[0]] : null;
  if (asked) map.setView(asked.at, asked.zoom, { animate: false });
  else if (single && store.count === 1 && store.events.paths[members[0]].length) {
    // The whole way: a country that it leads to is shown as far as both ends are.
    map.fitBounds(layer.boundsOf(members, true).pad(0.15), { maxZoom: 6, animate: false });
  } else if (single === "country") map.setView([store.events.lat[members[0]], store.events.lon[members[0]]], countryZoom(members[0]), { animate: false });
  else if (single && bounds) map.fitBounds(bounds.pad(0.25), { maxZoom: single === "city" ? 5 : 6, animate: false });
  else if (members.length) {
    /* Many events: their middles, since the box of one vast region would show the world twice. */
    const points = members.map((i) => [store.events.lat[i], store.events.lon[i]]);
    map.fitBounds(L.latLngBounds(points).pad(0.1), { maxZoom: 6, animate: false, padding: [20, 20] });
  }

  const host = g.byId("card"), tip = g.byId("tip");
  if (host && kind === "embed") {
    const go = { close: () => { host.hidden = true; host.replaceChildren(); layer.choose(-1); }, links: !g.alone, target: "_blank" };
    const open = (i) => { layer.choose(i); show(g.card(store, i, go)); };
    const show = (card) => { host.replaceChildren(card); host.hidden = false; card.querySelector("h2").focus({ preventScroll: true }); };
    layer.on("pick", ({ members: here }) => {
      if (here.length === 1) open(here[0]);
      else if (layer.parts(here)) map.fitBounds(layer.boundsOf(here).pad(0.2), { maxZoom: Math.max(map.getZoom() + 1, 9), animate: false });
      else show(g.fan(store, here, go, open));
    });
    layer.on("miss", go.close);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !host.hidden) go.close(); });
    const count = g.byId("embed-count");
    let all = 0;
    visible.forEach((x) => { all += x; });
    if (count) count.textContent = g.tn("%(num)s event", "%(num)s events", all);
    const large = g.byId("large");
    if (large && "options" in large.dataset && (location.search || location.hash)) {
      const [where] = location.hash.slice(1).split("?");
      large.hash = "#" + (where || "") + (location.search || "");
    }
  }
  layer.on("over", function ({ members: here, point }) {
    if (!tip) return;
    tip.hidden = !here.length;
    if (!here.length) return;
    tip.textContent = here.length === 1 ? store.events.title[here[0]] : g.tn("%(num)s event", "%(num)s events", here.length);
    tip.style.left = Math.max(4, Math.min(map.getSize().x - 268, point.x + 12)) + "px";
    tip.style.top = Math.max(4, Math.min(map.getSize().y - 50, point.y + 14)) + "px";
  });

  /* The host page may listen: {geomap: "height", height: px}. Nothing but the height leaves this frame. */
  if (kind === "embed" && window.parent !== window) {
    const tell = () => window.parent.postMessage({ geomap: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
    new ResizeObserver(tell).observe(document.body);
    tell();
  }
  document.body.dataset.ready = "true";
  g.page = { store, layer, map };
})(geomap);
