/* The events of a page in columns: numbers in typed arrays, tables that they point into, and words, which may come later.
   `geomap/mapdata.py` tells what the data files hold. */
"use strict";
(function (g) {
  const WIDTHS = { 1: Uint8Array, 2: Uint16Array, 4: Int32Array };
  /* Whole numbers: a list, or base64 of their bytes behind a digit that tells how many bytes one takes. */
  g.numbers = function (given) {
    if (typeof given !== "string") return Int32Array.from(given);
    const text = atob(given.slice(1)), bytes = new Uint8Array(text.length);
    for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
    return new WIDTHS[given[0]](bytes.buffer);
  };
  /* Texts: a list, or lines. */
  g.lines = (given) => (typeof given === "string" ? given.split("\n") : given);
  const once = (make) => { let made; return () => (made === undefined ? (made = make()) : made); };

  /* Lists of numbers, one an event: how many each has, and all of them one after the other. */
  function lists({ n, of }) {
    const counts = g.numbers(n), all = g.numbers(of), from = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i++) from[i + 1] = from[i] + counts[i];
    return { from, all, at: (i) => all.subarray(from[i], from[i + 1]) };
  }
  /* File names follow from ids, but for some. */
  function slugs(ids, odd) {
    const own = new Map(odd);
    return (i) => own.get(i) ?? ids()[i].replaceAll(":", "-");
  }

  /* Where events are. A spot is a point, with the box of a soft shape around it where the place is vague. */
  function spotsOf(data) {
    const given = data.spots, place = g.numbers(given.place), count = place.length, boxes = g.numbers(given.box);
    const precisions = [...Object.keys(g.data.legend.precisions), null];
    const scaled = (column, by) => Float64Array.from(g.numbers(column), (value) => value / by);
    const box = new Array(count).fill(null);
    for (let k = 0; k < boxes.length; k += 5) box[boxes[k]] = Array.from(boxes.subarray(k + 1, k + 5), (value) => value / 1000);
    return { count, place, box, precision: Array.from(g.numbers(given.precision), (k) => precisions[k]),
      lat: scaled(given.lat, 10000), lon: scaled(given.lon, 10000), relation: new Map(given.relation), unit: new Map(given.unit) };
  }
  /* When events are: the texts, and the first and last day (since 1970) that each may mean; none where it tells no day. */
  function datesOf(data) {
    const texts = g.lines(data.dates), count = texts.length, spans = texts.map((text) => text.split("/"));
    const first = new Int32Array(count), last = new Int32Array(count), dated = new Uint8Array(count);
    spans.forEach(([from, to], k) => {
      const days = g.daySpan(from, to);
      if (!days || Number.isNaN(days[0])) return;
      [first[k], last[k]] = days;
      dated[k] = 1;
    });
    return { count, from: spans.map(([from]) => from || null), to: spans.map(([, to]) => to || null), first, last, dated };
  }
  /* What only words need. */
  function textsOf(given) {
    const ids = once(() => g.lines(given.id)), places = given.places, told = given.articles_told, ways = new Map(given.ways);
    const placeIds = g.lines(places.id), shards = once(() => g.numbers(given.shard)), none = [];
    const within = once(() => { const named = g.lines(given.named); return Array.from(g.numbers(places.within), (k) => named[k]); });
    const title = once(() => g.lines(given.title)), articles = once(() => lists(given.articles)), who = once(() => lists(given.who));
    return {
      ids, title, articles, who, index: once(() => new Map(ids().map((id, i) => [id, i]))),
      slug: slugs(ids, given.slug), shard: (i) => shards()[i], ways: (i) => ways.get(i) || none, paths: given.paths,
      people: g.lines(given.people), shown: given.people_shown.length ? g.lines(given.people_shown) : null,
      places: { id: placeIds, slug: slugs(() => placeIds, places.slug), name: g.lines(places.name), also: g.lines(places.also), get within() { return within(); } },
      told: { slug: g.lines(told.slug), title: g.lines(told.title), source: g.numbers(told.source) },
    };
  }

  /* `data` as a data file has it. Its texts are in it, or those of `later(done)`, which calls back with them once.
     Events go by their numbers, and so do spots, dates, places, articles and people. */
  g.makeColumns = function (data, later) {
    const events = data.events, lead = data.lead ? { title: g.lines(data.lead.title), name: g.lines(data.lead.name), within: g.lines(data.lead.within) } : null;
    const type = g.numbers(events.type), status = g.numbers(events.status), spot = g.numbers(events.spot), when = g.numbers(events.when);
    const statuses = Object.keys(g.data.legend.statuses), spots = spotsOf(data), dates = datesOf(data);
    const families = [...new Set(data.types.map((one) => one[2]))], familyOfType = data.types.map((one) => families.indexOf(one[2]));
    const countries = g.lines(data.countries), country = g.numbers(data.country);
    let texts = data.texts ? textsOf(data.texts) : null, asked = false;
    const waiting = [];
    return {
      count: type.length, types: data.types, type, status, statuses, spot, when, spots, dates, families, sure: g.numbers(events.sure), told: g.numbers(events.told),
      familyOfType,
      sources: g.lines(data.sources), reports: g.numbers(data.reports), tellers: data.tellers,
      family: (i) => data.types[type[i]][2],
      statusOf: (i) => statuses[status[i]],
      from: (i) => dates.from[when[i]],
      to: (i) => dates.to[when[i]],
      dated: (i) => dates.dated[when[i]] === 1,
      place: (i) => spots.place[spot[i]],
      placed: (i) => spots.place[spot[i]] >= 0,
      precision: (i) => spots.precision[spot[i]],
      relation: (i) => spots.relation.get(spot[i]) || "",
      point: (i) => [spots.lat[spot[i]], spots.lon[spot[i]]],
      box: (i) => spots.box[spot[i]],
      country: (k) => countries[country[k]] || null,

      /* Whether all words are there, and what to do once they are. */
      get full() { return texts !== null; },
      onceFull(call) { if (texts) call(); else waiting.push(call); },
      /* The same, and have them come now. */
      whenFull(call) {
        this.onceFull(call);
        if (texts || asked) return;
        asked = true;
        later((given) => {
          if (!given) return;
          texts = textsOf(given);
          waiting.splice(0).forEach((one) => one());
        });
      },
      get texts() { return texts; },
      /* These two are also there for the first events and their places; else undefined until all words are. */
      title: (i) => (texts ? texts.title()[i] : lead && lead.title[i]) ?? undefined,
      placeName: (k) => (texts ? texts.places.name[k] : lead && lead.name[k]) ?? undefined,
      within: (k) => (texts ? texts.places.within[k] : lead && lead.within[k]) ?? "",
      id: (i) => texts.ids()[i],
      slug: (i) => texts.slug(i),
      shard: (i) => texts.shard(i),
      who: (i) => texts.who().at(i),
      articles: (i) => texts.articles().at(i),
      ways: (i) => (texts ? texts.ways(i) : []),
      get paths() { return texts.paths; },
      get places() { return texts.places; },
      index: (id) => texts.index().get(id),
    };
  };
})(geomap);
