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

  /* Loads the words of the collection's events, which the first drawing does without. */
  g.textsLater = (done) => g.need("texts-" + g.lang, g.base + "data/texts-" + g.lang + ".js", done);

  /* The columns of `data` (`makeColumns`) with what filters and searches them. */
  g.makeStore = function (data, later) {
    const store = g.makeColumns(data, later), { count, dates, spots } = store;
    /* Texts to search: those of places, articles and people by their own tables, titles by event. */
    const texts = () => store.texts, places = () => texts().places;
    const searches = {
      title: g.makeSearch(() => texts().title()),
      place: g.makeSearch(() => places().name.map((name, k) => [name, places().also[k], places().within[k]].join(" "))),
      where: g.makeSearch(() => places().name.map((name, k) => [name, places().within[k]].join(" "))),
      named: g.makeSearch(() => places().name.map((name, k) => name + " " + places().also[k])),
      article: g.makeSearch(() => texts().told.title.map((title, k) => title + " " + store.sources[texts().told.source[k]])),
      heading: g.makeSearch(() => texts().told.title),
      who: g.makeSearch(() => texts().people.map((name, k) => (texts().shown ? name + " " + texts().shown[k] : name))),
      type: g.makeSearch(() => store.types.map((type) => type[1])),
    };
    const any = ({ from, all }, i, found) => {
      for (let n = from[i]; n < from[i + 1]; n++) if (found[all[n]]) return true;
      return false;
    };
    /* Put 1 where a word of `wanted` is neither in an event's place (`where` names the search), nor in who takes part,
       nor, `everywhere`, in its kind, title and reports. */
    function match(out, wanted, where, everywhere) {
      const who = texts().who(), articles = texts().articles(), { spot, type } = store;
      for (const word of wanted) {
        const [atPlace, ofWho] = [where, "who"].map((name) => searches[name].hits(word));
        const [ofType, inArticle, inTitle] = ["type", "article", "title"].map((name) => (everywhere ? searches[name].hits(word) : null));
        const atSpot = Uint8Array.from(spots.place, (k) => (k >= 0 ? atPlace[k] : 0));
        const anybody = ofWho.includes(1), anywhere = everywhere && inArticle.includes(1);
        for (let i = 0; i < count; i++) {
          if (out[i] || atSpot[spot[i]] || (everywhere && (inTitle[i] || ofType[type[i]]))) continue;
          if ((anybody && any(who, i, ofWho)) || (anywhere && any(articles, i, inArticle))) continue;
          out[i] = 1;
        }
      }
    }

    /* What keeps an event out, a bit for each part of the filter: one reading of it serves the map and the counts beside it. */
    const BITS = { type: 1, status: 2, source: 4, time: 8, rest: 16 };
    const kept = {};
    /* Put 1 where what a column points to is not among the right ones. */
    const unless = (column, right) => (out) => {
      const wrong = Uint8Array.from(right, (yes) => (yes ? 0 : 1));
      for (let i = 0; i < count; i++) out[i] = wrong[column[i]];
    };
    function masks(filter) {
      const from = filter.from === null ? -Infinity : filter.from, to = filter.to === null ? Infinity : filter.to;
      const inTime = (day, k) => (dates.dated[k] ? dates.last[k] >= from && day <= to : filter.undated);
      const parts = {
        type: [filter.type, unless(store.type, store.types.map((type) => filter.type.includes(type[0]))), filter.type.length],
        status: [filter.status, unless(store.status, store.statuses.map((status) => filter.status.includes(status))), filter.status.length],
        source: [filter.source, (out) => {
          const right = store.sources.map((source) => filter.source.includes(source));
          unless(store.told, store.tellers.map((told) => told.some((k) => right[k])))(out);
        }, filter.source.length],
        time: [[filter.from, filter.to, filter.undated], unless(store.when, Array.from(dates.first, inTime)),
          filter.from !== null || filter.to !== null || !filter.undated],
        rest: [[filter.sure, filter.who, filter.q], (out) => {
          out.fill(0);
          if (filter.sure) for (let i = 0; i < count; i++) if (store.sure[i] < filter.sure) out[i] = 1;
          if (filter.who) match(out, g.queryWords(filter.who), "where", false);
          if (filter.q) match(out, g.queryWords(filter.q), "place", true);
        }, filter.sure || filter.who || filter.q],
      };
      for (const [name, [value, fill, used]] of Object.entries(parts)) {
        const key = JSON.stringify(value);
        if (kept[name] && kept[name].key === key) continue;
        const out = used ? (kept[name] && kept[name].out) || new Uint8Array(count) : null;
        if (out) fill(out);
        kept[name] = { key, out };
      }
    }

    let low = Infinity, high = -Infinity;
    for (let k = 0; k < dates.count; k++) {
      if (!dates.dated[k]) continue;
      low = Math.min(low, dates.first[k]);
      high = Math.max(high, dates.last[k]);
    }
    return Object.assign(store, {
      low: low === Infinity ? null : low, high: high === -Infinity ? null : high,
      /* Whether a filter asks for words that may not be there yet (`whenFull`). */
      asksWords: (filter) => Boolean(filter.q || filter.who) && !store.full,
      /* One byte an event: the bits of the parts of the filter that keep it out. */
      fails(filter) {
        masks(filter);
        const all = new Uint8Array(count);
        for (const [name, bit] of Object.entries(BITS)) {
          const out = kept[name].out;
          if (out) for (let i = 0; i < count; i++) all[i] |= out[i] * bit;
        }
        return all;
      },
      /* How many events each type, status and source has, and how many tell no date, the rest of a filter that fails so as it
         is; `visible` has a byte an event: 1 where it passes. */
      tally(failed) {
        const { type, status, told, when } = store;
        const types = new Uint32Array(store.types.length), statuses = new Uint32Array(store.statuses.length);
        const tellers = new Uint32Array(store.tellers.length), whens = new Uint32Array(dates.count), visible = new Uint8Array(count);
        for (let i = 0; i < count; i++) {
          const bits = failed[i];
          if (bits === 0) visible[i] = 1;
          if (bits === 0 || bits === BITS.type) types[type[i]]++;
          if (bits === 0 || bits === BITS.status) statuses[status[i]]++;
          if (bits === 0 || bits === BITS.source) tellers[told[i]]++;
          if (bits === 0 || bits === BITS.time) whens[when[i]]++;
        }
        const sources = new Uint32Array(store.sources.length);
        store.tellers.forEach((told, k) => told.forEach((source) => { sources[source] += tellers[k]; }));
        return { visible, types, statuses, sources, undated: whens.reduce((sum, n, k) => (dates.dated[k] ? sum : sum + n), 0) };
      },
      /* One byte an event: 1 where it passes. */
      pass: (filter) => store.fails(filter).map((failed) => (failed ? 0 : 1)),
      /* Places and articles whose name holds the query, at most so many of each. */
      find(query, limit) {
        const wanted = g.queryWords(query);
        const pick = (search) => {
          const hits = wanted.map((word) => search.hits(word)), found = [];
          for (let k = hits[0].indexOf(1); k >= 0 && found.length < limit; k = hits[0].indexOf(1, k + 1)) if (hits.every((one) => one[k])) found.push(k);
          return found;
        };
        return wanted.length ? { places: pick(searches.named), articles: pick(searches.heading) } : { places: [], articles: [] };
      },
      /* Fold all texts while nobody waits, so that the first search need not. */
      foldAhead: () => Object.values(searches).forEach((search) => search.ahead()),
    });
  };
})(geomap);
