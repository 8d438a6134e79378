/** The pictures that are kept: those to be corrected, least sure first, then the corrected ones. */

import * as corrections from "./corrections.js";
import { element, percent } from "./panels.js";

export class Queue {
  /** selected: called with a picture. */
  constructor(strip, selected) {
    this.strip = strip;
    this.selected = selected;
    this.pictures = [];
    this.thumbnails = new Map();
    this.current = null;
  }

  /** Asks the server again. */
  async load() {
    const { waiting, corrected } = await corrections.list();
    this.waiting = waiting;
    this.pictures = [...waiting, ...corrected];
    this.strip.replaceChildren(...this.pictures.map((picture) => element("li", {}, this.button(picture))));
    this.strip.hidden = this.pictures.length === 0;
    this.mark();
  }

  button(picture) {
    const words = picture.corrected ? "corrected" : `doubt ${percent(picture.doubt)}`;
    const image = element("img", { alt: "", width: 96, height: 72 });
    this.thumbnail(picture, image);
    const text = element("span", { className: "caption", textContent: picture.corrected ? "✓ corrected" : words });
    const button = element("button", { type: "button", title: picture.name, ariaLabel: `${picture.name}, ${words}` });
    button.append(image, text);
    button.dataset.id = picture.id;
    button.addEventListener("click", () => this.select(picture));
    return button;
  }

  /** What is said of a picture has changed. */
  changed(picture) {
    this.thumbnails.delete(key(picture));
  }

  /** Fetched again where the mask that is painted over it is another. */
  async thumbnail(picture, image) {
    const own = key(picture);
    if (!this.thumbnails.has(own)) {
      this.thumbnails.set(own, corrections.file(picture.id, "small").then((blob) => URL.createObjectURL(blob)));
    }
    try {
      image.src = await this.thumbnails.get(own);
    } catch {
      this.thumbnails.delete(own); // removed meanwhile
    }
  }

  select(picture) {
    this.current = picture;
    this.mark();
    this.selected(picture);
  }

  /** The first to be corrected, other than one that is left alone for now. */
  next(skipped) {
    const at = this.waiting.findIndex(({ id }) => id === skipped);
    return this.waiting[at + 1] ?? this.waiting[0] ?? null;
  }

  mark() {
    for (const button of this.strip.querySelectorAll("button")) {
      if (button.dataset.id === this.current?.id) {
        button.setAttribute("aria-current", "true");
        button.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else {
        button.removeAttribute("aria-current");
      }
    }
  }
}

function key(picture) {
  return `${picture.id} ${picture.model}`;
}
