/* What every page of ours has: theme switch, the kept language, the embed dialog. */
"use strict";
(function (g) {
  const theme = g.byId("theme");
  if (theme) theme.addEventListener("click", g.toggleTheme);
  document.querySelectorAll("a.language").forEach((link) => link.addEventListener("click", () => g.keep("language", link.lang)));

  const dialog = g.byId("embed-dialog");
  if (!dialog) return;
  const code = dialog.querySelector("textarea"), done = dialog.querySelector("[data-copied]"), heading = dialog.querySelector("[data-what]");

  /* Where the site is: its own address when it is served, else the one it was built for. */
  function address(path) {
    if (/^https?:$/.test(location.protocol)) return new URL(g.base + path, location.href).href;
    return (document.documentElement.dataset.site || "") + path;
  }
  function escaped(text) {
    return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]));
  }
  /* The frame follows the height that its own page tells; messages of other frames, and of anything else, change nothing. */
  const FOLLOW = 'addEventListener("message",function(m){var h=m.data&&m.data.geomap==="height"&&+m.data.height;' +
    'if(h>0)document.querySelectorAll("iframe[data-geomap]").forEach(function(f){' +
    'if(f.contentWindow===m.source)f.style.height=Math.min(h,4000)+"px"})})';
  function open(path, title, query) {
    const src = address(path) + (query || "");
    heading.textContent = title;
    code.value = `<iframe data-geomap src="${escaped(src)}" title="${escaped(title)}" width="100%" height="480" loading="lazy" ` +
      `style="border:0;width:100%;min-height:320px"></iframe>\n<script>${FOLLOW}</script>`;
    dialog.querySelector("[data-nowhere]").hidden = /^[a-z]+:/i.test(src);
    done.textContent = "";
    dialog.showModal();
    code.select();
    code.scrollTop = 0;
  }
  g.embedEvent = (slug, title) => open(document.documentElement.dataset.embeds + "event/" + slug + ".html", title);
  document.querySelectorAll("[data-embed]").forEach((button) => button.addEventListener("click", function () {
    const [where, rest] = location.hash.slice(1).split("?"), main = g.kind === "main";
    const options = new URLSearchParams(main ? rest || "" : "");
    ["event", "spot", "place"].forEach((name) => options.delete(name));
    open(button.dataset.embed, button.dataset.title, (String(options) && "?" + options) + (main && where ? "#" + where : ""));
  }));
  dialog.querySelector("[data-copy]").addEventListener("click", async function () {
    code.select();
    try { await navigator.clipboard.writeText(code.value); } catch { document.execCommand("copy"); }
    done.textContent = g.t("Copied");
  });
})(geomap);
