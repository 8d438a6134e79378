/** Polygons over the picture, and what covers them. They stay in the browser. */

const KEY = "maskwright.zones";

export function load() {
  try {
    const zones = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return zones.filter((zone) => Array.isArray(zone.points) && zone.points.length >= 3);
  } catch {
    return []; // of another version, or no storage
  }
}

export function save(zones) {
  localStorage.setItem(KEY, JSON.stringify(zones));
}

/** The share of a polygon's pixels that each class covers, by its id; pixels count by their middle. */
export function occupancy(mask, points) {
  const areas = new Map();
  let all = 0;
  for (let row = 0; row < mask.height; row++) {
    const crossings = crossed((row + 0.5) / mask.height, points);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const first = Math.max(0, Math.ceil(crossings[i] * mask.width - 0.5));
      const end = Math.min(mask.width, Math.ceil(crossings[i + 1] * mask.width - 0.5));
      for (let column = first; column < end; column++) {
        const id = mask.ids[row * mask.width + column];
        areas.set(id, (areas.get(id) ?? 0) + 1);
        all++;
      }
    }
  }
  return new Map([...areas].map(([id, area]) => [id, area / all]));
}

/** Where a level line crosses the polygon's edges, from left to right. */
function crossed(y, points) {
  const crossings = [];
  points.forEach(([x1, y1], i) => {
    const [x2, y2] = points[(i + 1) % points.length];
    if (y1 <= y !== y2 <= y) {
      crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    }
  });
  return crossings.sort((a, b) => a - b);
}
