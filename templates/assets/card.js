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

  /* "100 km S of Pyongyang, North Korea"; null without a place, undefined while its name is not there yet. */
  g.placeLine = function (store, i) {
    const k = store.place(i);
    if (k < 0) return null;
    if (store.placeName(k) === undefined) return undefined;
    const name = [store.relation(i), store.placeName(k)].filter(Boolean).join(" ");
    return [name, store.within(k)].filter(Boolean).join(g.lang === "ar" ? "، " : ", ");
  };

  function dateNote(iso, precision) {
    return precision && iso ? el("span", { class: "note" }, " (" + g.t(precision) + ")") : null;
  }

  /* `go` holds: close(), embed(i) or null, links (whether pages of ours may be linked). All words must be there. */
  g.card = function (store, i, go) {
    const k = store.place(i), status = store.statusOf(i), [from, to] = [store.from(i), store.to(i)], precision = store.precision(i);
    const root = g.base + g.lang + "/", comma = g.lang === "ar" ? "، " : ", ";
    const type = store.types[store.type[i]], who = Array.from(store.who(i)), { people, shown } = store.texts;
    const link = (href, text, kind) => (go.links ? el("a", { href, class: kind, target: go.target }, el("bdi", {}, text)) : el("bdi", { class: kind }, text));
    const quotes = el("div", { class: "quotes" });
    const facts = el("dl", { class: "facts" },
      el("dt", {}, g.t("When")),
      el("dd", {}, g.isDay(from) ? link(root + "day/" + from + ".html", g.longDate(from, to)) : g.longDate(from, to),
        dateNote(from, from && from.length < 10 ? (from.length === 4 ? "to the year" : "to the month") : null)),
      el("dt", {}, g.t("Where")),
      k < 0 ? el("dd", { class: "note" }, g.t("Place not known")) : el("dd", {},
        store.relation(i) ? el("bdi", {}, store.relation(i) + " ") : null,
        link(root + "place/" + store.places.slug(k) + ".html", store.placeName(k)),
        store.within(k) ? comma + store.within(k) : "",
        precision ? el("span", { class: "note" }, " (" + g.t(g.data.legend.precisions[precision]) + ")") : null),
      ...(who.length ? [el("dt", {}, g.t("Who")),
        el("dd", {}, ...who.flatMap((w, n) => [n ? comma : "", el("bdi", {}, (shown || people)[w])]))] : []));
    const card = el("article", { class: "card", "aria-labelledby": "card-title" },
      el("header", {},
        el("p", { class: "kind" }, g.glyph(type[2], status), el("span", {}, type[1]), g.statusBadge(status)),
        go.close ? el("button", { type: "button", class: "close", "aria-label": g.t("Close"), onclick: go.close }, "×") : null),
      el("h2", { id: "card-title", tabindex: "-1", dir: "auto" }, store.title(i)),
      facts,
      quotes);
    const foot = el("footer", {});
    if (go.links) foot.append(link(root + "event/" + store.slug(i) + ".html", g.t("Event page"), "button"));
    if (go.embed) foot.append(el("button", { type: "button", class: "quiet", onclick: () => go.embed(i) }, g.t("Embed")));
    card.append(foot);

    const shard = "details-" + g.lang + "-" + store.shard(i);
    g.need(shard, g.base + "data/" + shard + ".js", function (details) {
      const found = details && details[store.id(i)];
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
    const k = store.place(members[0]), one = k >= 0 && members.every((i) => store.place(i) === k);
    return el("article", { class: "card", "aria-labelledby": "card-title" },
      el("header", {}, el("p", { class: "kind" }, g.tn("%(num)s event here", "%(num)s events here", members.length)),
        el("button", { type: "button", class: "close", "aria-label": g.t("Close"), onclick: go.close }, "×")),
      el("h2", { id: "card-title", tabindex: "-1", dir: "auto" }, one ? store.placeName(k) : g.t("Events at this spot")),
      el("ol", { class: "rows" }, ...members.slice(0, 200).map((i) => g.row(store, i, pick))));
  };

  /* What a pointer over events is told: the title of one, as soon as it is there. */
  g.tipOf = (store, members) => (members.length > 1 ? g.tn("%(num)s event", "%(num)s events", members.length)
    : store.title(members[0]) ?? g.shortDate(store.from(members[0]), store.to(members[0])));

  /* A row of a list. Where its words are not there yet, `fillRow` puts them in. */
  g.row = function (store, i, pick) {
    const item = el("li", { "data-i": i },
      el("button", { type: "button", class: "row", onclick: () => pick(i) },
        g.glyph(store.family(i), store.statusOf(i)),
        el("span", { class: "row-title", dir: "auto" }),
        el("span", { class: "row-facts" }, el("span", {}, g.shortDate(store.from(i), store.to(i))),
          store.placed(i) ? el("bdi", {}) : el("span", {}, g.t("Place not known")), g.statusBadge(store.statusOf(i)))));
    g.fillRow(store, item);
    return item;
  };
  g.fillRow = function (store, item) {
    const i = +item.dataset.i, title = store.title(i), place = g.placeLine(store, i), row = item.firstChild;
    row.querySelector(".row-title").textContent = title ?? "…";
    if (place !== null) row.querySelector("bdi").textContent = place ?? "…";
    item.classList.toggle("wordless", title === undefined || place === undefined);
  };
})(geomap);
