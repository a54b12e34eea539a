/* The events of a page as columns, and which of them the reader's filters let through. */
"use strict";
(function (g) {
  /* What a filter may hold; permalinks and embeds use the same names. */
  g.emptyFilter = () => ({ type: [], status: [], source: [], who: "", q: "", sure: 0, from: null, to: null, undated: true });

  /* A filter from an address: ?type=…&status=…&source=…&who=…&q=…&sure=…&from=…&to=…&undated=0, lists repeated or with commas. */
  g.readFilter = function (given) {
    const many = (name) => given.getAll(name).flatMap((value) => (name === "source" ? [value] : value.split(","))).filter(Boolean);
    const day = (name) => {
      const value = given.get(name);
      if (!value || !/^\d{4}(-\d\d){0,2}$/.test(value)) return null;
      return g.daySpan(value)[name === "from" ? 0 : 1];
    };
    return { type: many("type"), status: many("status"), source: many("source"), who: given.get("who") || "", q: given.get("q") || "",
      sure: Math.max(0, Math.min(100, Math.round(Number(given.get("sure"))) || 0)), from: day("from"), to: day("to"), undated: given.get("undated") !== "0" };
  };

  /* A view from an address: #zoom/latitude/longitude, kept on the map; null where it tells none. */
  g.readView = function (where) {
    const parts = (where || "").split("/"), [zoom, lat, lon] = parts.map(Number);
    if (parts.length !== 3 || parts.includes("") || ![zoom, lat, lon].every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lon) > 360) return null;
    return { at: [Math.max(-84, Math.min(84, lat)), lon], zoom: Math.max(g.map.getMinZoom(), Math.min(g.map.getMaxZoom(), Math.round(zoom))) };
  };

  g.makeStore = function (data) {
    const e = data.events, count = e.id.length;
    const first = new Int32Array(count), last = new Int32Array(count), dated = new Uint8Array(count);
    const family = new Array(count);
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < count; i++) {
      family[i] = data.types[e.type[i]][2];
      let days = null;
      try { days = g.daySpan(e.date[i], e.end[i]); } catch { days = null; }
      if (!days || Number.isNaN(days[0])) continue;
      [first[i], last[i]] = days;
      dated[i] = 1;
      low = Math.min(low, days[0]);
      high = Math.max(high, days[1]);
    }
    const index = new Map(e.id.map((id, i) => [id, i]));
    let folded = null, foldedWho = null;

    function texts() {
      if (folded) return folded;
      const places = data.places.name.map((name, i) =>
        [name, data.places.also[i], data.places.within[i]].join(" "));
      const articles = data.articles.title.map((title, i) => title + " " + data.articles.source[i]);
      folded = e.title.map((title, i) => g.fold([title, data.types[e.type[i]][1],
        e.place[i] < 0 ? "" : places[e.place[i]],
        ...e.who[i].map((k) => data.who[k]), ...e.articles[i].map((k) => articles[k])].join(" ")));
      return folded;
    }
    function whoTexts() {
      if (foldedWho) return foldedWho;
      foldedWho = e.who.map((list, i) => g.fold([...list.map((k) => data.who[k]),
        e.place[i] < 0 ? "" : [data.places.name[e.place[i]], data.places.within[e.place[i]]].join(" ")].join(" ")));
      return foldedWho;
    }

    /* One byte an event: 1 where it passes. `skip` names a part of the filter to leave out (for counts beside it). */
    function pass(filter, skip) {
      const out = new Uint8Array(count).fill(1);
      const use = (name) => name !== skip;
      if (use("type") && filter.type.length) {
        const wanted = new Set(filter.type);
        const ok = data.types.map((type) => wanted.has(type[0]));
        for (let i = 0; i < count; i++) if (!ok[e.type[i]]) out[i] = 0;
      }
      if (use("status") && filter.status.length) {
        for (let i = 0; i < count; i++) if (!filter.status.includes(e.status[i])) out[i] = 0;
      }
      if (use("source") && filter.source.length) {
        const ok = data.articles.source.map((source) => filter.source.includes(source));
        for (let i = 0; i < count; i++) if (!e.articles[i].some((k) => ok[k])) out[i] = 0;
      }
      if (use("sure") && filter.sure) {
        for (let i = 0; i < count; i++) if (e.confidence[i] < filter.sure) out[i] = 0;
      }
      if (use("who") && filter.who) match(out, g.queryWords(filter.who), whoTexts());
      if (use("q") && filter.q) match(out, g.queryWords(filter.q), texts());
      if (use("time")) {
        const from = filter.from === null ? -Infinity : filter.from, to = filter.to === null ? Infinity : filter.to;
        const bounded = filter.from !== null || filter.to !== null;
        for (let i = 0; i < count; i++) {
          if (dated[i] ? bounded && (last[i] < from || first[i] > to) : !filter.undated) out[i] = 0;
        }
      }
      return out;
    }
    function match(out, wanted, all) {
      for (let i = 0; i < count; i++) if (out[i] && !wanted.every((word) => all[i].includes(word))) out[i] = 0;
    }

    return {
      data, events: e, count, family, first, last, dated, index, pass,
      low: low === Infinity ? null : low, high: high === -Infinity ? null : high,
      placed: (i) => e.lat[i] !== null,
      /* Places and articles whose name holds the query, with the events that point to them. */
      find(query, limit) {
        const wanted = g.queryWords(query);
        if (!wanted.length) return { places: [], articles: [] };
        const has = (text) => { const f = g.fold(text); return wanted.every((word) => f.includes(word)); };
        const pick = (count_, text) => {
          const found = [];
          for (let k = 0; k < count_ && found.length < limit; k++) if (has(text(k))) found.push(k);
          return found;
        };
        return {
          places: pick(data.places.id.length, (k) => data.places.name[k] + " " + data.places.also[k]),
          articles: pick(data.articles.slug.length, (k) => data.articles.title[k]),
        };
      },
    };
  };
})(geomap);
