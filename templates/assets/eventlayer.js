/* The layer of events: tints of countries, soft shapes of vague places, labels, clusters and single events, on a canvas. */
"use strict";
(function (g) {
  const SPARE = 0.2;
  /* Where a country's tag may stand, in pixels off its middle, when something sharper stands there. */
  const NUDGES = [[0, 0], [0, 26], [0, -26], [44, 0], [-44, 0], [44, 26], [-44, 26], [44, -26], [-44, -26], [0, 52], [0, -52],
    [80, 0], [-80, 0], [0, 80], [0, -80], [80, 40], [-80, 40], [80, -40], [-80, -40]];
  const POINTS = new Set(["site", "city"]);
  /* Leaflet's scale in the page's digits and words. */
  const Scale = L.Control.Scale.extend({
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      this._updateScale(this._mScale, g.distance(metres), metres / most);
      this._mScale.dir = g.rtl ? "rtl" : "ltr";
    },
  });

  /* folium's script calls this with the map; what to show comes later, from the page's own script. */
  g.layers.events = function (map, options) {
    g.kind = options.kind;
    g.map = map;
    map.getContainer().classList.add("map-" + options.kind);
    map.setView([25, 45], 3, { animate: false });
    const corner = g.rtl ? "bottomright" : "bottomleft";
    L.control.zoom({ position: corner, zoomInTitle: g.t("Zoom in"), zoomOutTitle: g.t("Zoom out") }).addTo(map);
    if (options.kind === "main") new Scale({ imperial: false, position: corner }).addTo(map);
    if (g.mapReady) g.mapReady(map);
  };

  g.EventLayer = L.Layer.extend({
    initialize(store, labels) {
      this.store = store;
      this.labels = labels || [];
      this.visible = new Uint8Array(store.count).fill(1);
      this.drawn = [];
      this.chosen = -1;
      this.hovered = -1;
      this.clusters = new Map();
      // Points on the world's map, 0..1, worked out once.
      this.x = Float64Array.from(store.events.lon, (lon) => (lon === null ? 0 : g.mercatorX(lon)));
      this.y = Float64Array.from(store.events.lat, (lat) => (lat === null ? 0 : g.mercatorY(lat)));
      this.later = () => this.redraw();
    },
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "event-canvas leaflet-zoom-animated", map.getPane("overlayPane"));
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("moveend resize covered", this.redraw, this);
      map.on("move", this.drift, this);
      map.on("zoomanim", this.animate, this);
      map.on("click", this.clicked, this);
      map.on("mousemove", this.moved, this);
      g.onTheme(() => this.redraw());
      // Names are drawn again once the page's font is there.
      if (document.fonts) document.fonts.ready.then(() => this.redraw());
      this.redraw();
    },
    onRemove(map) {
      map.off("moveend resize covered", this.redraw, this).off("move", this.drift, this).off("zoomanim", this.animate, this)
        .off("click", this.clicked, this).off("mousemove", this.moved, this);
      this.canvas.remove();
    },
    /* Show only these events: a byte for each. */
    show(visible) {
      this.visible = visible;
      this.clusters.clear();
      this.redraw();
    },
    choose(i) { this.chosen = i; this.redraw(); },
    hover(i) { if (i !== this.hovered) { this.hovered = i; this.redraw(); } },

    drift() {
      if (this.zoom !== this._map.getZoom()) { this.redraw(); return; }
      const moved = this._map.containerPointToLayerPoint([0, 0]).subtract(this.corner);
      const size = this._map.getSize();
      if (Math.abs(moved.x - this.shift.x) > size.x * SPARE * 0.8 || Math.abs(moved.y - this.shift.y) > size.y * SPARE * 0.8) this.redraw();
    },
    animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this.zoom);
      const offset = this._map._latLngBoundsToNewLayerBounds(this.bounds, event.zoom, event.center).min;
      L.DomUtil.setTransform(this.canvas, offset, scale);
    },

    redraw() {
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
      this.drawn = [];
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
      this.drawn = symbols;
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
      const e = this.store.events, scale = 256 * 2 ** zoom;
      const countries = new Map(), vague = new Map(), cells = g.grid();
      for (let i = 0; i < this.store.count; i++) {
        if (!this.visible[i] || e.lat[i] === null) continue;
        const precision = e.precision[i];
        if (precision === "country") {
          const code = this.store.data.places.country[e.place[i]] || e.id[i];
          if (!countries.has(code)) countries.set(code, { code, members: [], lat: e.lat[i], lon: e.lon[i] });
          countries.get(code).members.push(i);
        } else if (POINTS.has(precision) && !e.box[i]) {
          cells.add(this.x[i] * scale, this.y[i] * scale, i);
        } else {
          const key = e.place[i] + "/" + e.lat[i] + "/" + e.lon[i];
          if (!vague.has(key)) vague.set(key, { box: e.box[i], lat: e.lat[i], lon: e.lon[i], members: [], unit: this.unitOf(i), told: Boolean(e.relation[i]) });
          vague.get(key).members.push(i);
        }
      }
      const soft = [];
      for (const shape of vague.values()) {
        Object.assign(shape, g.ellipse(shape, scale));
        // Too small to be seen as an area at this zoom: it joins the clusters, marked as vague.
        if (Math.max(shape.rx, shape.ry) < 24) shape.members.forEach((i, n) => cells.add(shape.x, shape.y, i, n === 0));
        else soft.push(shape);
      }
      const found = { countries: [...countries.values()], soft, points: cells.clusters() };
      this.clusters.set(zoom, found);
      return found;
    },

    /* The first-level units whose outline an event is drawn as: [country, ids], or null. */
    unitOf(i) {
      const e = this.store.events, places = this.store.data.places, k = e.place[i];
      if (e.relation[i] || k < 0) return null;
      const made = g.data.legend.areas;
      if (Object.prototype.hasOwnProperty.call(made, places.id[k])) return made[places.id[k]];
      return e.precision[i] === "region" && places.country[k] && places.id[k].startsWith("ne:") ? [places.country[k], [places.id[k]]] : null;
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

    tints(ctx, countries, shift) {
      const world = g.world();
      if (!world || !countries.length) return;
      const most = Math.max(...countries.map((country) => country.members.length));
      const tinted = new Map(countries.map((country) => [country.code, country]));
      for (const shape of world.countries) {
        const country = tinted.get(shape.code);
        if (!country) continue;
        // The layer draws every copy of the world in view; a ring's own copies beyond the edge stay out.
        ctx.save();
        ctx.beginPath();
        ctx.rect(shift, 0, this.world, this.canvas.height);
        ctx.clip();
        ctx.beginPath();
        shape.rings.forEach((ring) => g.trace(ctx, ring, this.world, -shift, this.origin.y, false));
        ctx.fillStyle = g.css("--tint");
        ctx.globalAlpha = 0.1 + 0.14 * Math.sqrt(country.members.length / most);
        ctx.fill();
        ctx.globalAlpha = 0.75;
        ctx.strokeStyle = g.css("--tint");
        ctx.lineWidth = 1;
        ctx.setLineDash([4, 3]);
        ctx.stroke();
        ctx.restore();
        if (shape.label && !country.at) country.at = shape.label;
      }
    },
    soft(ctx, shapes, shift) {
      for (const shape of shapes) {
        const scale = 2 ** (this.zoom - Math.round(this.zoom));
        const x = shape.x * scale + shift, y = shape.y * scale - this.origin.y;
        const colour = g.colour(g.mixOf(this.store, shape.members)[0][0]);
        const outline = this.outlineOf(shape);
        if (outline) {
          this.outline(ctx, outline, shift, colour, shape.rx * scale > 120 ? 0.12 : 0.18);
          continue;
        }
        ctx.save();
        ctx.translate(x, y);
        ctx.scale(Math.max(shape.rx * scale, 13), Math.max(shape.ry * scale, 13));
        const glow = ctx.createRadialGradient(0, 0, 0, 0, 0, 1);
        glow.addColorStop(0, colour);
        glow.addColorStop(shape.told ? 0.55 : 0.35, colour);
        glow.addColorStop(1, "transparent");
        // A large shape says little at any one spot: the larger, the fainter.
        ctx.globalAlpha = shape.rx * scale > 120 ? 0.13 : 0.22;
        ctx.fillStyle = glow;
        ctx.beginPath();
        ctx.arc(0, 0, 1, 0, 2 * Math.PI);
        ctx.fill();
        ctx.restore();
        // A distance told has an end; where an area ends nobody can say, and so no line does.
        if (!shape.told) continue;
        ctx.save();
        ctx.beginPath();
        ctx.ellipse(x, y, Math.max(shape.rx * scale, 13), Math.max(shape.ry * scale, 13), 0, 0, 2 * Math.PI);
        ctx.strokeStyle = colour;
        ctx.globalAlpha = 0.6;
        ctx.lineWidth = 1;
        ctx.setLineDash([2, 3]);
        ctx.stroke();
        ctx.restore();
      }
    },

    /* The journeys of the chosen event; of all events on a map of one. */
    ways(ctx, shift) {
      const e = this.store.events, shown = new Set();
      for (let i = 0; i < this.store.count; i++) {
        if (this.visible[i] && (i === this.chosen || this.store.count === 1)) e.paths[i].forEach((k) => shown.add(k));
      }
      for (const k of shown) {
        const way = this.wayPoints(k).map(([x, y, planned]) => [x * this.world + shift, y * this.world - this.origin.y, planned]);
        for (let n = 1; n < way.length; n++) leg(ctx, way[n - 1], way[n]);
        // Stops that no symbol marks, since the page has no event there.
        for (const [x, y] of way) {
          ctx.beginPath();
          ctx.arc(x, y, 3.5, 0, 2 * Math.PI);
          ctx.fillStyle = g.colour("accent");
          ctx.strokeStyle = g.colour("halo");
          ctx.lineWidth = 2;
          ctx.stroke();
          ctx.fill();
        }
      }
    },
    /* A journey's stops in Mercator units, unrolled so that each leg goes the short way round the world. */
    wayPoints(k) {
      const out = [];
      for (const [lat, lon, planned] of this.store.data.paths[k]) {
        let x = g.mercatorX(lon);
        if (out.length) x += Math.round(out[out.length - 1][0] - x);
        out.push([x, g.mercatorY(lat), planned]);
      }
      return out;
    },
    outline(ctx, { rings, edges }, shift, colour, alpha) {
      ctx.save();
      // As for countries: a ring's own copies beyond the world's edge stay out.
      ctx.beginPath();
      ctx.rect(shift, 0, this.world, this.canvas.height);
      ctx.clip();
      ctx.beginPath();
      rings.forEach((ring) => g.trace(ctx, ring, this.world, -shift, this.origin.y, false));
      ctx.fillStyle = ctx.strokeStyle = colour;
      ctx.globalAlpha = alpha;
      ctx.fill();
      if (edges !== rings) {
        ctx.beginPath();
        edges.forEach((line) => g.trace(ctx, line, this.world, -shift, this.origin.y, true));
      }
      ctx.globalAlpha = 0.75;
      ctx.lineWidth = 1.2;
      ctx.setLineDash([4, 3]);
      ctx.stroke();
      ctx.restore();
    },

    /* Lay out the symbols of one copy of the world; tags of countries give way to what is drawn sharper. */
    place(groups, shift, width, height, out) {
      const scale = 2 ** (this.zoom - Math.round(this.zoom));
      const put = (x, y, members, form, from) => {
        if (x < -40 || y < -40 || x > width + 40 || y > height + 40) return;
        const mix = g.mixOf(this.store, members);
        const count = members.length;
        let radius = count === 1 ? 10 : Math.min(25, 13 + 1.8 * Math.log2(count));
        let wide = radius;
        if (form === "tag") { wide = Math.max(15, 9 + String(count).length * 5); radius = 12; }
        out.push({ x, y, members, mix, form, radius, wide, from });
      };
      for (const group of groups.points) {
        put(group.x * scale + shift, group.y * scale - this.origin.y, group.members, group.members.length > 1 ? "ring" : group.vague ? "vague" : "point");
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
        put(x + dx * shape.rx, y + dy * shape.ry, shape.members, shape.members.length > 1 ? "tag" : "vague");
      }
      for (const country of groups.countries) {
        const [lon, lat] = country.at || [country.lon, country.lat];
        const x = g.mercatorX(lon) * this.world + shift, y = g.mercatorY(lat) * this.world - this.origin.y;
        const [dx, dy] = NUDGES.find(([a, b]) => !blocked(x + a, y + b)) || [0, 0];
        put(x + dx, y + dy, country.members, "tag", dx || dy ? [x, y] : null);
      }
    },
    /* A tag that had to move keeps a thread to its country's middle. */
    leader(ctx, { x, y, from }) {
      if (!from) return;
      for (const [colour, width] of [["halo", 3.5], ["muted", 1.2]]) {
        ctx.beginPath();
        ctx.moveTo(...from);
        ctx.lineTo(x, y);
        ctx.strokeStyle = g.colour(colour);
        ctx.lineWidth = width;
        ctx.stroke();
      }
    },
    symbol(ctx, symbol) {
      const { x, y, members, form } = symbol, e = this.store.events, i = members[0];
      const marked = members.includes(this.chosen) || members.includes(this.hovered);
      if (marked) {
        ctx.beginPath();
        if (form === "tag") ctx.roundRect(x - symbol.wide - 5, y - 16, 2 * symbol.wide + 10, 32, 9);
        else ctx.arc(x, y, symbol.radius + 6, 0, 2 * Math.PI);
        ctx.strokeStyle = g.colour("accent");
        ctx.lineWidth = 3;
        ctx.stroke();
      }
      if (form === "tag") {
        g.drawTag(ctx, x, y, symbol.wide * 2, symbol.mix, members.length);
        if (members.length === 1) g.drawGlyph(ctx, x, y - 2, 5.5, symbol.mix[0][0], e.status[i], e.confidence[i] >= 50);
      }
      else if (form === "ring") g.drawRing(ctx, x, y, symbol.radius, symbol.mix, members.length);
      else {
        if (form === "vague") {
          ctx.beginPath();
          ctx.arc(x, y, 13, 0, 2 * Math.PI);
          ctx.fillStyle = g.colour(symbol.mix[0][0]);
          ctx.globalAlpha = 0.2;
          ctx.fill();
          ctx.globalAlpha = 1;
        }
        g.drawGlyph(ctx, x, y, form === "vague" ? 6 : 8, symbol.mix[0][0], e.status[i], e.confidence[i] >= 50);
      }
    },

    /* Names of countries, then of places, as far as they fit beside the symbols and each other. */
    names(ctx, width, height, symbols) {
      // Online tiles that cover the map have names of their own.
      if (g.covered) return;
      const taken = symbols.map((s) => [s.x - s.wide - 3, s.y - s.radius - 3, s.x + s.wide + 3, s.y + s.radius + 3]);
      const font = g.css("--font"), zoom = this.zoom;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.direction = g.rtl ? "rtl" : "ltr";
      const write = (text, x, y, style, size, dot) => {
        if (x < -60 || y < -20 || x > width + 60 || y > height + 20) return;
        ctx.font = `${style} ${size}px ${font}`;
        const half = ctx.measureText(text).width / 2 + 3, high = size * 0.75;
        const ty = dot ? y - size : y;
        const box = [x - half, ty - high, x + half, ty + high + (dot ? 5 : 0)];
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
        taken.push(box);
        ctx.strokeStyle = g.colour("halo");
        ctx.lineWidth = 3;
        ctx.globalAlpha = 0.85;
        ctx.strokeText(text, x, ty);
        ctx.globalAlpha = 1;
        ctx.fillStyle = g.colour("label");
        ctx.fillText(text, x, ty);
        if (dot) {
          ctx.beginPath();
          ctx.arc(x, y, 1.8, 0, 2 * Math.PI);
          ctx.fill();
        }
      };
      const names = (g.data["words-" + g.lang] || {}).countries || {};
      for (const shift of this.copies(width)) {
        const at = (lon, lat) => [g.mercatorX(lon) * this.world + shift, g.mercatorY(lat) * this.world - this.origin.y];
        // Larger places come in as the zoom grows; they are sorted by population.
        for (const [name, lat, lon, from] of this.labels) {
          if (zoom < from) continue;
          write(name, ...at(lon, lat), "400", 11, true);
        }
        for (const country of (g.world() || { countries: [] }).countries) {
          if (!country.label || !names[country.code]) continue;
          const room = Math.sqrt(country.area) * this.world / 360;
          if (room < 26) continue;
          write(names[country.code], ...at(...country.label), "600", room > 150 ? 13 : 11.5, false);
        }
      }
    },

    hit(event) {
      const point = event.containerPoint.add(this.pad).add(this._map.containerPointToLayerPoint([0, 0]).subtract(this.corner));
      let best = null, nearest = Infinity;
      for (const symbol of this.drawn) {
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
      const e = this.store.events, i = members[0];
      return this._map.getZoom() < this._map.getMaxZoom() && POINTS.has(e.precision[i]) &&
        members.some((k) => Math.abs(e.lat[k] - e.lat[i]) > 0.0005 || Math.abs(e.lon[k] - e.lon[i]) > 0.0005);
    },
    boundsOf(members, withWays) {
      const e = this.store.events, points = [];
      if (withWays) {
        for (const i of members) for (const k of e.paths[i]) {
          this.wayPoints(k).forEach(([x], n) => points.push([this.store.data.paths[k][n][0], x * 360 - 180]));
        }
      }
      for (const i of members) {
        if (e.lat[i] === null) continue;
        if (e.box[i] && e.precision[i] !== "country") {
          const [w, s, east, n] = e.box[i];
          points.push([s, w], [n, east < w ? east + 360 : east]);
        } else points.push([e.lat[i], e.lon[i]]);
      }
      return points.length ? L.latLngBounds(points) : null;
    },
  });

  /* One leg: a line bent a little to the left of the way, so that there and back stay two lines, with a head at its end. */
  function leg(ctx, [x1, y1], [x2, y2, planned]) {
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (length < 16) return;
    const bend = Math.min(0.14 * length, 70) / length;
    const cx = (x1 + x2) / 2 + (y2 - y1) * bend, cy = (y1 + y2) / 2 - (x2 - x1) * bend;
    const at = (t) => [0, 1].map((k) => (1 - t) ** 2 * [x1, y1][k] + 2 * t * (1 - t) * [cx, cy][k] + t * t * [x2, y2][k]);
    // It keeps clear of the symbols at both ends.
    const clear = Math.min(13, length * 0.2) / length, points = [];
    for (let n = 0; n <= 24; n++) points.push(at(clear + ((1 - 2 * clear) * n) / 24));
    const [hx, hy] = points[24], [bx, by] = points[22], turn = Math.atan2(hy - by, hx - bx);
    ctx.save();
    ctx.lineCap = ctx.lineJoin = "round";
    for (const [colour, width] of [[g.colour("halo"), 5], [g.colour("accent"), 2]]) {
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.lineWidth = width;
      ctx.setLineDash(planned && width === 2 ? [5, 5] : []);
      ctx.beginPath();
      points.slice(0, -1).forEach(([x, y], n) => (n ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      for (const angle of [0, 2.6, -2.6]) ctx.lineTo(hx + 7 * Math.cos(turn + angle), hy + 7 * Math.sin(turn + angle));
      ctx.closePath();
      ctx.lineWidth = width - 1;
      ctx.stroke();
      ctx.fill();
    }
    ctx.restore();
  }
})(geomap);
