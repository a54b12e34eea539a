/* The ground that the site's scripts stand on: data files, words, dates, folding for search, elements, theme.
   Classic scripts only: a page opened from disk may neither fetch nor load modules. */
"use strict";
var geomap = {};

(function (g) {
  const root = document.documentElement;
  g.data = Object.create(null);
  g.layers = {};
  g.lang = root.lang || "en";
  g.rtl = root.dir === "rtl";
  g.base = (document.currentScript && document.currentScript.dataset.base) || root.dataset.base || "";

  /* Data files call this. */
  g.put = function (name, value) { g.data[name] = value; };

  /* Load a data file by adding a script; calls back once, also when it is missing. */
  g.need = function (name, src, done) {
    if (name in g.data) { done(g.data[name]); return; }
    const script = document.createElement("script");
    script.src = src;
    script.onload = script.onerror = function () { done(g.data[name]); };
    document.head.appendChild(script);
  };

  // ---- words -------------------------------------------------------------------------------------------------------
  function words() { return g.data["words-" + g.lang] || { messages: {}, months: [], weekdays: [] }; }
  function fill(text, values) {
    return values ? text.replace(/%\((\w+)\)s/g, (all, name) => (name in values ? values[name] : all)) : text;
  }
  g.t = function (message, values) {
    const found = words().messages;
    const own = Object.prototype.hasOwnProperty.call(found, message) ? found[message] : null;
    return fill(typeof own === "string" ? own : message, values);
  };
  g.tn = function (one, many, number) {
    const found = words().messages;
    const forms = Object.prototype.hasOwnProperty.call(found, one) ? found[one] : null;
    const category = new Intl.PluralRules(g.lang).select(number);
    const text = forms && typeof forms === "object" ? forms[category] || forms.other : number === 1 ? one : many;
    return fill(text, { num: g.number(number) });
  };
  /* Numbers and dates in the digits that the site was built with. */
  const digits = () => words().digits || "latn";
  const locale = () => `${g.lang}-u-nu-${digits()}`;
  const made = new Map();
  function format(kind, options) {
    const key = JSON.stringify([kind.name, options]);
    if (!made.has(key)) made.set(key, new kind(locale(), options));
    return made.get(key);
  }
  g.number = (value) => format(Intl.NumberFormat, {}).format(value);
  g.percent = (whole) => (digits() === "arab" ? g.numerals(whole + "٪") : whole + "%");
  /* "1,000 km" in the page's language, of metres. */
  g.distance = (metres) => format(Intl.NumberFormat, { style: "unit", unit: metres < 1000 ? "meter" : "kilometer" })
    .format(metres < 1000 ? metres : metres / 1000);
  g.numerals = (text) => (digits() === "arab" ? String(text).replace(/[0-9]/g, (c) => String.fromCharCode(1632 + +c)) : String(text));

  // ---- dates: ISO strings cut to what is known ------------------------------------------------------------------------
  const DAY = 86400000;
  g.dayOf = (iso) => Math.floor(Date.UTC(...iso.split("-").map((part, i) => (i === 1 ? part - 1 : +part))) / DAY);
  g.isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  /* Whether a date is known to the day: such days have a page. */
  g.isDay = (iso) => Boolean(iso) && iso.length === 10 && !Number.isNaN(Date.parse(iso));
  /* First and last day (since 1970) that a date may mean. */
  g.daySpan = function (from, to) {
    if (!from) return null;
    const [first, last] = span(from);
    return [first, Math.max(to ? span(to)[1] : last, first)];
  };
  function span(iso) {
    const [y, m, d] = iso.split("-").map(Number);
    const utc = (year, month, day) => {
      const date = new Date(0);
      date.setUTCFullYear(year, month, day);
      return Math.floor(date.getTime() / DAY);
    };
    if (d) return [utc(y, m - 1, d), utc(y, m - 1, d)];
    if (m) return [utc(y, m - 1, 1), utc(y, m, 1) - 1];
    return [utc(y, 0, 1), utc(y + 1, 0, 1) - 1];
  }
  /* "13 Sep 2023", "Sep 2023": the day before the month in both languages, as the pages write them. */
  const month = (date) => format(Intl.DateTimeFormat, { month: g.lang === "ar" ? "long" : "short", timeZone: "UTC" }).format(date);
  const shortDay = (date) => g.numerals(date.getUTCDate()) + " " + month(date) + " " + g.numerals(date.getUTCFullYear());
  g.shortMonth = (day) => month(new Date(day * DAY)) + " " + g.numerals(new Date(day * DAY).getUTCFullYear());
  g.shortDate = function (from, to) {
    if (!from) return g.t("Date not told");
    const first = oneDate(from, true);
    return to && to !== from ? g.t("%(first)s to %(last)s", { first, last: oneDate(to, true) }) : first;
  };
  g.longDate = function (from, to) {
    if (!from) return g.t("Date not told");
    const first = oneDate(from, false);
    return to && to !== from ? g.t("%(first)s to %(last)s", { first, last: oneDate(to, false) }) : first;
  };
  function oneDate(iso, short) {
    const [y, m, d] = iso.split("-").map(Number);
    if (!m) return g.numerals(y);
    const date = new Date(Date.UTC(y, m - 1, d || 1));
    if (!d && short) return g.shortMonth(Math.floor(date / DAY));
    const month = words().months[m - 1] || String(m);
    if (!d) return month + " " + g.numerals(y);
    if (short) return shortDay(date);
    const weekday = words().weekdays[date.getUTCDay()] || "";
    return g.numerals(g.lang === "ar" ? `${weekday} ${d} ${month} ${y}` : `${weekday}, ${d} ${month} ${y}`);
  }

  // ---- search: fold as geomap/text.py does -----------------------------------------------------------------------------
  const STRIP = /[\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u0640\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\u0300-\u036F'’ʼ‘`ʻʿʾ]/g;
  const LETTERS = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
    "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ک": "ك", "ڪ": "ك", "گ": "ك", "ڤ": "ف", "پ": "ب", "چ": "ج", "ژ": "ج",
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i" };
  const SWAP = new RegExp("[" + Object.keys(LETTERS).join("") + "]", "g");
  g.fold = (text) => text.normalize("NFKC").replace(SWAP, (c) => LETTERS[c]).normalize("NFD").replace(STRIP, "")
    .toLowerCase().normalize("NFC").replace(SWAP, (c) => LETTERS[c]).replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 1632));
  /* The words of a query; attached particles and the article come off, so that they need not match. */
  g.queryWords = (query) => g.fold(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean)
    .map((word) => word.replace(/^(?:[وف]?[بكل]?ال|[وف]?لل)(?=[\u0621-\u064A]{3})/, ""));

  // ---- elements --------------------------------------------------------------------------------------------------------
  /* Make an element. Text goes in as text nodes: nothing here parses markup. */
  g.el = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };
  const SVG = "http://www.w3.org/2000/svg";
  g.svg = function (tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  g.byId = (id) => document.getElementById(id);
  /* A property of the style sheet, looked at once a theme: each look may have the whole page's style worked out. */
  const styles = new Map();
  g.css = function (name) {
    if (!styles.has(name)) styles.set(name, getComputedStyle(root).getPropertyValue(name).trim());
    return styles.get(name);
  };
  g.calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ---- kept choices: a sandboxed frame has no storage --------------------------------------------------------------------
  g.keep = function (name, value) { try { localStorage.setItem("geomap-" + name, value); } catch { /* no storage */ } };
  g.kept = function (name) { try { return localStorage.getItem("geomap-" + name); } catch { return null; } };

  // ---- theme -------------------------------------------------------------------------------------------------------------
  const redraws = [];
  g.onTheme = (redraw) => redraws.push(redraw);
  function redrawAll() {
    styles.clear();
    redraws.forEach((redraw) => redraw());
  }
  function themed(theme) {
    root.dataset.theme = theme;
    redrawAll();
  }
  const asked = new URLSearchParams(location.search).get("theme") || g.kept("theme");
  if (asked === "dark" || asked === "light") root.dataset.theme = asked;
  root.classList.add("js");
  g.dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  g.toggleTheme = function () {
    const next = g.dark() ? "light" : "dark";
    g.keep("theme", next);
    themed(next);
  };
  // What is printed is drawn anew in the colours of paper.
  for (const media of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(media).addEventListener("change", redrawAll);
  }
})(geomap);
