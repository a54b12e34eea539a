/* Put into pages by `geomap serve` alone: tells when the site is made again, and lets the review page talk to the server. */
"use strict";
(function () {
  const own = document.currentScript.dataset, token = own.token, g = typeof geomap === "object" ? geomap : null;
  let build = own.build, bar = null, hurry = 0;
  const words = (text, values) => (g ? g.t(text, values) : text);

  async function ask(path, options) {
    let answer, told;
    try {
      answer = await fetch("/.geomap/" + path, { cache: "no-store", credentials: "same-origin", ...options });
      told = await answer.json();
    } catch { throw new Error(words("geomap serve does not answer.")); }
    // Somebody waits for what this page changed.
    if (answer.ok && options.method === "POST") hurry = 40;
    if (!answer.ok) throw new Error(told.error || answer.statusText);
    return told;
  }
  const served = {
    get: (path) => ask(path, { method: "GET" }),
    post: (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Geomap-Token": token }, body: JSON.stringify(body) }),
    renewed: null,
  };
  if (g) g.served = served;

  /* One line at the page's foot; none where there is nothing to say. */
  function say(text, fault) {
    if (!bar && !text) return;
    if (!bar) {
      bar = document.createElement("p");
      bar.className = "live-bar";
      bar.setAttribute("role", "status");
      bar.dir = "auto";
      document.body.append(bar);
    }
    if (bar.textContent !== text) bar.textContent = text;
    bar.classList.toggle("live-fault", Boolean(fault));
    bar.hidden = !text;
  }
  let silent = 0;
  async function look() {
    if (document.visibilityState === "visible") {
      try {
        const state = await served.get("state");
        silent = 0;
        if (state.state === "failed") say(words("The site could not be made again:") + " " + state.told, true);
        else say(state.state === "building" ? words("Making the site again …") : "");
        if (String(state.build) !== build) {
          build = String(state.build);
          hurry = 0;
          if (served.renewed) served.renewed(build);
          else location.reload();
        }
      } catch (error) {
        // One answer may get lost; that it stays away is worth a line.
        if (++silent > 2) say(error.message, true);
      }
    }
    setTimeout(look, hurry-- > 0 ? 250 : 1000);
  }
  /* From any page to the review, from an event's to its own, whether the queue has it or not. */
  function link() {
    const found = location.pathname.match(/\/event\/([0-9a-f]{12})\.html$/), tools = document.querySelector(".tools");
    if (!g || !tools || document.body.classList.contains("review-page")) return;
    const href = g.base + g.lang + "/review.html" + (found ? "#" + found[1] : "");
    tools.append(g.el("a", { class: "tool", href }, g.t(found ? "Correct" : "Review")));
  }
  document.addEventListener("DOMContentLoaded", () => { link(); look(); });
})();
