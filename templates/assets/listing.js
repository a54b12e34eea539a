/* The list beside the map: the events that pass and that the map shows, and those without a place. */
"use strict";
(function (g) {
  const PAGE = 60, MOST_UNPLACED = 300;

  /* Fills the hosts of `ui`. `pick(i)` is called when a row is chosen, `over(i)` when one is pointed at, -1 for none. */
  g.listing = function (store, map, ui, pick, over) {
    const { count, spot, spots: { place } } = store, shown = new Int32Array(count), off = new Int32Array(count);
    let seen = 0, without = 0, rows = 0, chosen = -1;

    /* Fill the list with what passes, a byte an event. */
    function show(visible) {
      const inView = ui["in-view"].checked, touches = inView ? touching(map.getBounds()) : null;
      let all = 0;
      seen = without = 0;
      for (let i = 0; i < count; i++) {
        if (!visible[i]) continue;
        all++;
        const s = spot[i];
        if (place[s] < 0) off[without++] = i;
        else if (!inView || touches[s]) shown[seen++] = i;
      }
      rows = 0;
      ui.list.replaceChildren();
      more();
      ui.count.textContent = seen === all - without
        ? g.tn("%(num)s event", "%(num)s events", all)
        : g.t("%(seen)s in view, of %(all)s", { seen: g.number(seen), all: g.tn("%(num)s event", "%(num)s events", all) });
      ui.list.hidden = !seen;
      ui.nothing.hidden = seen > 0;
      ui.nothing.textContent = all ? g.t("Nothing in this part of the map. Zoom out or move it.") : g.t("No event passes these filters.");
      ui.unplaced.hidden = !without;
      ui["unplaced-count"].textContent = g.number(without);
      if (ui.unplaced.open) fillUnplaced(); else ui["unplaced-list"].replaceChildren();
      mark(chosen);
    }
    /* Which spots' points or boxes meet a view, on whichever copy of the world the view shows: a byte a spot. */
    function touching(bounds) {
      const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const wide = map.getZoom() < 4, { lat, lon, box, precision } = store.spots;
      return Uint8Array.from(lat, (at, s) => {
        if (precision[s] === "country" && wide) return 1;
        const own = precision[s] === "country" ? null : box[s];
        if ((own ? own[1] : at) > north || (own ? own[3] : at) < south) return 0;
        const left = own ? own[0] : lon[s], right = own ? (own[2] < own[0] ? own[2] + 360 : own[2]) : lon[s];
        for (let by = -360; by <= 360; by += 360) if (left + by <= east && right + by >= west) return 1;
        return 0;
      });
    }
    function more() {
      const until = Math.min(seen, rows + PAGE);
      ui.list.append(...Array.from(shown.subarray(rows, until), (i) => g.row(store, i, pick)));
      rows = until;
      ui.more.hidden = rows >= seen;
    }
    /* The rows without a place are made when somebody looks. */
    function fillUnplaced() {
      ui["unplaced-list"].replaceChildren(...Array.from(off.subarray(0, Math.min(without, MOST_UNPLACED)), (i) => g.row(store, i, pick)));
      mark(chosen);
    }
    function mark(i) {
      chosen = i;
      document.querySelectorAll("#panel li[data-i]").forEach((item) => {
        const on = +item.dataset.i === chosen;
        item.classList.toggle("chosen", on);
        if (on) item.firstChild.setAttribute("aria-current", "true"); else item.firstChild.removeAttribute("aria-current");
      });
    }
    /* Up and down walk the rows. */
    function walk(event) {
      const item = event.target.closest("li");
      if (!item || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      const next = event.key === "ArrowDown" ? item.nextElementSibling : item.previousElementSibling;
      if (next) { next.firstChild.focus(); event.preventDefault(); }
    }
    const pointed = (event) => { const item = event.target.closest("li"); over(item ? +item.dataset.i : -1); };
    for (const host of [ui.list, ui["unplaced-list"]]) {
      host.addEventListener("mouseover", pointed);
      host.addEventListener("mouseleave", () => over(-1));
      host.addEventListener("focusin", pointed);
      host.addEventListener("focusout", () => over(-1));
      host.addEventListener("keydown", walk);
    }
    ui.unplaced.addEventListener("toggle", () => { if (ui.unplaced.open && !ui["unplaced-list"].children.length) fillUnplaced(); });
    ui.more.addEventListener("click", () => {
      const at = rows;
      more();
      mark(chosen);
      const next = ui.list.children[at];
      if (next) next.firstChild.focus();
    });
    // Rows that were made before all words were there.
    store.onceFull(() => document.querySelectorAll("#panel li.wordless").forEach((item) => g.fillRow(store, item)));
    return { show, mark };
  };
})(geomap);
