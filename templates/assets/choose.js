/* The front page: on to the language that was chosen before, else the one of most articles. */
"use strict";
(function () {
  let kept = null;
  try { kept = localStorage.getItem("geomap-language"); } catch { /* no storage */ }
  const links = [...document.querySelectorAll("a[lang]")];
  const link = links.find((one) => one.lang === kept) || links.find((one) => "first" in one.dataset) || links[0];
  if (link) location.replace(link.getAttribute("href") + location.search + location.hash);
})();
