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

  /** Fetched once for each model, since the mask is painted over it. */
  async thumbnail(picture, image) {
    const key = `${picture.id} ${picture.model}`;
    if (!this.thumbnails.has(key)) {
      this.thumbnails.set(key, corrections.file(picture.id, "small").then((blob) => URL.createObjectURL(blob)));
    }
    try {
      image.src = await this.thumbnails.get(key);
    } catch {
      this.thumbnails.delete(key); // removed meanwhile
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
