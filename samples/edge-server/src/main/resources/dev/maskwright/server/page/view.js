/** Draws a picture, its mask, zones and the pointer into a canvas. Places are shares of width and height. */

/** How much of the window's height a picture may take, in percent. */
const TALLEST = 72;

export class View {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.picture = null;
    this.mask = null;
    this.layer = document.createElement("canvas");
    this.palette = new Uint8Array(4 * 256); // red, green, blue, opaque; classes without a colour are clear
    this.hidden = new Set();
    this.opacity = 0.6;
    this.split = 0;
    this.zones = [];
    this.draft = [];
    this.pointer = null;
  }

  /** classes: of the model, with id and colour. */
  setClasses(classes) {
    this.palette.fill(0);
    for (const { id, colour } of classes) {
      const rgb = Number.parseInt(colour.slice(1), 16);
      this.palette.set([rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff, 255], 4 * id);
    }
  }

  /** picture: anything that a canvas draws; mask: null while it is not there yet. */
  show(picture, mask) {
    const width = picture.videoWidth || picture.width;
    const height = picture.videoHeight || picture.height;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `min(100%, ${(TALLEST * width) / height}vh)`; // small pictures grow, tall ones stay in sight
    }
    this.picture = picture;
    this.mask = mask;
    this.paint();
  }

  /** Whether a class is painted. */
  isShown(id) {
    return !this.hidden.has(id);
  }

  /** Paints the classes anew, which is needed after a mask or what is shown of it has changed, then draws. */
  paint() {
    if (this.mask) {
      const { width, height, ids } = this.mask;
      this.layer.width = width;
      this.layer.height = height;
      const image = new ImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const palette = this.shownPalette();
      for (let i = 0; i < ids.length; i++) {
        pixels[i] = palette[ids[i]];
      }
      this.layer.getContext("2d").putImageData(image, 0, 0);
    }
    this.draw();
  }

  /** A pixel for each class, with the bytes in this machine's order; clear for what is not painted. */
  shownPalette() {
    const palette = new Uint32Array(this.palette.slice().buffer);
    this.hidden.forEach((id) => (palette[id] = 0));
    if (this.background !== undefined) {
      palette[this.background] = 0;
    }
    return palette;
  }

  draw() {
    if (this.picture) {
      this.drawPicture(this.context, this.canvas.width, this.canvas.height);
      this.drawSplit();
      this.drawZones();
      this.drawPointer();
    }
  }

  /** The picture and its mask alone, as they are saved. */
  drawPicture(context, width, height) {
    context.drawImage(this.picture, 0, 0, width, height);
    if (!this.mask) {
      return;
    }
    const left = Math.round(this.split * width);
    context.save();
    context.beginPath();
    context.rect(left, 0, width - left, height);
    context.clip();
    context.globalAlpha = this.opacity;
    context.drawImage(this.layer, 0, 0, width, height);
    context.restore();
  }

  /** The width of a line that looks the same on screen whatever the picture's size. */
  get line() {
    const shown = this.canvas.getBoundingClientRect().width || this.canvas.width;
    return (2 * this.canvas.width) / shown;
  }

  drawSplit() {
    if (this.split > 0 && this.split < 1) {
      const x = this.split * this.canvas.width;
      this.stroke([[x, 0], [x, this.canvas.height]], false);
    }
  }

  drawZones() {
    for (const zone of this.zones) {
      this.stroke(this.pixels(zone.points), true);
    }
    const draft = this.pixels(this.draft);
    this.stroke(draft, false);
    for (const [x, y] of draft) {
      this.dot(x, y);
    }
  }

  drawPointer() {
    if (this.pointer) {
      const [[x, y]] = this.pixels([this.pointer]);
      const arm = 6 * this.line;
      this.stroke([[x - arm, y], [x + arm, y]], false);
      this.stroke([[x, y - arm], [x, y + arm]], false);
    }
  }

  pixels(points) {
    return points.map(([x, y]) => [x * this.canvas.width, y * this.canvas.height]);
  }

  /** White on black can be seen on every picture. */
  stroke(points, closed) {
    if (points.length < 2) {
      return;
    }
    const path = new Path2D();
    points.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
    if (closed) {
      path.closePath();
    }
    for (const [colour, width] of [["#000", 2], ["#fff", 1]]) {
      this.context.strokeStyle = colour;
      this.context.lineWidth = width * this.line;
      this.context.stroke(path);
    }
  }

  dot(x, y) {
    this.context.fillStyle = "#fff";
    this.context.strokeStyle = "#000";
    this.context.lineWidth = this.line / 2;
    this.context.beginPath();
    this.context.arc(x, y, 2 * this.line, 0, 2 * Math.PI);
    this.context.fill();
    this.context.stroke();
  }

  /** Where an event of the mouse is, in shares. */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /** The picture with its mask as a PNG. */
  overlay() {
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width;
    canvas.height = this.canvas.height;
    this.drawPicture(canvas.getContext("2d"), canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }
}
