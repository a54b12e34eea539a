/* The base map: Natural Earth's land, borders, lakes and rivers, drawn as vectors on canvas tiles, with no network. */
"use strict";
(function (g) {
  let world = null;

  /* Decode the topology once: lines in Mercator units (0..1 over the world), as flat arrays of x, y. */
  g.world = function () {
    if (world) return world;
    const source = g.data.basemap;
    if (!source) return null;
    const decode = (text) => line(text, source.precision);
    const arcs = source.arcs.map(decode);
    const uses = new Uint8Array(arcs.length);
    const countries = source.countries.map((country) => ({
      code: country.code,
      label: country.label,
      area: country.area,
      rings: country.rings.flatMap((indices) => {
        indices.forEach((i) => { uses[i < 0 ? ~i : i]++; });
        return rings(joined(indices, arcs));
      }),
    }));
    world = {
      countries,
      coasts: arcs.filter((_, i) => uses[i] < 2).map(boxed),
      borders: arcs.filter((_, i) => uses[i] > 1).map(boxed),
      lakes: source.lakes.map(decode).map(boxed),
      rivers: source.rivers.map(decode).map(boxed),
    };
    return world;
  };

  /* First-level units of one country, decoded once; null until they are loaded, when each `done` that asked is called. */
  const units = new Map(), waiting = new Map();
  g.units = function (code, done) {
    if (!units.has(code)) {
      units.set(code, null);
      const name = "units-" + code;
      if (name in g.data) units.set(code, unitShapes(g.data[name]));
      else if (!g.alone && g.data.legend.units.includes(code)) {
        waiting.set(code, new Set());
        g.need(name, g.base + "assets/units/" + code + ".js", function (source) {
          if (source) units.set(code, unitShapes(source));
          const told = waiting.get(code);
          waiting.delete(code);
          if (source) told.forEach((call) => call());
        });
      }
    }
    if (waiting.has(code)) waiting.get(code).add(done);
    return units.get(code);
  };
  function unitShapes(source) {
    const arcs = source.arcs.map((text) => line(text, source.precision)), uses = new Uint8Array(arcs.length);
    const outlines = new Map(Object.entries(source.units).map(([id, list]) => {
      list.forEach((indices) => indices.forEach((i) => { uses[i < 0 ? ~i : i]++; }));
      return [id, list.flatMap((indices) => rings(joined(indices, arcs)))];
    }));
    /* The outer lines of several units together: those that just one of them has. */
    const edges = (ids) => {
      const own = new Uint8Array(arcs.length);
      ids.forEach((id) => (source.units[id] || []).forEach((indices) => indices.forEach((i) => { own[i < 0 ? ~i : i]++; })));
      return arcs.filter((_, i) => own[i] === 1).map(boxed);
    };
    return { outlines, edges, lines: arcs.filter((_, i) => uses[i] > 1).map(boxed) };
  }

  g.mercatorX = (lon) => (lon + 180) / 360;
  g.mercatorY = function (lat) {
    const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  /* A line of the topology (pairs of latitude and longitude, each as its step from the last), as x, y, x, y … */
  function line(text, precision) {
    const out = new Float64Array(text.length);
    let lat = 0, lon = 0, i = 0, n = 0;
    function step() {
      let value = 0, shift = 0, digit;
      do { digit = text.charCodeAt(i++) - 63; value |= (digit & 31) << shift; shift += 5; } while (digit >= 32);
      return value & 1 ? ~(value >> 1) : value >> 1;
    }
    while (i < text.length) {
      lat += step();
      lon += step();
      out[n++] = g.mercatorX(lon / precision);
      out[n++] = g.mercatorY(lat / precision);
    }
    return out.slice(0, n);
  }

  /* Arcs end to end, the backward ones turned; where they meet, the point is taken once. */
  function joined(indices, arcs) {
    const own = indices.map((index) => arcs[index < 0 ? ~index : index]);
    const out = new Float64Array(own.reduce((sum, arc) => sum + arc.length, 0) - 2 * (own.length - 1));
    let n = 0;
    own.forEach((arc, k) => {
      const skip = k ? 2 : 0;
      if (indices[k] >= 0) {
        out.set(skip ? arc.subarray(2) : arc, n);
        n += arc.length - skip;
        return;
      }
      for (let at = arc.length - 2 - skip; at >= 0; at -= 2) {
        out[n++] = arc[at];
        out[n++] = arc[at + 1];
      }
    });
    return out;
  }

  /* A ring may cross the antimeridian: it then runs on beyond the world's edge, and is drawn once more on the other side.
     One that goes round the pole is closed along the map's lower edge. The points are the ring's own: they are moved. */
  function rings(points) {
    for (let i = 2; i < points.length; i += 2) {
      while (points[i] - points[i - 2] > 0.5) points[i] -= 1;
      while (points[i] - points[i - 2] < -0.5) points[i] += 1;
    }
    const first = points[0], last = points[points.length - 2], round = Math.abs(last - first) > 0.5;
    const ring = boxed(round ? Float64Array.of(...points, last, 1, first, 1) : points), all = [ring];
    for (const by of [-1, 1]) {
      if (ring.west + by < 1 && ring.east + by > 0) all.push(boxed(ring.points.map((value, i) => (i % 2 ? value : value + by))));
    }
    return all;
  }

  function boxed(points) {
    let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (let i = 0; i < points.length; i += 2) {
      const x = points[i], y = points[i + 1];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    }
    return { points, west, north, east, south };
  }

  /* Add a line to the context's path, leaving out points that fall into the same half pixel.
     `open` breaks a line where it crosses the antimeridian. */
  g.trace = function (ctx, shape, scale, dx, dy, open) {
    const points = shape.points, last = points.length - 2;
    let px = points[0] * scale - dx, py = points[1] * scale - dy;
    ctx.moveTo(px, py);
    for (let i = 2; i <= last; i += 2) {
      const x = points[i] * scale - dx, y = points[i + 1] * scale - dy;
      if (i < last && Math.abs(x - px) < 0.6 && Math.abs(y - py) < 0.6) continue;
      if (open && Math.abs(points[i] - points[i - 2]) > 0.5) ctx.moveTo(x, y); else ctx.lineTo(x, y);
      px = x; py = y;
    }
  };

  const LINES_FROM = 5;

  function draw(canvas, size, coords, ratio, later) {
    const ctx = canvas.getContext("2d"), shapes = g.world();
    if (!shapes) return;
    const scale = 256 * 2 ** coords.z, dx = coords.x * size, dy = coords.y * size, edge = 4 / scale;
    const seen = (shape) => shape.east > dx / scale - edge && shape.west < (dx + size) / scale + edge &&
      shape.south > dy / scale - edge && shape.north < (dy + size) / scale + edge;
    const strokes = (list, colour, width) => {
      ctx.beginPath();
      list.forEach((shape) => { if (seen(shape)) g.trace(ctx, shape, scale, dx, dy, true); });
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
    };
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = g.css("--sea");
    ctx.fillRect(0, 0, size, size);
    ctx.lineJoin = "round";
    ctx.beginPath();
    for (const country of shapes.countries) {
      for (const ring of country.rings) if (seen(ring)) g.trace(ctx, ring, scale, dx, dy, false);
    }
    ctx.fillStyle = g.css("--land");
    ctx.fill();
    if (coords.z >= 3) {
      strokes(shapes.rivers, g.css("--river"), coords.z < 5 ? 0.6 : 1);
    }
    ctx.beginPath();
    shapes.lakes.forEach((lake) => { if (seen(lake)) g.trace(ctx, lake, scale, dx, dy, false); });
    ctx.fillStyle = g.css("--sea");
    ctx.fill();
    if (coords.z >= LINES_FROM) {
      const near = shapes.countries.filter((country) => country.code && country.rings.some(seen)).map((country) => country.code);
      ctx.setLineDash([3, 2.5]);
      for (const code of new Set(near)) {
        const found = g.units(code, later);
        if (found) strokes(found.lines, g.css("--unit-line"), coords.z < 7 ? 0.7 : 1);
      }
      ctx.setLineDash([]);
    }
    strokes(shapes.coasts, g.css("--coast"), 0.8);
    strokes(shapes.borders, g.css("--border-line"), coords.z < 4 ? 0.7 : 1.1);
  }

  g.layers.base = function (map, options) {
    const Base = L.GridLayer.extend({
      createTile(coords) {
        const canvas = document.createElement("canvas"), size = this.getTileSize().x;
        const ratio = Math.min(2, window.devicePixelRatio || 1);
        canvas.width = canvas.height = size * ratio;
        // Drawn once the script at work is done: a view that it goes on from at once need not be.
        queueMicrotask(() => { if (Object.values(this._tiles).some((tile) => tile.el === canvas)) draw(canvas, size, coords, ratio, later); });
        return canvas;
      },
    });
    // Lines of several countries may come at once: one redraw for all of them.
    let frame = 0;
    const later = () => { if (!frame) frame = requestAnimationFrame(() => { frame = 0; layer.redraw(); }); };
    const layer = new Base({ tileSize: 512, updateWhenZooming: false, keepBuffer: 1 });
    // Views keep to these limits at once; the map is only slid back into them when it has a view of the page's own.
    const limits = L.latLngBounds([-84, -210], [84.9, 210]);
    Object.assign(map.options, { maxBounds: limits, maxBoundsViscosity: 0.7 });
    /* The page's script calls this when it has found its view: nothing is drawn for another one before. */
    g.showGround = function () {
      map.setMaxBounds(limits);
      layer.addTo(map);
      map.fire("ground");
    };
    // In place and at once: what is printed waits for no frame.
    g.onTheme(() => Object.values(layer._tiles).forEach((tile) => {
      const coords = layer._wrapCoords(tile.coords);
      coords.z = tile.coords.z;
      draw(tile.el, layer.getTileSize().x, coords, Math.min(2, window.devicePixelRatio || 1), later);
    }));
    return layer;
  };
})(geomap);
