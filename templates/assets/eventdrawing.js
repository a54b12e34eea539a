/* What the layer of events draws: tints, soft shapes, outlines, journeys, symbols and names. */
"use strict";
(function (g) {
  /* Taken into `EventLayer`, whose map, store and place on the page it draws by. */
  g.eventDrawing = {
    tints(ctx, countries, shift) {
      const world = g.world();
      if (!world || !countries.length) return;
      const most = Math.max(...countries.map((country) => country.members.length));
      const tinted = new Map(countries.map((country) => [country.code, country]));
      for (const shape of world.countries) {
        const country = tinted.get(shape.code);
        if (!country) continue;
        this.clipped(ctx, shape.rings, shift);
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
        const colour = g.colour(g.mixOf(this.store, shape)[0][0]);
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
      const i = this.store.count === 1 ? 0 : this.chosen;
      if (i < 0 || !this.visible[i]) return;
      for (const k of this.store.ways(i)) {
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
      for (const [lat, lon, planned] of this.store.paths[k]) {
        let x = g.mercatorX(lon);
        if (out.length) x += Math.round(out[out.length - 1][0] - x);
        out.push([x, g.mercatorY(lat), planned]);
      }
      return out;
    },
    /* The path of rings in one copy of the world, until ctx.restore(). The layer draws every copy in view; a ring's own
       copies beyond the edge stay out. */
    clipped(ctx, rings, shift) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(shift, 0, this.world, this.canvas.height);
      ctx.clip();
      ctx.beginPath();
      rings.forEach((ring) => g.trace(ctx, ring, this.world, -shift, this.origin.y, false));
    },
    outline(ctx, { rings, edges }, shift, colour, alpha) {
      this.clipped(ctx, rings, shift);
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
      const { x, y, members, form } = symbol, i = members[0], status = this.store.statusOf(i), sure = this.store.sure[i] >= 50;
      const marked = [this.chosen, this.hovered].some((one) => one >= 0 && members.includes(one));
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
        if (members.length === 1) g.drawGlyph(ctx, x, y - 2, 5.5, symbol.mix[0][0], status, sure);
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
        g.drawGlyph(ctx, x, y, form === "vague" ? 6 : 8, symbol.mix[0][0], status, sure);
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
  };

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
