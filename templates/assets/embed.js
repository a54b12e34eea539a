/* Small maps on our own pages, and embeds in other people's: options from the address, height told to the host page. */
"use strict";
(function (g) {
  const block = g.byId("map-data"), kind = g.kind;
  if (!g.map || kind === "main") return;
  const data = block ? JSON.parse(block.textContent) : g.data["events-" + g.lang];
  if (!data) return;
  const map = g.map, store = g.makeStore(data, g.textsLater), layer = new g.EventLayer(store, g.data["labels-" + g.lang]);
  const filter = Object.assign(g.emptyFilter(), kind === "embed" ? g.readFilter(new URLSearchParams(location.search)) : {});
  const host = kind === "embed" ? g.byId("card") : null, tip = g.byId("tip");

  /* The zoom at which a country fills some three fifths of the map's width. */
  function countryZoom(i) {
    const code = store.country(store.place(i));
    const shape = (g.world() || { countries: [] }).countries.find((country) => country.code === code);
    const degrees = Math.max(2, Math.sqrt(shape ? shape.area : 64));
    return Math.max(2, Math.min(6, Math.floor(Math.log2((0.6 * map.getSize().x * 360) / (256 * degrees)))));
  }

  /* Show the view that the address asks for, else all that passes. */
  function frame(members) {
    const asked = kind === "embed" ? g.readView(location.hash.slice(1)) : null;
    if (asked) { map.setView(asked.at, asked.zoom, { animate: false }); return; }
    if (!members.length) { map.setView(g.anywhere.at, g.anywhere.zoom, { animate: false }); return; }
    const told = (i) => [store.place(i), store.precision(i), ...store.point(i)].join(), one = told(members[0]);
    const single = members.every((i) => told(i) === one) ? store.precision(members[0]) : null;
    if (single && store.count === 1 && store.ways(members[0]).length) {
      // The whole way: a country that it leads to is shown as far as both ends are.
      map.fitBounds(layer.boundsOf(members, true).pad(0.15), { maxZoom: 6, animate: false });
    } else if (single === "country") map.setView(store.point(members[0]), countryZoom(members[0]), { animate: false });
    else if (single) map.fitBounds(layer.boundsOf(members).pad(0.25), { maxZoom: single === "city" ? 5 : 6, animate: false });
    // Many events: their middles, since the box of one vast region would show the world twice.
    else map.fitBounds(layer.middles().pad(0.1), { maxZoom: 6, animate: false, padding: [20, 20] });
  }

  /* Cards of what is chosen, once their words are there; the last choice counts. */
  let wanted = null;
  function show(make) {
    const own = (wanted = make);
    store.whenFull(() => {
      if (wanted !== own) return;
      const card = make();
      host.replaceChildren(card);
      host.hidden = false;
      card.querySelector("h2").focus({ preventScroll: true });
    });
  }
  const go = { close: () => { wanted = null; host.hidden = true; host.replaceChildren(); layer.choose(-1); }, links: !g.alone, target: "_blank" };
  const open = (i) => { layer.choose(i); show(() => g.card(store, i, go)); };
  if (host) {
    layer.on("pick", ({ members: here }) => {
      if (here.length === 1) open(here[0]);
      else if (layer.parts(here)) map.fitBounds(layer.boundsOf(here).pad(0.2), { maxZoom: Math.max(map.getZoom() + 1, 9), animate: false });
      else show(() => g.fan(store, here, go, open));
    });
    layer.on("miss", go.close);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !host.hidden) go.close(); });
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
    tip.textContent = g.tipOf(store, here);
    tip.style.left = Math.max(4, Math.min(map.getSize().x - 268, point.x + 12)) + "px";
    tip.style.top = Math.max(4, Math.min(map.getSize().y - 50, point.y + 14)) + "px";
  });

  /* The host page may listen: {geomap: "height", height: px}. Nothing but the height leaves this frame. */
  if (kind === "embed" && window.parent !== window) {
    const tell = () => window.parent.postMessage({ geomap: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
    new ResizeObserver(tell).observe(document.body);
    tell();
  }

  function start() {
    layer.visible = store.pass(filter);
    const members = [];
    for (let i = 0; i < store.count; i++) if (layer.visible[i] && store.placed(i)) members.push(i);
    map.invalidateSize({ animate: false });
    frame(members);
    layer.addTo(map);
    g.showGround();
    const count = g.byId("embed-count"), all = layer.visible.reduce((sum, one) => sum + one, 0);
    if (host && count) count.textContent = g.tn("%(num)s event", "%(num)s events", all);
    document.body.dataset.ready = "true";
    setTimeout(() => store.whenFull(() => {}));
  }
  g.page = { store, layer, map };
  if (store.asksWords(filter)) store.whenFull(start); else start();
})(geomap);
