/* How an event looks: its family's colour and shape, its status, its sureness. The map, the lists and the legend share it. */
"use strict";
(function (g) {
  let shapes = null, colours = null;

  function shape(family) {
    if (!shapes) {
      shapes = {};
      for (const [id, entry] of Object.entries(g.data.legend.families)) shapes[id] = new Path2D(entry.shape);
    }
    return shapes[family];
  }
  g.colour = function (name) {
    if (!colours) {
      colours = {};
      Object.keys(g.data.legend.families).forEach((id) => { colours[id] = g.css("--f-" + id); });
      ["paper", "ink", "muted", "accent", "halo", "label"].forEach((id) => { colours[id] = g.css("--" + id); });
    }
    return colours[name];
  };
  g.onTheme(() => { colours = null; });

  /* Draw one event's glyph around (x, y). Status: planned is hollow, possible dotted, denied struck through. */
  g.drawGlyph = function (ctx, x, y, size, family, status, sure) {
    const path = shape(family), colour = g.colour(family), hollow = status === "planned" || status === "hypothetical";
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(size / 8, size / 8);
    ctx.lineJoin = "round";
    ctx.lineWidth = 5;
    ctx.strokeStyle = ctx.fillStyle = g.colour("halo");
    ctx.stroke(path);
    ctx.fill(path);
    ctx.globalAlpha = sure ? 1 : 0.5;
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = 2.2;
    if (hollow) {
      if (status === "hypothetical") ctx.setLineDash([1.2, 2.6]), (ctx.lineCap = "round");
      ctx.stroke(path);
    } else {
      ctx.fill(path);
      if (status === "denied") { ctx.globalAlpha *= 0.55; }
    }
    ctx.restore();
    if (status === "denied") {
      ctx.save();
      ctx.lineCap = "round";
      for (const [width, stroke] of [[4.5, g.colour("halo")], [2, g.colour("ink")]]) {
        ctx.beginPath();
        ctx.moveTo(x - size * 1.2, y + size * 0.9);
        ctx.lineTo(x + size * 1.2, y - size * 0.9);
        ctx.lineWidth = width;
        ctx.strokeStyle = stroke;
        ctx.stroke();
      }
      ctx.restore();
    }
    if (status === "ongoing") {
      ctx.save();
      ctx.beginPath();
      ctx.arc(x, y, size + 4, 0, 2 * Math.PI);
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.2;
      ctx.stroke();
      ctx.restore();
    }
  };

  /* The same glyph as an element, for lists and the legend. */
  g.glyph = function (family, status) {
    const icon = g.svg("svg", { class: `glyph f-${family} s-${status || "happened"}`, viewBox: "-12 -12 24 24", "aria-hidden": "true" });
    if (status === "ongoing") icon.append(g.svg("circle", { class: "halo", r: "11" }));
    icon.append(g.svg("path", { d: g.data.legend.families[family].shape }));
    if (status === "denied") icon.append(g.svg("line", { x1: "-10", y1: "8", x2: "10", y2: "-8" }));
    return icon;
  };

  /* A cluster: a ring whose arcs show the mix of families, with the count inside. */
  g.drawRing = function (ctx, x, y, radius, mix, count) {
    ctx.save();
    ctx.beginPath();
    ctx.arc(x, y, radius + 2.5, 0, 2 * Math.PI);
    ctx.fillStyle = g.colour("halo");
    ctx.fill();
    const total = mix.reduce((sum, part) => sum + part[1], 0);
    let angle = -Math.PI / 2;
    for (const [family, number] of mix) {
      const next = angle + (2 * Math.PI * number) / total;
      ctx.beginPath();
      ctx.arc(x, y, radius - 2, angle, next);
      ctx.strokeStyle = g.colour(family);
      ctx.lineWidth = 5;
      ctx.stroke();
      angle = next;
    }
    if (mix.length > 1) {
      angle = -Math.PI / 2;
      ctx.strokeStyle = g.colour("halo");
      ctx.lineWidth = 1.5;
      for (const [, number] of mix) {
        ctx.beginPath();
        ctx.moveTo(x + Math.cos(angle) * (radius - 5), y + Math.sin(angle) * (radius - 5));
        ctx.lineTo(x + Math.cos(angle) * (radius + 1), y + Math.sin(angle) * (radius + 1));
        ctx.stroke();
        angle += (2 * Math.PI * number) / total;
      }
    }
    count_(ctx, x, y, count, radius > 20 ? 14 : 12.5);
    ctx.restore();
  };

  /* The label of a country's or region's events: a tag, never a dot. */
  g.drawTag = function (ctx, x, y, width, mix, count) {
    const height = 22, left = x - width / 2, top = y - height / 2;
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(left, top, width, height, 5);
    ctx.fillStyle = g.colour("halo");
    ctx.strokeStyle = g.colour("muted");
    ctx.lineWidth = 1;
    ctx.fill();
    ctx.stroke();
    const total = mix.reduce((sum, part) => sum + part[1], 0);
    let at = left + 1;
    ctx.beginPath();
    ctx.roundRect(left + 1, top + 1, width - 2, height - 2, 4);
    ctx.clip();
    for (const [family, number] of mix) {
      const part = ((width - 2) * number) / total;
      ctx.fillStyle = g.colour(family);
      ctx.fillRect(at, top + height - 5, part, 4);
      at += part;
    }
    if (count > 1) count_(ctx, x, y - 1.5, count, 12);
    ctx.restore();
  };

  function count_(ctx, x, y, count, size) {
    ctx.fillStyle = g.colour("ink");
    ctx.font = `600 ${size}px ${g.css("--font")}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.direction = "ltr";
    ctx.fillText(g.number(count), x, y + 1);
  }
})(geomap);
