/* Words looked for in many texts at once: the texts are folded and joined, and searched as one. */
"use strict";
(function (g) {
  const PART = 2000;

  /* `make` gives the texts when they are first asked for. None may hold a line break. */
  g.makeSearch = function (make) {
    let texts = null;
    const parts = [];
    function part(n) {
      texts = texts || make();
      if (!parts[n]) {
        // Folding may drop and join letters, but no line: a break is none of its letters.
        const text = g.fold(texts.slice(n * PART, (n + 1) * PART).map((one) => one.replaceAll("\n", " ")).join("\n"));
        const ends = [];
        for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at);
        parts[n] = { text, ends: Int32Array.from([...ends, text.length]) };
      }
      return parts[n];
    }
    const count = () => { texts = texts || make(); return Math.ceil(texts.length / PART); };
    return {
      /* One byte a text: 1 where it holds the word, which has no spaces. */
      hits(word) {
        const found = new Uint8Array((texts = texts || make()).length);
        for (let n = 0; n < count(); n++) {
          const { text, ends } = part(n);
          for (let at = text.indexOf(word), k = 0; at >= 0; at = text.indexOf(word, ends[k])) {
            while (ends[k] < at) k++;
            found[n * PART + k] = 1;
          }
        }
        return found;
      },
      ahead(n = 0) {
        if (n >= count()) return;
        part(n);
        setTimeout(() => this.ahead(n + 1), 4);
      },
    };
  };
})(geomap);
