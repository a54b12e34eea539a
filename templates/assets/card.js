/* The card of one event, and the list that a cluster at one spot fans out into. */
"use strict";
(function (g) {
  const el = g.el;

  /* A text with spans marked: offsets are code points, as Python counts them. */
  g.marked = function (text, marks) {
    const points = Array.from(text), out = [];
    let at = 0;
    for (const [start, end, kind] of marks) {
      if (start < at) continue;
      out.push(points.slice(at, start).join(""), el("mark", { class: "m-" + kind }, points.slice(start, end).join("")));
      at = end;
    }
    out.push(points.slice(at).join(""));
    return out;
  };

  g.statusBadge = (status) => (status === "happened" ? null
    : el("span", { class: "badge s-" + status }, g.t(g.data.legend.statuses[status])));

  g.placeLine = function (store, i) {
    const e = store.events, k = e.place[i];
    if (k < 0) return null;
    const places = store.data.places;
    const name = [e.relation[i], places.name[k]].filter(Boolean).join(" ");
    return [name, places.within[k]].filter(Boolean).join(g.lang === "ar" ? "، " : ", ");
  };

  function dateNote(iso, precision) {
    return precision && iso ? el("span", { class: "note" }, " (" + g.t(precision) + ")") : null;
  }

  /* `go` holds: close(), embed(i) or null, links (whether pages of ours may be linked). */
  g.card = function (store, i, go) {
    const e = store.events, data = store.data, k = e.place[i];
    const root = g.base + g.lang + "/";
    const type = data.types[e.type[i]];
    const link = (href, text, kind) => (go.links ? el("a", { href, class: kind, target: go.target }, el("bdi", {}, text)) : el("bdi", { class: kind }, text));
    const quotes = el("div", { class: "quotes" });
    const facts = el("dl", { class: "facts" },
      el("dt", {}, g.t("When")),
      el("dd", {}, g.isDay(e.date[i]) ? link(root + "day/" + e.date[i] + ".html", g.longDate(e.date[i], e.end[i])) : g.longDate(e.date[i], e.end[i]),
        dateNote(e.date[i], e.date[i] && e.date[i].length < 10 ? (e.date[i].length === 4 ? "to the year" : "to the month") : null)),
      el("dt", {}, g.t("Where")),
      k < 0 ? el("dd", { class: "note" }, g.t("Place not known")) : el("dd", {},
        e.relation[i] ? el("bdi", {}, e.relation[i] + " ") : null,
        link(root + "place/" + data.places.slug[k] + ".html", data.places.name[k]),
        data.places.within[k] ? (g.lang === "ar" ? "، " : ", ") + data.places.within[k] : "",
        e.precision[i] ? el("span", { class: "note" }, " (" + g.t(g.data.legend.precisions[e.precision[i]]) + ")") : null),
      ...(e.who[i].length ? [el("dt", {}, g.t("Who")),
        el("dd", {}, ...e.who[i].flatMap((w, n) => [n ? (g.lang === "ar" ? "، " : ", ") : "", el("bdi", {}, (data.who_shown || data.who)[w])]))] : []));
    const card = el("article", { class: "card", "aria-labelledby": "card-title" },
      el("header", {},
        el("p", { class: "kind" }, g.glyph(type[2], e.status[i]), el("span", {}, type[1]), g.statusBadge(e.status[i])),
        go.close ? el("button", { type: "button", class: "close", "aria-label": g.t("Close"), onclick: go.close }, "×") : null),
      el("h2", { id: "card-title", tabindex: "-1", dir: "auto" }, e.title[i]),
      facts,
      quotes);
    const foot = el("footer", {});
    if (go.links) foot.append(link(root + "event/" + e.slug[i] + ".html", g.t("Event page"), "button"));
    if (go.embed) foot.append(el("button", { type: "button", class: "quiet", onclick: () => go.embed(i) }, g.t("Embed")));
    card.append(foot);

    const shard = "details-" + g.lang + "-" + e.shard[i];
    g.need(shard, g.base + "data/" + shard + ".js", function (details) {
      const found = details && details[e.id[i]];
      if (!found) return;
      if (found.tolls.length) {
        facts.append(el("dt", {}, g.t("Toll")), el("dd", {}, el("ul", {}, ...found.tolls.map(([text, words, lang]) =>
          el("li", {}, text, " ", el("span", { class: "note" }, g.lang === "ar" ? "«" : "“", el("bdi", { lang: lang === "und" ? null : lang }, words), g.lang === "ar" ? "»" : "”"))))));
      }
      if (found.quotes.length > 1) {
        const reports = new Set(found.quotes.map((quote) => quote.article)).size;
        quotes.append(el("p", { class: "agree" }, g.tn("%(num)s report", "%(num)s reports", reports),
          found.independent ? " · " + g.tn("%(num)s independent source", "%(num)s independent sources", found.independent) : "",
          found.conflicts.length ? " · " + g.t("they differ on some points") : ""));
      }
      for (const quote of found.quotes.slice(0, 4)) {
        quotes.append(el("figure", { dir: "auto" },
          el("blockquote", { lang: quote.lang === "und" ? null : quote.lang }, ...g.marked(quote.text, quote.marks)),
          el("figcaption", {}, quote.publisher ? link(root + "source/" + quote.publisher + ".html", quote.source) : el("bdi", {}, quote.source || g.t("Source not told")),
            quote.date ? " · " : "", quote.date ? el("bdi", {}, g.shortDate(quote.date)) : "", " · ",
            link(root + "article/" + quote.article + ".html", quote.title))));
      }
      for (const conflict of found.conflicts) quotes.append(el("p", { class: "conflict", dir: "auto" }, conflict));
      for (const words of found.corrected || []) quotes.append(el("p", { class: "corrected", dir: "auto" }, words));
      if (found.reasons.length) {
        quotes.append(el("details", {}, el("summary", {}, g.t("Why here")),
          el("ul", {}, ...found.reasons.map((reason) => el("li", { dir: "auto" }, reason)))));
      }
    });
    return card;
  };

  /* Events that lie at one spot: a list to pick from. */
  g.fan = function (store, members, go, pick) {
    const e = store.events, k = e.place[members[0]];
    const one = members.every((i) => e.place[i] === k) && k >= 0;
    return el("article", { class: "card", "aria-labelledby": "card-title" },
      el("header", {}, el("p", { class: "kind" }, g.tn("%(num)s event here", "%(num)s events here", members.length)),
        el("button", { type: "button", class: "close", "aria-label": g.t("Close"), onclick: go.close }, "×")),
      el("h2", { id: "card-title", tabindex: "-1", dir: "auto" }, one ? store.data.places.name[k] : g.t("Events at this spot")),
      el("ol", { class: "rows" }, ...members.slice(0, 200).map((i) => g.row(store, i, pick))));
  };

  /* A row of a list. */
  g.row = function (store, i, pick) {
    const e = store.events;
    const place = g.placeLine(store, i);
    return el("li", { "data-i": i },
      el("button", { type: "button", class: "row", onclick: () => pick(i) },
        g.glyph(store.family[i], e.status[i]),
        el("span", { class: "row-title", dir: "auto" }, e.title[i]),
        el("span", { class: "row-facts" }, el("span", {}, g.shortDate(e.date[i], e.end[i])),
          place ? el("bdi", {}, place) : el("span", {}, g.t("Place not known")), g.statusBadge(e.status[i]))));
  };
})(geomap);
