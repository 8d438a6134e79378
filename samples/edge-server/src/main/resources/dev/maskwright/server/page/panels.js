/** The lists beside the picture. All text goes in as text, so that names of classes and zones are never markup. */

import { occupancy } from "./zones.js";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, attributes);
  made.append(...children);
  return made;
}

export function words(name) {
  return name.replaceAll("_", " ");
}

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function chip(colour) {
  const made = element("span", { className: "chip" });
  made.style.backgroundColor = colour;
  return made;
}

/** A class with less of the picture is not listed, or a few stray pixels would be. */
const LEAST_SHARE = 0.0005;

/** The classes in sight, each with a switch. */
export class Legend {
  constructor(list, empty, view) {
    this.list = list;
    this.empty = empty;
    this.view = view;
    this.rows = new Map();
  }

  setClasses(classes) {
    this.classes = classes;
    this.rows.clear();
    this.list.replaceChildren();
  }

  /** Rows stay where they are while a video runs, or nobody could hit a switch. */
  show(mask) {
    const areas = mask.areas();
    const pixels = mask.width * mask.height;
    for (const label of this.classes) {
      const share = areas[label.id] / pixels;
      if (label.id !== this.view.background && (share >= LEAST_SHARE || this.rows.has(label.id))) {
        this.row(label).textContent = percent(share);
      }
    }
    this.empty.hidden = this.rows.size > 0;
    this.empty.textContent = "Nothing but background.";
  }

  /** Forgets what was in sight, for another picture. */
  clear() {
    this.rows.clear();
    this.list.replaceChildren();
  }

  row(label) {
    if (!this.rows.has(label.id)) {
      const share = element("span", { className: "share" });
      const box = element("input", { type: "checkbox", checked: this.view.isShown(label.id) });
      box.addEventListener("change", () => {
        this.view.hidden[box.checked ? "delete" : "add"](label.id);
        this.view.paint();
      });
      const name = element("span", { className: "name", textContent: words(label.name) });
      this.list.append(element("li", {}, element("label", {}, box, chip(label.colour), name, share)));
      this.rows.set(label.id, share);
    }
    return this.rows.get(label.id);
  }
}

/** The zones with what covers them. */
export class ZoneList {
  /** changed: called after a name or the number of zones has changed. */
  constructor(list, view, changed) {
    this.list = list;
    this.view = view;
    this.changed = changed;
  }

  build(classes) {
    this.classes = new Map(classes.map((label) => [label.id, label]));
    this.texts = this.view.zones.map((zone) => {
      const name = element("input", { value: zone.name, ariaLabel: "Name of the zone" });
      name.addEventListener("change", () => {
        zone.name = name.value;
        this.changed();
      });
      const remove = element("button", { type: "button", textContent: "Remove", ariaLabel: `Remove ${zone.name}` });
      remove.addEventListener("click", () => {
        this.view.zones.splice(this.view.zones.indexOf(zone), 1);
        this.changed();
      });
      const text = element("p", { className: "share" });
      return { row: element("li", {}, element("div", { className: "row" }, name, remove), text), text };
    });
    this.list.replaceChildren(...this.texts.map(({ row }) => row));
  }

  show(mask) {
    this.view.zones.forEach((zone, i) => {
      const shares = [...occupancy(mask, zone.points)]
        .filter(([id]) => id !== this.view.background && this.classes.has(id))
        .sort((a, b) => b[1] - a[1])
        .map(([id, share]) => `${words(this.classes.get(id).name)} ${percent(share)}`);
      this.texts[i].text.textContent = shares.join(", ") || "empty";
    });
  }
}

/** Names and values, one below the other. */
export function figures(list, values) {
  list.replaceChildren(
    ...Object.entries(values).flatMap(([name, value]) => [
      element("dt", { textContent: name }),
      element("dd", { textContent: value }),
    ]),
  );
}
