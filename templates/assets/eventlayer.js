/* The layer of events on a canvas: what is drawn together at a zoom, where its symbols stand, and what a pointer meets. */
"use strict";
(function (g) {
  const SPARE = 0.2;
  /* Where a country's tag may stand, in pixels off its middle, when something sharper stands there. */
  const NUDGES = [[0, 0], [0, 26], [0, -26], [44, 0], [-44, 0], [44, 26], [-44, 26], [44, -26], [-44, -26], [0, 52], [0, -52],
    [80, 0], [-80, 0], [0, 80], [0, -80], [80, 40], [-80, 40], [80, -40], [-80, -40]];
  const POINTS = new Set(["site", "city"]), [NOWHERE, COUNTRY, POINT, VAGUE] = [0, 1, 2, 3];
  /* Leaflet's scale in the page's digits and words, which the browser takes its time to find: once all is loaded. */
  const Scale = L.Control.Scale.extend({
    _update() {
      if (document.readyState === "complete") L.Control.Scale.prototype._update.call(this);
      else if (!this.later) addEventListener("load", (this.later = () => setTimeout(() => this._map && this._update())));
    },
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      this._updateScale(this._mScale, g.distance(metres), metres / most);
      this._mScale.dir = g.rtl ? "rtl" : "ltr";
    },
  });

  /* The view of a map that has nothing to show. */
  g.anywhere = { at: [25, 45], zoom: 3 };

  /* folium's script calls this with the map; what to show comes later, from the page's own script, and the view with it:
     nothing is drawn before. */
  g.layers.events = function (map, options) {
    g.kind = options.kind;
    g.map = map;
    map.getContainer().classList.add("map-" + options.kind);
    const corner = g.rtl ? "bottomright" : "bottomleft";
    L.control.zoom({ position: corner, zoomInTitle: g.t("Zoom in"), zoomOutTitle: g.t("Zoom out") }).addTo(map);
    if (options.kind === "main") new Scale({ imperial: false, position: corner }).addTo(map);
    if (g.mapReady) g.mapReady(map);
  };

  g.EventLayer = L.Layer.extend({
    includes: g.eventDrawing,
    initialize(store, labels) {
      this.store = store;
      this.labels = labels || [];
      this.visible = new Uint8Array(store.count).fill(1);
      this.symbols = [];
      this.due = false;
      this.chosen = -1;
      this.hovered = -1;
      this.clusters = new Map();
      const { spots } = store, { precision, lat, lon, box } = spots, heaps = new Map();
      // How each spot is drawn, and where on the world's map, 0..1; vague ones of one place and point are drawn as one.
      this.form = Uint8Array.from(precision, (of, s) =>
        (spots.place[s] < 0 ? NOWHERE : of === "country" ? COUNTRY : POINTS.has(of) && !box[s] ? POINT : VAGUE));
      this.x = Float64Array.from(lon, g.mercatorX);
      this.y = Float64Array.from(lat, g.mercatorY);
      this.heap = Int32Array.from(spots.place, (place, s) => {
        if (this.form[s] !== VAGUE) return s;
        const key = place + "/" + lat[s] + "/" + lon[s];
        if (!heaps.has(key)) heaps.set(key, s);
        return heaps.get(key);
      });
      this.later = () => this.redraw();
    },
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "event-canvas leaflet-zoom-animated", map.getPane("overlayPane"));
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("moveend resize covered", this.soon, this);
      map.on("move", this.drift, this);
      map.on("zoomanim", this.animate, this);
      map.on("click", this.clicked, this);
      map.on("mousemove", this.moved, this);
      g.onTheme(() => this.redraw());
      // Names are drawn again once the page's font is there.
      if (document.fonts) document.fonts.ready.then(() => this.redraw());
      this.soon();
    },
    onRemove(map) {
      map.off("moveend resize covered", this.soon, this).off("move", this.drift, this).off("zoomanim", this.animate, this)
        .off("click", this.clicked, this).off("mousemove", this.moved, this);
      this.canvas.remove();
    },
    /* Show only these events: a byte for each. */
    show(visible) {
      this.visible = visible;
      this.clusters.clear();
      this.soon();
    },
    choose(i) { if (i !== this.chosen) { this.chosen = i; this.soon(); } },
    hover(i) { if (i !== this.hovered) { this.hovered = i; this.soon(); } },


    drift() {
      if (this.due || this.zoom !== this._map.getZoom()) { this.soon(); return; }
      const moved = this._map.containerPointToLayerPoint([0, 0]).subtract(this.corner);
      const size = this._map.getSize();
      if (Math.abs(moved.x - this.shift.x) > size.x * SPARE * 0.8 || Math.abs(moved.y - this.shift.y) > size.y * SPARE * 0.8) this.soon();
    },
    animate(event) {
      if (this.due) this.redraw();
      const scale = this._map.getZoomScale(event.zoom, this.zoom);
      const offset = this._map._latLngBoundsToNewLayerBounds(this.bounds, event.zoom, event.center).min;
      L.DomUtil.setTransform(this.canvas, offset, scale);
    },

    /* Draw once the script at work is done, however often it asks for it. */
    soon() {
      if (this.due) return;
      this.due = true;
      queueMicrotask(() => { if (this.due) this.redraw(); });
    },
    redraw() {
      this.due = false;
      const map = this._map;
      if (!map || !map._loaded) return;
      const size = map.getSize(), ratio = Math.min(2, window.devicePixelRatio || 1);
      const pad = size.multiplyBy(SPARE).round();
      const width = size.x + 2 * pad.x, height = size.y + 2 * pad.y;
      if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
        this.canvas.width = Math.round(width * ratio);
        this.canvas.height = Math.round(height * ratio);
        this.canvas.style.width = width + "px";
        this.canvas.style.height = height + "px";
      }
      this.zoom = map.getZoom();
      this.shift = L.point(0, 0);
      this.corner = map.containerPointToLayerPoint([0, 0]);
      L.DomUtil.setTransform(this.canvas, this.corner.subtract(pad), 1);
      const origin = map.getPixelBounds().min.subtract(pad);
      this.bounds = L.latLngBounds(map.unproject(origin), map.unproject(origin.add([width, height])));
      this.origin = origin;
      this.pad = pad;
      this.world = 256 * 2 ** this.zoom;
      const ctx = this.canvas.getContext("2d");
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, width, height);
      this.symbols = [];
      const groups = this.groups(Math.round(this.zoom));
      this.copies(width).forEach((shift) => {
        this.tints(ctx, groups.countries, shift);
        this.soft(ctx, groups.soft, shift);
      });
      this.copies(width).forEach((shift) => this.ways(ctx, shift));
      const symbols = [];
      this.copies(width).forEach((shift) => this.place(groups, shift, width, height, symbols));
      this.names(ctx, width, height, symbols);
      symbols.forEach((symbol) => this.leader(ctx, symbol));
      symbols.forEach((symbol) => this.symbol(ctx, symbol));
      this.symbols = symbols;
      this.fire("drawn");
    },
    /* Horizontal shifts, in pixels, of the copies of the world in view. */
    copies(width) {
      const first = Math.floor(this.origin.x / this.world), last = Math.floor((this.origin.x + width) / this.world);
      const out = [];
      for (let k = first; k <= last; k++) out.push(k * this.world - this.origin.x);
      return out;
    },

    /* What to draw at a zoom: clusters of points, soft shapes by place and box, countries. Kept until the filter changes. */
    groups(zoom) {
      const known = this.clusters.get(zoom);
      if (known) return known;
      const { store, visible } = this, { spots, spot } = store, scale = 256 * 2 ** zoom;
      const countries = new Map(), vague = new Map(), cells = g.grid(spots.count);
      for (let i = 0; i < store.count; i++) {
        if (!visible[i]) continue;
        const s = spot[i], form = this.form[s];
        if (form === POINT) cells.add(s, this.x[s] * scale, this.y[s] * scale, i);
        else if (form === COUNTRY) {
          const code = store.country(spots.place[s]) || "event " + i;
          if (!countries.has(code)) countries.set(code, { code, members: [], lat: spots.lat[s], lon: spots.lon[s] });
          countries.get(code).members.push(i);
        } else if (form === VAGUE) {
          const key = this.heap[s];
          if (!vague.has(key)) {
            vague.set(key, { box: spots.box[s], lat: spots.lat[s], lon: spots.lon[s], members: [], unit: this.unitOf(s), told: spots.relation.has(s), spot: key });
          }
          vague.get(key).members.push(i);
        }
      }
      const soft = [];
      for (const shape of vague.values()) {
        Object.assign(shape, g.ellipse(shape, scale));
        // Too small to be seen as an area at this zoom: it joins the clusters, marked as vague.
        if (Math.max(shape.rx, shape.ry) < 24) shape.members.forEach((i, n) => cells.add(shape.spot, shape.x, shape.y, i, n === 0));
        else soft.push(shape);
      }
      const found = { countries: [...countries.values()], soft, points: cells.clusters() };
      this.clusters.set(zoom, found);
      return found;
    },

    /* The first-level units whose outline a spot is drawn as: [country, ids], or null. */
    unitOf(s) {
      const { spots } = this.store, id = spots.unit.get(s), made = g.data.legend.areas;
      if (id === undefined) return null;
      return Object.prototype.hasOwnProperty.call(made, id) ? made[id] : [this.store.country(spots.place[s]), [id]];
    },
    outlineOf(shape) {
      if (!shape.unit) return null;
      const found = g.units(shape.unit[0], this.later);
      if (!found) return null;
      if (!shape.outline) {
        const rings = shape.unit[1].flatMap((id) => found.outlines.get(id) || []);
        shape.outline = { rings, edges: shape.unit[1].length > 1 ? found.edges(shape.unit[1]) : rings };
      }
      return shape.outline.rings.length ? shape.outline : null;
    },

    /* Lay out the symbols of one copy of the world; tags of countries give way to what is drawn sharper. */
    place(groups, shift, width, height, out) {
      const scale = 2 ** (this.zoom - Math.round(this.zoom));
      const put = (x, y, group, form, from) => {
        if (x < -40 || y < -40 || x > width + 40 || y > height + 40) return;
        const { members } = group, mix = g.mixOf(this.store, group), count = members.length;
        let radius = count === 1 ? 10 : Math.min(25, 13 + 1.8 * Math.log2(count));
        let wide = radius;
        if (form === "tag") { wide = Math.max(15, 9 + String(count).length * 5); radius = 12; }
        out.push({ x, y, members, mix, form, radius, wide, from });
      };
      for (const group of groups.points) {
        put(group.x * scale + shift, group.y * scale - this.origin.y, group, group.members.length > 1 ? "ring" : group.vague ? "vague" : "point");
      }
      const blocked = (x, y) => out.some((s) => Math.abs(s.x - x) < s.wide + 18 && Math.abs(s.y - y) < s.radius + 16);
      for (const shape of groups.soft) {
        // In an outline the mark stands at the unit's own label point, which lies inside it.
        const inside = this.outlineOf(shape);
        const x = (inside ? g.mercatorX(shape.lon) * this.world : shape.x * scale) + shift;
        const y = (inside ? g.mercatorY(shape.lat) * this.world : shape.y * scale) - this.origin.y;
        // The mark of a vague place may stand anywhere in its shape: where nothing sharper stands.
        const moves = inside ? [[0, 0], [0, 0.2], [0, -0.2], [0.2, 0], [-0.2, 0]] : [[0, 0], [0, 0.5], [0, -0.5], [0.5, 0], [-0.5, 0], [0.6, 0.6], [-0.6, 0.6], [0, 0.95], [0.95, 0]];
        const [dx, dy] = moves.find(([a, b]) => !blocked(x + a * shape.rx, y + b * shape.ry)) || [0, 0];
        put(x + dx * shape.rx, y + dy * shape.ry, shape, shape.members.length > 1 ? "tag" : "vague");
      }
      for (const country of groups.countries) {
        const [lon, lat] = country.at || [country.lon, country.lat];
        const x = g.mercatorX(lon) * this.world + shift, y = g.mercatorY(lat) * this.world - this.origin.y;
        const [dx, dy] = NUDGES.find(([a, b]) => !blocked(x + a, y + b)) || [0, 0];
        put(x + dx, y + dy, country, "tag", dx || dy ? [x, y] : null);
      }
    },
    hit(event) {
      const { drawn } = this;
      const point = event.containerPoint.add(this.pad).add(this._map.containerPointToLayerPoint([0, 0]).subtract(this.corner));
      let best = null, nearest = Infinity;
      for (const symbol of drawn) {
        const dx = Math.max(0, Math.abs(symbol.x - point.x) - (symbol.wide - symbol.radius)), dy = Math.abs(symbol.y - point.y);
        const distance = Math.hypot(dx, dy) - symbol.radius;
        if (distance < 8 && distance < nearest) { best = symbol; nearest = distance; }
      }
      return best;
    },
    clicked(event) {
      const symbol = this.hit(event);
      this.fire(symbol ? "pick" : "miss", { members: symbol ? symbol.members : [], symbol });
    },
    moved(event) {
      const symbol = this.hit(event);
      this._map.getContainer().classList.toggle("over-event", Boolean(symbol));
      this.fire("over", { members: symbol ? symbol.members : [], point: event.containerPoint });
    },

    /* Whether zooming in can part these events. */
    parts(members) {
      const { store } = this, [lat, lon] = store.point(members[0]);
      return this._map.getZoom() < this._map.getMaxZoom() && POINTS.has(store.precision(members[0])) &&
        members.some((k) => { const at = store.point(k); return Math.abs(at[0] - lat) > 0.0005 || Math.abs(at[1] - lon) > 0.0005; });
    },
    /* The bounds of the points of all that is visible; null where nothing is. */
    middles() {
      const { store } = this, { lat, lon } = store.spots;
      let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
      for (let i = 0; i < store.count; i++) {
        if (!this.visible[i] || !store.placed(i)) continue;
        const s = store.spot[i];
        if (lat[s] < south) south = lat[s];
        if (lat[s] > north) north = lat[s];
        if (lon[s] < west) west = lon[s];
        if (lon[s] > east) east = lon[s];
      }
      return west <= east ? L.latLngBounds([south, west], [north, east]) : null;
    },
    boundsOf(members, withWays) {
      const { store } = this, points = [];
      if (withWays) {
        for (const i of members) for (const k of store.ways(i)) {
          this.wayPoints(k).forEach(([x], n) => points.push([store.paths[k][n][0], x * 360 - 180]));
        }
      }
      for (const s of new Set(Array.from(members, (i) => store.spot[i]))) {
        if (store.spots.place[s] < 0) continue;
        const box = store.spots.precision[s] === "country" ? null : store.spots.box[s];
        if (box) points.push([box[1], box[0]], [box[3], box[2] < box[0] ? box[2] + 360 : box[2]]);
        else points.push([store.spots.lat[s], store.spots.lon[s]]);
      }
      return points.length ? L.latLngBounds(points) : null;
    },
  });
  /* The symbols on the map as it is now. */
  Object.defineProperty(g.EventLayer.prototype, "drawn", {
    get() {
      if (this.due) this.redraw();
      return this.symbols;
    },
  });

})(geomap);
