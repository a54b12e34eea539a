/* The strip of time: a histogram with a brush (two sliders that the keyboard moves too), presets, play, the undated row. */
"use strict";
(function (g) {
  const el = g.el;

  /* Fills `host`. `changed(from, to, undated)` is called with days since 1970, null for an open end. */
  g.timeline = function (host, store, changed) {
    const low = store.low, high = store.high;
    const state = { from: null, to: null, undated: true, visible: null };
    const bins = low === null ? null : binning(low, high);
    const spread = bins ? spreading(store, bins) : null;
    const size = { width: 0, height: 0 };
    let playing = 0;

    const chart = g.svg("svg", { class: "histogram", preserveAspectRatio: "none", "aria-hidden": "true" });
    const slider = (label, value) => el("input", { type: "range", min: 0, max: bins ? bins.count : 1, value, step: 1, "aria-label": label });
    const first = slider(g.t("From"), 0), last = slider(g.t("Until"), bins ? bins.count : 1);
    const label = el("output", { class: "span" });
    const page = el("a", { class: "day-page", hidden: true }, g.t("Page of this day"));
    const days = new Set(store.dates.from);
    const play = el("button", { type: "button", class: "icon", "aria-label": g.t("Play"), "aria-pressed": "false", onclick: toggle }, "▶");
    const presets = el("div", { class: "presets", role: "group", "aria-label": g.t("Time span") });
    const undatedCount = el("span", { class: "count" });
    const undated = el("button", { type: "button", class: "chip undated", "aria-pressed": "true", onclick: () => { state.undated = !state.undated; tell(); } },
      g.t("Undated"), " ", undatedCount);
    const brush = el("div", { class: "brush" }, chart, first, last);
    const none = store.dates.dated.every((x) => x);
    undated.hidden = none;

    if (!bins) {
      host.append(el("p", { class: "empty" }, g.t("No event carries a date")), undated);
    } else {
      host.append(el("div", { class: "time-side" }, play, el("div", {}, label, page)), brush, el("div", { class: "time-end" }, presets, undated));
      for (const [words, days] of [["All", 0], ["Week", 7], ["Month", 31], ["Year", 366]]) {
        if (days && days >= high - low) continue;
        presets.append(el("button", { type: "button", class: "chip", "data-days": days,
          title: days ? g.t("The last of it, back from the latest event") : null,
          onclick: () => { stop(); state.from = days ? high - days + 1 : null; state.to = null; tell(); } }, g.t(words)));
      }
      first.addEventListener("input", () => { stop(); if (+first.value >= +last.value) first.value = last.value - 1; read(); });
      last.addEventListener("input", () => { stop(); if (+last.value <= +first.value) last.value = +first.value + 1; read(); });
      drag();
      // Its size is told, not asked for: that would have the page laid out anew while it changes.
      new ResizeObserver(([{ contentRect: box }]) => {
        Object.assign(size, { width: Math.round(box.width) || 600, height: Math.round(box.height) || 44 });
        draw();
      }).observe(brush);
    }

    function read() {
      state.from = +first.value === 0 ? null : bins.start(+first.value);
      state.to = +last.value === bins.count ? null : bins.start(+last.value) - 1;
      tell();
    }
    function sync() {
      if (!bins) return;
      const from = state.from === null ? 0 : bins.at(state.from), to = state.to === null ? bins.count : bins.at(state.to) + 1;
      first.value = Math.max(0, Math.min(from, bins.count - 1));
      last.value = Math.max(1, Math.min(to, bins.count));
      const a = state.from === null ? low : state.from, b = state.to === null ? high : state.to;
      label.textContent = g.shortDate(g.isoOf(a), g.isoOf(b));
      page.hidden = a !== b || !days.has(g.isoOf(a));
      if (!page.hidden) page.href = "day/" + g.isoOf(a) + ".html";
      first.setAttribute("aria-valuetext", g.shortDate(g.isoOf(a)));
      last.setAttribute("aria-valuetext", g.shortDate(g.isoOf(b)));
      presets.querySelectorAll("button").forEach((button) => {
        const days = +button.dataset.days;
        button.setAttribute("aria-pressed", String(days ? state.from === high - days + 1 && state.to === null : state.from === null && state.to === null));
      });
    }
    function tell() { undated.setAttribute("aria-pressed", String(state.undated)); sync(); changed(state.from, state.to, state.undated); }

    /* Bars: dark for events known to the day, pale for those known to the month or year, spread over their span. */
    function draw() {
      if (!bins || !size.width) return;
      const { width, height } = size;
      const { sharp, vague } = spread.of(state.visible), all = spread.all;
      const most = Math.max(...all), step = width / bins.count, bar = Math.max(1, Math.min(step - (step > 4 ? 1 : 0), 26));
      // A path for each kind of bar, and one for every other of them: neighbours in one path would flow together.
      const bars = { all: ["", ""], vague: ["", ""], sharp: ["", ""] }, parts = [];
      const column = (kind, k, top, high) => {
        if (high > 0) bars[kind][k % 2] += `M${x(k).toFixed(1)} ${top.toFixed(1)}h${bar.toFixed(1)}v${high.toFixed(1)}h${(-bar).toFixed(1)}z`;
      };
      const x = (k) => (g.rtl ? width - (k + 1) * step : k * step) + (step - bar) / 2;
      const tall = (n) => (n ? Math.max(2, ((height - 18) * Math.sqrt(n)) / Math.sqrt(most)) : 0);
      for (let k = 0; k < bins.count; k++) {
        if (!all[k]) continue;
        const base = height - 15;
        const whole = tall(all[k]), seen = tall(sharp[k] + vague[k]);
        const part = (sharp[k] + vague[k]) ? (seen * sharp[k]) / (sharp[k] + vague[k]) : 0;
        column("all", k, base - whole, whole);
        column("vague", k, base - seen, seen - part);
        column("sharp", k, base - part, part);
      }
      for (const [kind, d] of Object.entries(bars)) d.forEach((one) => parts.push(g.svg("path", { class: "b-" + kind, d: one })));
      let before = -Infinity;
      for (const [k, text] of bins.ticks(Math.floor(width / 110))) {
        const middle = g.rtl ? width - (k + 0.5) * step : (k + 0.5) * step;
        const half = 4 + text.length * 3.2, at = Math.max(half, Math.min(width - half, middle));
        if (Math.abs(at - before) < 2 * half) continue;
        before = at;
        const tick = g.svg("text", { x: at, y: height - 2, class: "tick" });
        tick.textContent = text;
        parts.push(tick);
      }
      const f = +first.value, t = +last.value;
      if (f > 0 || t < bins.count) {
        const left = g.rtl ? width - t * step : f * step;
        parts.unshift(rect("b-brush", left, 0, (t - f) * step, height - 14));
      }
      chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
      chart.replaceChildren(...parts);
    }
    const rect = (kind, x, y, width, height) => g.svg("rect", { class: kind, x: x.toFixed(1), y: y.toFixed(1), width: Math.max(0, width).toFixed(1), height: Math.max(0, height).toFixed(1) });

    /* Dragging over the bars brushes a span; a click takes one bar. */
    function drag() {
      let from = null;
      const at = (event) => {
        const box = brush.getBoundingClientRect();
        const share = (event.clientX - box.left) / box.width;
        return Math.max(0, Math.min(bins.count - 1, Math.floor((g.rtl ? 1 - share : share) * bins.count)));
      };
      brush.addEventListener("pointerdown", (event) => {
        if (event.target !== chart && !chart.contains(event.target)) return;
        stop();
        from = at(event);
        brush.setPointerCapture(event.pointerId);
      });
      brush.addEventListener("pointermove", (event) => {
        if (from === null) return;
        const to = at(event);
        set(Math.min(from, to), Math.max(from, to) + 1);
      });
      brush.addEventListener("pointerup", (event) => {
        if (from === null) return;
        const to = at(event);
        set(Math.min(from, to), Math.max(from, to) + 1);
        from = null;
      });
      brush.addEventListener("pointercancel", () => { from = null; });
    }
    function set(a, b) { first.value = a; last.value = b; first.value = a; read(); }

    function toggle() { if (playing) stop(); else start(); }
    function start() {
      const size = state.from === null && state.to === null ? Math.max(1, Math.round(bins.count / 10)) : +last.value - +first.value;
      let at = +last.value >= bins.count ? 0 : +first.value;
      play.textContent = "❚❚";
      play.setAttribute("aria-pressed", "true");
      play.setAttribute("aria-label", g.t("Pause"));
      const tick = () => {
        if (at + size > bins.count) { stop(); return; }
        set(at, at + size);
        at += Math.max(1, Math.round(size / 4));
      };
      tick();
      playing = setInterval(tick, 700);
    }
    function stop() {
      if (!playing) return;
      clearInterval(playing);
      playing = 0;
      play.textContent = "▶";
      play.setAttribute("aria-pressed", "false");
      play.setAttribute("aria-label", g.t("Play"));
    }

    sync();
    return {
      /* Show a filter's span; does not call back. */
      set(from, to, keepUndated) {
        Object.assign(state, { from, to, undated: keepUndated });
        undated.setAttribute("aria-pressed", String(keepUndated));
        sync();
        draw();
      },
      /* Show which events the other filters let through. */
      show(visible, undatedNumber) {
        state.visible = visible;
        undatedCount.textContent = g.number(undatedNumber);
        draw();
      },
    };
  };

  /* Events over the bins: each counts as one, spread evenly over the bins that its date may mean. */
  function spreading({ count, when, dates }, bins) {
    const reach = (days) => Int32Array.from(days, (day, k) => (dates.dated[k] ? bins.at(day) : 0));
    const from = reach(dates.first), to = reach(dates.last);
    function of(visible) {
      const sharp = new Float64Array(bins.count), vague = new Float64Array(bins.count), numbers = new Uint32Array(dates.count);
      for (let i = 0; i < count; i++) if (!visible || visible[i]) numbers[when[i]]++;
      for (let k = 0; k < dates.count; k++) {
        if (!dates.dated[k] || !numbers[k]) continue;
        const sums = dates.from[k].length === 10 ? sharp : vague, share = numbers[k] / (to[k] - from[k] + 1);
        for (let n = from[k]; n <= to[k]; n++) sums[n] += share;
      }
      return { sharp, vague };
    }
    const whole = of(null);
    return { of, all: whole.sharp.map((n, k) => n + whole.vague[k]) };
  }

  /* Days, weeks, months or years: the finest that gives at most 120 bars. */
  function binning(low, high) {
    const days = high - low + 1;
    const date = (day) => new Date(day * 86400000);
    const month = (day) => date(day).getUTCFullYear() * 12 + date(day).getUTCMonth();
    const monthStart = (m) => Math.floor(Date.UTC(Math.floor(m / 12), m % 12, 1) / 86400000);
    const steps = [
      { size: days, at: (d) => d - low, start: (k) => low + k },
      { size: Math.ceil(days / 7), at: (d) => Math.floor((d - low) / 7), start: (k) => low + 7 * k },
      { size: month(high) - month(low) + 1, at: (d) => month(d) - month(low), start: (k) => monthStart(month(low) + k) },
      { size: date(high).getUTCFullYear() - date(low).getUTCFullYear() + 1, at: (d) => date(d).getUTCFullYear() - date(low).getUTCFullYear(),
        start: (k) => Math.floor(Date.UTC(date(low).getUTCFullYear() + k, 0, 1) / 86400000) },
    ];
    const step = steps.find((s) => s.size <= 120) || steps[3];
    return {
      count: step.size,
      at: (day) => Math.max(0, Math.min(step.size - 1, step.at(day))),
      start: step.start,
      ticks(most) {
        // At the starts of months and years, as a calendar has them; days where there are few.
        const out = [], room = Math.max(1, most);
        if (days <= 62) {
          const every = [1, 2, 7, 14, 31].find((n) => days / n <= room) || 62;
          for (let k = 0; k < step.size; k += every) out.push([k, g.shortDate(g.isoOf(low + k))]);
          return out;
        }
        const months = month(high) - month(low) + 1, every = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find((n) => months / n <= room) || 1200;
        for (let m = Math.floor(month(low) / every) * every; m <= month(high); m += every) {
          const k = step.at(monthStart(m));
          if (k >= 0) out.push([k, every < 12 ? g.shortMonth(monthStart(m)) : g.numerals(Math.floor(m / 12))]);
        }
        return out.length ? out : [[0, g.shortMonth(low)]];
      },
    };
  }
})(geomap);
