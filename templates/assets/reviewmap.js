/* The map of the review page: candidates as numbered pins, of which the chosen one can be dragged elsewhere. */
"use strict";
(function (g) {
  const WIDE = 50;

  /* `on` holds pick(k) and move(lat, lon): somebody chose a candidate, or put a pin of their own somewhere. */
  g.reviewMap = function (map, labels, on) {
    const none = { types: [], events: { type: [], status: [], sure: [], when: [], spot: [], told: [] }, dates: [], sources: [], reports: [], tellers: [],
      spots: { place: [], precision: [], lat: [], lon: [], box: [], relation: [], unit: [] }, countries: [], country: [] };
    map.setView(g.anywhere.at, g.anywhere.zoom, { animate: false });
    // Names of towns, to find one's way by.
    new g.EventLayer(g.makeStore(none), labels).addTo(map);
    g.showGround();
    map.scrollWheelZoom.enable();
    const layer = L.layerGroup().addTo(map);
    let putting = false;
    map.on("click", ({ latlng }) => { if (putting) on.move(latlng.lat, wrapped(latlng.lng)); });

    const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
    function pin(lat, lon, text, name, chosen, k) {
      const icon = L.divIcon({ className: "pin" + (chosen ? " pin-chosen" : "") + (k === null ? " pin-own" : ""), html: g.el("span", {}, text),
        iconSize: [28, 36], iconAnchor: [14, 36] });
      // The likelier lies above the less likely, the chosen one above all.
      const marker = L.marker([lat, lon], { icon, draggable: chosen, keyboard: true, autoPan: chosen, zIndexOffset: chosen ? 5000 : -100 * (k || 0), riseOnHover: true });
      marker.addTo(layer);
      const element = marker.getElement();
      element.setAttribute("aria-label", name);
      element.title = name;
      marker.on("dragend", () => { const at = marker.getLatLng(); on.move(Math.max(-85, Math.min(85, at.lat)), wrapped(at.lng)); });
      return marker;
    }

    return {
      /* Show an item's places as a draft has them. */
      show(item, draft) {
        layer.clearLayers();
        putting = draft.where === "pin";
        item.places.forEach((place, k) => {
          const [lat, lon] = k === 0 && item.spot && place.id === item.place ? item.spot : [place.lat, place.lon];
          const name = [place.name, place.within].filter(Boolean).join(g.lang === "ar" ? "، " : ", ");
          pin(lat, lon, g.number(k + 1), name, draft.where === String(k), k).on("click", () => on.pick(k));
        });
        if (draft.where === "pin" && draft.pin && Number.isFinite(draft.pin.lat) && Number.isFinite(draft.pin.lon)) {
          pin(draft.pin.lat, draft.pin.lon, "✚", draft.pin.name || g.t("My own pin"), true, null);
        }
      },
      /* Look at an item's places: at all of them, or where they are far apart at the likeliest. */
      look(item) {
        map.invalidateSize({ animate: false });
        if (!item.places.length) { map.setView(g.anywhere.at, g.anywhere.zoom, { animate: false }); return; }
        const bounds = L.latLngBounds(item.places.map((place) => [place.lat, place.lon]));
        const far = bounds.getEast() - bounds.getWest() > WIDE || bounds.getNorth() - bounds.getSouth() > WIDE;
        if (far) map.setView([item.places[0].lat, item.places[0].lon], 4, { animate: false });
        else map.fitBounds(bounds.pad(0.3), { maxZoom: 6, animate: false });
      },
      /* Bring a point into view, and no further than needed. */
      seek(lat, lon) {
        if (Number.isFinite(lat) && Number.isFinite(lon) && !map.getBounds().pad(-0.08).contains([lat, lon])) map.setView([lat, lon], Math.max(4, map.getZoom()), { animate: false });
      },
      middle: () => { const at = map.getCenter(); return [at.lat, wrapped(at.lng)]; },
    };
  };
})(geomap);
