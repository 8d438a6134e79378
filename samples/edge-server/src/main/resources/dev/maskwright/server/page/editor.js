/** What pointer and keys do to the labels of a picture. */

const STEP = 0.02;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Editor {
  /**
   * listener: tool() gives brush, erase, region or accept; classId(); radius() in pixels; changed(); pointed(x, y) in
   * pixels; moved() by keys, to be spoken; resized(factor) of the brush.
   */
  constructor(easel, listener) {
    this.easel = easel;
    this.listener = listener;
    this.pointers = new Set();
    const { canvas } = easel;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event, true));
    canvas.addEventListener("pointercancel", (event) => this.up(event, false));
    canvas.addEventListener("pointerleave", () => this.point(null));
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  get labels() {
    return this.easel.labels;
  }

  get paints() {
    return ["brush", "erase"].includes(this.listener.tool());
  }

  down(event) {
    if (!this.labels || event.button !== 0) {
      return;
    }
    this.pointers.add(event.pointerId);
    if (this.pointers.size > 1) {
      this.giveUp(); // two fingers move or enlarge the page
      return;
    }
    this.easel.canvas.setPointerCapture(event.pointerId);
    this.last = this.easel.place(event);
    if (this.paints) {
      this.labels.begin();
      this.stroking = true;
      this.paint(this.last, this.last);
    }
  }

  move(event) {
    const place = this.easel.place(event);
    if (this.stroking) {
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const each of passed.length > 0 ? passed : [event]) {
        const next = this.easel.place(each);
        this.paint(this.last, next);
        this.last = next;
      }
    }
    this.point(place);
  }

  up(event, isMeant) {
    this.pointers.delete(event.pointerId);
    if (this.stroking && !isMeant) {
      this.giveUp();
    } else if (this.stroking) {
      this.stroking = false;
      this.listener.changed();
    } else if (isMeant && this.last && !this.paints) {
      this.apply(this.easel.place(event));
    }
    this.last = null;
    this.point(event.pointerType === "mouse" ? this.easel.place(event) : null);
  }

  /** Takes a stroke back that was not meant. */
  giveUp() {
    if (this.stroking) {
      this.stroking = false;
      this.labels.undo();
      this.easel.paint();
    }
    this.last = null;
  }

  paint(from, to) {
    const id = this.listener.tool() === "erase" ? 0 : this.listener.classId();
    const { easel } = this;
    easel.paint(this.labels.brush(easel.pixel(from), easel.pixel(to), this.listener.radius(), id));
  }

  /** The tool at one place, as a whole. */
  apply(place) {
    const inside = place.map((value) => Math.min(0.999999, Math.max(0, value)));
    const [x, y] = this.easel.pixel(inside).map(Math.floor);
    this.labels.begin();
    if (this.paints) {
      this.paint(inside, inside);
    } else if (this.listener.tool() === "accept") {
      this.labels.accept(this.labels.region(x, y));
    } else {
      this.labels.relabel(this.labels.region(x, y), this.listener.classId());
    }
    this.easel.paint();
    this.listener.changed();
  }

  point(place) {
    if (this.labels) {
      this.easel.pointer = place;
      this.easel.radius = this.paints ? this.listener.radius() : 0;
      this.easel.draw();
      const [x, y] = place ? this.easel.pixel(place).map(Math.floor) : [-1, -1];
      const isInside = x >= 0 && y >= 0 && x < this.labels.width && y < this.labels.height;
      this.listener.pointed(...(isInside ? [x, y] : []));
    }
  }

  key(event) {
    if (!this.labels || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const place = this.easel.pointer ?? [0.5, 0.5];
    if (MOVES[event.key]) {
      this.step(place, MOVES[event.key], event.shiftKey);
    } else if (event.key === " ") {
      this.apply(place);
      this.point(place);
    } else if (event.key === "[" || event.key === "]") {
      this.listener.resized(event.key === "[" ? 0.8 : 1.25);
      this.point(place);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** By the radius of the brush, so that small brushes reach every pixel; with Shift it paints on the way. */
  step(place, [dx, dy], isPainting) {
    const { width, height } = this.labels;
    const [stepX, stepY] = this.paints
      ? [this.listener.radius() / width, this.listener.radius() / height]
      : [STEP, STEP];
    const next = [place[0] + dx * stepX, place[1] + dy * stepY].map((value) => Math.min(0.999, Math.max(0, value)));
    if (isPainting && this.paints) {
      this.labels.begin();
      this.paint(place, next);
      this.listener.changed();
    }
    this.point(next);
    this.listener.moved();
  }
}
