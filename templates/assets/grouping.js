/* What is drawn together: clusters of points on a grid, the mix of kinds in them, ellipses of boxes. */
"use strict";
(function (g) {
  const CELL = 62, NEAR = 44, ROW = 4194304;

  /* Grid clusters in pixels of one zoom: add points, then ask for the clusters; a cell takes in neighbours that it would
     overlap. Events of one of so many spots lie at one point. */
  g.grid = function (spots) {
    const cells = new Map(), cellOf = new Array(spots);
    return {
      add(spot, x, y, i, vague) {
        let cell = cellOf[spot];
        if (!cell) {
          const key = Math.floor(x / CELL) * ROW + Math.floor(y / CELL);
          cell = cells.get(key);
          if (!cell) cells.set(key, (cell = { x: 0, y: 0, n: 0, members: [], vague: Boolean(vague), key }));
          cellOf[spot] = cell;
        }
        cell.x += x;
        cell.y += y;
        cell.n++;
        cell.members.push(i);
      },
      clusters() {
        const order = [...cells.values()].sort((a, b) => b.n - a.n || a.key - b.key);
        for (const cell of order) {
          if (cell.gone) continue;
          const cx = Math.floor(cell.key / ROW), cy = cell.key % ROW;
          for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) {
            const other = cells.get((cx + dx) * ROW + cy + dy);
            if (!other || other === cell || other.gone) continue;
            if (Math.hypot(other.x / other.n - cell.x / cell.n, other.y / other.n - cell.y / cell.n) > NEAR) continue;
            cell.x += other.x; cell.y += other.y; cell.n += other.n;
            for (const i of other.members) cell.members.push(i);
            other.gone = true;
          }
        }
        return order.filter((cell) => !cell.gone)
          .map((cell) => ({ x: cell.x / cell.n, y: cell.y / cell.n, members: cell.members, vague: cell.vague && cell.n === 1 }));
      },
    };
  };

  /* [family, how many] of the events of a group, most first. */
  g.mixOf = (store, group) => group.mix || (group.mix = mix(store, group.members));
  function mix(store, members) {
    const { type, familyOfType } = store, counts = new Uint32Array(store.families.length);
    for (let n = 0; n < members.length; n++) counts[familyOfType[type[members[n]]]]++;
    return store.families.map((family, k) => [family, counts[k]]).filter((part) => part[1])
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  g.ellipse = function (shape, scale) {
    if (!shape.box) return { x: g.mercatorX(shape.lon) * scale, y: g.mercatorY(shape.lat) * scale, rx: 0, ry: 0 };
    let [west, south, east, north] = shape.box;
    if (east < west) east += 360;
    const x1 = g.mercatorX(west) * scale, x2 = g.mercatorX(east) * scale;
    const y1 = g.mercatorY(north) * scale, y2 = g.mercatorY(south) * scale;
    return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, rx: (x2 - x1) / 2, ry: (y2 - y1) / 2 };
  };
})(geomap);
