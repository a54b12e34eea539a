/* Entries of corrections.yaml, as geomap/corrections.py reads them: made of what a person chose, and written as YAML. */
"use strict";
(function (g) {
  /* A text as a YAML scalar in double quotes. JSON's are such, but for line ends and signs that YAML does not print. */
  const HIDDEN = /[\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff]/gu;
  function scalar(value) {
    if (typeof value === "number") return String(value);
    return JSON.stringify(value.replace(/\p{Cs}/gu, "\ufffd"))
      .replace(HIDDEN, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  }
  function flow(value) {
    if (Array.isArray(value)) return "[" + value.map(flow).join(", ") + "]";
    if (typeof value === "object") return "{" + Object.entries(value).map(([key, inner]) => key + ": " + flow(inner)).join(", ") + "}";
    return scalar(value);
  }
  g.yaml = (entries) => entries.map((entry) => Object.entries(entry)
    .map(([key, value], n) => (n ? "  " : "- ") + key + ": " + flow(value) + "\n").join("")).join("");

  g.isDate = function (text) {
    if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) return false;
    const whole = text + "-01-01".slice(3 * (text.split("-").length - 1)), day = new Date(whole + "T00:00:00Z");
    return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === whole;
  };
  g.today = function () {
    const now = new Date(), two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  /* What a form says as long as nobody changed it. */
  g.draftOf = (item) => ({ where: item.place ? "0" : "none", role: "not a place", scope: "event", pin: null,
    date: item.date || "", end: item.end || "", type: item.type, status: item.status });

  g.nameOf = (names) => (g.lang === "ar" && names[1]) || names[0];

  /* A place that the gazetteer lacks, with a point. The point is part of its id: a pin dragged twice makes two places. */
  function ownPlace([name, arabic], lat, lon, kind, country) {
    const at = [lat, lon].map((degrees) => Number(degrees.toFixed(5)));
    const id = "own:" + [name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-"), kind, country || "", at.join(",")].join("-");
    return { id, name, ...(arabic ? { name_ar: arabic } : {}), lat: at[0], lon: at[1], kind, ...(country ? { country } : {}) };
  }
  function placeOf(item, draft) {
    if (draft.where === "pin") {
      const pin = draft.pin;
      // Whoever moves a pin and leaves its name alone, leaves its other name alone too.
      return ownPlace(pin.names && g.nameOf(pin.names) === pin.name.trim() ? pin.names : [pin.name.trim()], pin.lat, pin.lon, pin.kind, pin.country.trim().toUpperCase());
    }
    const place = item.places[+draft.where];
    // What a geocoder found once, the gazetteer does not know by its id.
    return place.id.startsWith("online:") ? ownPlace(place.names, place.lat, place.lon, place.kind, place.country) : place.id;
  }

  /* What is wrong with a form: the name of its field and the words for it; null where all is well. */
  g.faultOf = function (item, draft) {
    if (draft.where === "pin") {
      const pin = draft.pin, at = (value, most) => Number.isFinite(value) && Math.abs(value) <= most;
      if (!pin.name.trim()) return ["pin-name", "Give the place a name."];
      if (!at(pin.lat, 90) || !at(pin.lon, 180)) return ["pin-lat", "Latitude is -90 to 90, longitude -180 to 180."];
      if (pin.country.trim() && !/^[a-z]{2}$/i.test(pin.country.trim())) return ["pin-country", "Write the country as two letters: DZ, EG, US."];
    }
    const date = draft.date.trim(), end = draft.end.trim();
    if (date && !g.isDate(date)) return ["date", "Write a date as 2024-05-09, 2024-05 or 2024."];
    if (end && (!g.isDate(end) || end.length !== date.length || end < date)) return ["end", "The last day needs a first one before it, written alike."];
    return null;
  };

  /* The entries that a form makes, without who says so; none where nothing was changed. */
  g.entriesOf = function (item, draft) {
    const set = {}, entries = [], hint = item.hint ? { hint: item.hint } : {};
    if (draft.where === "name") {
      entries.push({ mention: item.name, is: draft.role });
    } else if (draft.where === "none") {
      if (item.place) set.place = "none";
    } else if (draft.where === "pin" || item.places[+draft.where].id !== item.place) {
      const place = placeOf(item, draft), { article, name } = item.name || {};
      if (draft.scope === "event" || !item.name) set.place = place;
      else entries.push({ place: draft.scope === "article" ? { article, name } : { name }, is: place });
    }
    const date = draft.date.trim(), end = draft.end.trim();
    if (date !== (item.date || "") || end !== (item.end || "")) {
      set.date = date || "none";
      if (end) set.date_end = end;
    }
    if (draft.type !== item.type) set.type = draft.type;
    if (draft.status !== item.status) set.status = draft.status;
    if (Object.keys(set).length) entries.push({ event: item.id, set, ...hint });
    return entries;
  };
  g.acceptOf = (item) => ({ accept: item.id,
    as: { place: item.place || "none", date: item.date || "none", ...(item.end ? { date_end: item.end } : {}), type: item.type, status: item.status },
    ...(item.hint ? { hint: item.hint } : {}) });
  g.dropOf = (item) => ({ drop: item.id, ...(item.hint ? { hint: item.hint } : {}) });

  /* Where entries go when nothing serves the page: kept in the browser, given out as a file. */
  g.keptCorrections = function () {
    // Not of another site that is opened from the same disk.
    const name = "review-" + location.pathname.replace(/[^/]*\/[^/]*$/, "");
    let steps = [];
    try { steps = JSON.parse(g.kept(name) || "[]"); } catch { steps = []; }
    if (!Array.isArray(steps)) steps = [];
    const save = () => g.keep(name, JSON.stringify(steps));
    return {
      steps: () => steps,
      add(item, entries) { steps.push({ item, entries }); save(); },
      undo() { const last = steps.pop(); save(); return last; },
      text: () => "# " + g.t("What people corrected in this collection.") + "\n" + g.yaml(steps.flatMap((step) => step.entries)),
    };
  };
})(geomap);
