/** What a person says of a picture: a class for each pixel that they touched, beside what the model found. */

/** The label of a pixel of which nobody said anything. */
export const UNTOUCHED = 255;

/** Undo keeps whole copies, of so many bytes together, but no more than so many. */
const UNDO_BYTES = 120e6;
const MOST_UNDONE = 50;

export class Labels {
  /** found: the model's Mask; said: a Mask of what was said before, or null. */
  constructor(found, said) {
    this.found = found;
    this.width = found.width;
    this.height = found.height;
    this.ids = said ? said.ids.slice() : new Uint8Array(found.ids.length).fill(UNTOUCHED);
    this.undone = [];
  }

  /** The class of a pixel, as it is said or else found. */
  at(x, y) {
    const pixel = y * this.width + x;
    return this.isTouched(pixel) ? this.ids[pixel] : this.found.ids[pixel];
  }

  isTouched(pixel) {
    return this.ids[pixel] !== UNTOUCHED;
  }

  get canUndo() {
    return this.undone.length > 0;
  }

  /** The share of the pixels of which something is said. */
  touched() {
    let count = 0;
    for (const id of this.ids) {
      count += id === UNTOUCHED ? 0 : 1;
    }
    return count / this.ids.length;
  }

  /** Remembers how it stands, before a change that undo takes back as one. */
  begin() {
    const most = Math.max(2, Math.min(MOST_UNDONE, Math.floor(UNDO_BYTES / this.ids.length)));
    this.undone = [...this.undone.slice(1 - most), this.ids.slice()];
  }

  undo() {
    if (this.canUndo) {
      this.ids = this.undone.pop();
    }
  }

  /** Paints along a line with a round brush; places and radius in pixels. Gives the box that changed. */
  brush([x0, y0], [x1, y1], radius, id) {
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - radius));
    const right = Math.min(this.width, Math.ceil(Math.max(x0, x1) + radius));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - radius));
    const bottom = Math.min(this.height, Math.ceil(Math.max(y0, y1) + radius));
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = dx * dx + dy * dy || 1;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = Math.max(0, Math.min(1, (px * dx + py * dy) / length));
        if ((px - along * dx) ** 2 + (py - along * dy) ** 2 <= radius * radius) {
          this.ids[y * this.width + x] = id;
        }
      }
    }
    return { left, top, right, bottom };
  }

  /** The pixels around one that the model gave the same class and that hang together by edges. */
  region(x, y) {
    const { width, height } = this;
    const wanted = this.found.ids[y * width + x];
    const seen = new Uint8Array(width * height);
    const open = [y * width + x];
    const inside = [];
    seen[open[0]] = 1;
    const visit = (pixel) => {
      if (!seen[pixel] && this.found.ids[pixel] === wanted) {
        seen[pixel] = 1;
        open.push(pixel);
      }
    };
    while (open.length > 0) {
      const pixel = open.pop();
      inside.push(pixel);
      const column = pixel % width;
      if (column > 0) visit(pixel - 1);
      if (column < width - 1) visit(pixel + 1);
      if (pixel >= width) visit(pixel - width);
      if (pixel < width * (height - 1)) visit(pixel + width);
    }
    return inside;
  }

  relabel(pixels, id) {
    for (const pixel of pixels) {
      this.ids[pixel] = id;
    }
  }

  /** Says that what was found is right. */
  accept(pixels) {
    for (const pixel of pixels) {
      this.ids[pixel] = this.found.ids[pixel];
    }
  }

  acceptRest() {
    for (let pixel = 0; pixel < this.ids.length; pixel++) {
      if (!this.isTouched(pixel)) {
        this.ids[pixel] = this.found.ids[pixel];
      }
    }
  }

  /** Gives classes other numbers. */
  renumber(ids) {
    this.ids = this.ids.map((id) => ids.get(id) ?? id);
  }
}
