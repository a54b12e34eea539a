/* Online tiles over the site's own base map. They are asked for only where the page is served over http and the reader
   switched them on; what does not come leaves the base map to be seen. */
"use strict";
(function (g) {
  const source = g.data.tiles, map = g.map;
  if (!source || !map || !/^https?:$/.test(location.protocol)) return;
  const offlineZoom = map.getMaxZoom();
  const layer = L.tileLayer(source.url, {
    subdomains: source.subdomains || "abc", minZoom: source.min, maxNativeZoom: source.max, maxZoom: Math.max(source.max, offlineZoom),
    bounds: source.bounds || undefined, zIndex: 2, className: "online-tiles",
    // Services tell who asks by the referring site, its name and no more; the page itself sends none.
    referrerPolicy: "strict-origin",
  });
  const button = (words, on) => g.el("button", { type: "button", "aria-pressed": "false", onclick: () => choose(on) }, g.el("bdi", {}, words));
  const offline = button(g.t("Offline map"), false), online = button(source.name, true);
  const trouble = g.el("span", { class: "tiles-trouble", role: "status" });
  const credit = g.el("span", { class: "tiles-credit", hidden: true }, g.el("bdi", {}, ...source.attribution.map(([text, href]) =>
    (href ? g.el("a", { href, target: "_blank", rel: "noopener" }, text) : text))), " · ");

  /* The tiles carry names of their own: ours are left out where all in view have come. */
  function cover(whole) {
    if (!source.names || Boolean(g.covered) === whole) return;
    g.covered = whole;
    map.fire("covered");
  }
  let failed = 0;
  layer.on("loading", () => { failed = 0; });
  layer.on("tileerror", () => {
    failed++;
    cover(false);
    trouble.textContent = g.t("No answer: this is the offline map.");
  });
  layer.on("load", () => {
    if (failed || !map.hasLayer(layer)) return;
    trouble.textContent = "";
    cover(map.getZoom() >= source.min && (!source.bounds || L.latLngBounds(source.bounds).contains(map.getBounds())));
  });

  function choose(on) {
    g.keep("tiles", on ? source.url : "");
    show(on);
  }
  function show(on) {
    offline.setAttribute("aria-pressed", String(!on));
    online.setAttribute("aria-pressed", String(on));
    credit.hidden = !on;
    trouble.textContent = "";
    if (on) {
      map.setMaxZoom(Math.max(source.max, offlineZoom));
      // No tile is asked for before the page has found its view.
      if (document.body.dataset.ready) put(); else map.once("ground", put);
    } else {
      layer.remove();
      cover(false);
      map.setMaxZoom(offlineZoom);
    }
  }
  function put() {
    if (online.getAttribute("aria-pressed") !== "true") return;
    layer.addTo(map);
    shade();
  }
  /* Services draw for light paper: in the dark they are dimmed. */
  function shade() {
    const pane = layer.getContainer();
    if (pane) pane.classList.toggle("dim", g.dark());
  }
  g.onTheme(shade);

  const Switch = L.Control.extend({
    onAdd() {
      const host = g.el("div", { class: "leaflet-bar tiles-switch", role: "group", "aria-label": g.t("Background of the map"), dir: g.rtl ? "rtl" : "ltr" },
        offline, online, trouble);
      L.DomEvent.disableClickPropagation(host);
      L.DomEvent.disableScrollPropagation(host);
      return host;
    },
  });
  new Switch({ position: g.rtl ? "bottomright" : "bottomleft" }).addTo(map);
  const note = document.querySelector("#map-area .borders");
  if (note) note.prepend(credit);
  show(g.kept("tiles") === source.url);
})(geomap);
