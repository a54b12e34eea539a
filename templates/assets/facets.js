/* The filter's chips, each with how many events it would show. */
"use strict";
(function (g) {
  const el = g.el, MOST = 40;

  /* Fills the hosts of `ui`. `changed(name)` is called when a chip has changed that part of the filter. */
  g.facets = function (store, filter, ui, changed) {
    const present = new Uint8Array(store.types.length), had = new Uint8Array(store.statuses.length);
    for (let i = 0; i < store.count; i++) {
      present[store.type[i]] = 1;
      had[store.status[i]] = 1;
    }
    const chips = [], kinds = new Map();
    /* `sum(tally)` counts what the chip would show, `on()` tells whether it is chosen. */
    function chip(host, value, content, press, sum, on) {
      const count = el("span", { class: "count" });
      const button = el("button", { type: "button", class: "chip", "aria-pressed": "false", "data-value": value, onclick: press }, ...content, count);
      host.append(button);
      chips.push({ button, count, sum, on, n: -1, pressed: false });
    }
    function part(host, name, value, content, sum) {
      const press = () => {
        const at = filter[name].indexOf(value);
        if (at < 0) filter[name].push(value); else filter[name].splice(at, 1);
        changed(name);
      };
      chip(host, value, content, press, sum, () => filter[name].includes(value));
    }

    store.types.forEach(([, , family], k) => { if (present[k]) kinds.set(family, [...(kinds.get(family) || []), k]); });
    for (const [family, entry] of Object.entries(g.data.legend.families)) {
      const own = kinds.get(family);
      if (!own) continue;
      const ids = own.map((k) => store.types[k][0]), on = () => ids.every((id) => filter.type.includes(id));
      const press = () => {
        filter.type = filter.type.filter((id) => !ids.includes(id)).concat(on() ? [] : ids);
        changed("type");
      };
      chip(ui.families, family, [g.glyph(family, "happened"), g.t(entry.name)], press, (tally) => own.reduce((sum, k) => sum + tally.types[k], 0), on);
    }
    store.types.forEach(([id, words, family], k) => {
      if (present[k]) part(ui.types, "type", id, [g.glyph(family, "happened"), words], (tally) => tally.types[k]);
    });
    Object.entries(g.data.legend.statuses).forEach(([id, words], k) => {
      if (had[k]) part(ui.statuses, "status", id, [g.glyph("talks", id), g.t(words)], (tally) => tally.statuses[k]);
    });
    const numbers = new Map(store.sources.map((source, k) => [source, k])), offered = new Set();
    /* Of many sources those that report most have a chip; another gets one when the filter names it. */
    function offer(source) {
      const k = numbers.get(source);
      if (k === undefined || offered.has(source)) return;
      offered.add(source);
      part(ui.sources, "source", source, [el("bdi", {}, source || g.t("Source not told"))], (tally) => tally.sources[k]);
    }
    [...store.sources].sort((a, b) => store.reports[numbers.get(b)] - store.reports[numbers.get(a)] || (a < b ? -1 : 1)).slice(0, MOST).sort().forEach(offer);

    return {
      offer,
      /* How many events each chip would show, the other filters as they are (`store.tally`). */
      show(tally) {
        for (const one of chips) {
          const n = one.sum(tally), pressed = one.on();
          if (n !== one.n) {
            one.count.textContent = g.number(n);
            one.button.classList.toggle("none", !n);
          }
          if (pressed !== one.pressed) one.button.setAttribute("aria-pressed", String(pressed));
          Object.assign(one, { n, pressed });
        }
        const used = filter.type.length + filter.status.length + filter.source.length + (filter.who ? 1 : 0) + (filter.sure ? 1 : 0);
        ui["filter-count"].textContent = used ? g.number(used) : "";
        ui.reset.hidden = !(used || filter.q || filter.from !== null || filter.to !== null || !filter.undated);
      },
    };
  };
})(geomap);
