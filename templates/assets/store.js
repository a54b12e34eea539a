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
    const family = new Array(count), families = [...new Set(data.types.map((type) => type[2]))], familyNumber = new Uint8Array(count);
    const familyOfType = data.types.map((type) => families.indexOf(type[2]));
    let low = Infinity, high = -Infinity;
    const spans = new Map();
    const spanOf = (from, to) => {
      const key = to ? from + "/" + to : from;
      if (!spans.has(key)) {
        let days = null;
        try { days = g.daySpan(from, to); } catch { days = null; }
        spans.set(key, days);
      }
      return spans.get(key);
    };
    for (let i = 0; i < count; i++) {
      familyNumber[i] = familyOfType[e.type[i]];
      family[i] = families[familyNumber[i]];
      const days = spanOf(e.date[i], e.end[i]);
      if (!days || Number.isNaN(days[0])) continue;
      [first[i], last[i]] = days;
      dated[i] = 1;
      low = Math.min(low, days[0]);
      high = Math.max(high, days[1]);
    }
    const index = new Map(e.id.map((id, i) => [id, i]));
    /* Texts to search, folded once: those of places, articles and people by their own tables, titles by event. */
    const tables = {};
    const table = (name, make) => tables[name] || (tables[name] = make().map(g.fold));
    const placeTexts = () => table("places", () => data.places.name.map((name, k) => [name, data.places.also[k], data.places.within[k]].join(" ")));
    const whereTexts = () => table("where", () => data.places.name.map((name, k) => [name, data.places.within[k]].join(" ")));
    const articleTexts = () => table("articles", () => data.articles.title.map((title, k) => title + " " + data.articles.source[k]));
    const whoTexts = () => table("who", () => data.who.map((name, k) => (data.who_shown ? name + " " + data.who_shown[k] : name)));
    const typeTexts = () => table("types", () => data.types.map((type) => type[1]));
    const titles = new Array(count);
    let ahead = 0;
    const titleOf = (i) => (titles[i] === undefined ? (titles[i] = g.fold(e.title[i])) : titles[i]);
    /* Fold titles while nobody waits, so that the first search need not. */
    function foldAhead() {
      const until = Math.min(count, ahead + 2000);
      for (; ahead < until; ahead++) titleOf(ahead);
      if (ahead < count) setTimeout(foldAhead, 4);
    }

    /* What keeps an event out, a bit for each part of the filter: one reading of it serves the map and the counts beside it. */
    const BITS = { type: 1, status: 2, source: 4, time: 8, rest: 16 };
    const kept = {};
    function masks(filter) {
      const parts = {
        type: [filter.type.join(), (out) => {
          const ok = data.types.map((type) => filter.type.includes(type[0]));
          for (let i = 0; i < count; i++) out[i] = ok[e.type[i]] ? 0 : 1;
        }, filter.type.length],
        status: [filter.status.join(), (out) => { for (let i = 0; i < count; i++) out[i] = filter.status.includes(e.status[i]) ? 0 : 1; }, filter.status.length],
        source: [JSON.stringify(filter.source), (out) => {
          const ok = data.articles.source.map((source) => filter.source.includes(source));
          for (let i = 0; i < count; i++) out[i] = e.articles[i].some((k) => ok[k]) ? 0 : 1;
        }, filter.source.length],
        time: [[filter.from, filter.to, filter.undated].join(), (out) => {
          const from = filter.from === null ? -Infinity : filter.from, to = filter.to === null ? Infinity : filter.to;
          for (let i = 0; i < count; i++) out[i] = (dated[i] ? last[i] >= from && first[i] <= to : filter.undated) ? 0 : 1;
        }, filter.from !== null || filter.to !== null || !filter.undated],
        rest: [JSON.stringify([filter.sure, filter.who, filter.q]), (out) => {
          out.fill(0);
          if (filter.sure) for (let i = 0; i < count; i++) if (e.confidence[i] < filter.sure) out[i] = 1;
          if (filter.who) match(out, g.queryWords(filter.who), [whereTexts, null, whoTexts, null]);
          if (filter.q) match(out, g.queryWords(filter.q), [placeTexts, articleTexts, whoTexts, typeTexts], true);
        }, filter.sure || filter.who || filter.q],
      };
      for (const [name, [key, fill, used]] of Object.entries(parts)) {
        if (kept[name] && kept[name].key === key) continue;
        const out = used ? (kept[name] && kept[name].out) || new Uint8Array(count) : null;
        if (out) fill(out);
        kept[name] = { key, out };
      }
    }
    function fails(filter) {
      masks(filter);
      const all = new Uint8Array(count);
      for (const [name, bit] of Object.entries(BITS)) {
        const out = kept[name].out;
        if (out) for (let i = 0; i < count; i++) if (out[i]) all[i] |= bit;
      }
      return all;
    }
    /* One byte an event: 1 where it passes. `skip` names a part of the filter to leave out (for counts beside it). */
    function pass(filter, skip, failed) {
      const all = failed || fails(filter), but = skip ? 255 & ~BITS[skip] : 255, out = new Uint8Array(count);
      for (let i = 0; i < count; i++) out[i] = all[i] & but ? 0 : 1;
      return out;
    }
    function match(out, wanted, [where, articles, who, types], inTitles) {
      for (const word of wanted) {
        const hits = (texts) => (texts ? texts().map((text) => text.includes(word)) : []);
        const atPlace = hits(where), inArticle = hits(articles), ofWho = hits(who), ofType = hits(types);
        const any = (list, found) => {
          for (let n = 0; n < list.length; n++) if (found[list[n]]) return true;
          return false;
        };
        for (let i = 0; i < count; i++) {
          if (out[i] || atPlace[e.place[i]] || ofType[e.type[i]] || any(e.who[i], ofWho)) continue;
          if (inTitles && (any(e.articles[i], inArticle) || titleOf(i).includes(word))) continue;
          out[i] = 1;
        }
      }
    }

    return {
      data, events: e, count, family, families, familyNumber, first, last, dated, index, fails, pass, foldAhead,
      low: low === Infinity ? null : low, high: high === -Infinity ? null : high,
      placed: (i) => e.lat[i] !== null,
      /* Places and articles whose name holds the query, with the events that point to them. */
      find(query, limit) {
        const wanted = g.queryWords(query);
        if (!wanted.length) return { places: [], articles: [] };
        const pick = (texts) => {
          const found = [];
          for (let k = 0; k < texts.length && found.length < limit; k++) if (wanted.every((word) => texts[k].includes(word))) found.push(k);
          return found;
        };
        const named = table("named", () => data.places.name.map((name, k) => name + " " + data.places.also[k]));
        return { places: pick(named), articles: pick(table("titles", () => data.articles.title)) };
      },
    };
  };
})(geomap);
