/** Draws a picture with what was found and what is said of it: found pale, said strong, said to be background hatched. */

import { UNTOUCHED } from "./labels.js";

/** The canvas has no more pixels a side; labels have as many as the picture. */
const LONGEST = 1600;
const TALLEST = 58; // percent of the window's height
const PALE = 95;
const STRONG = 205;
const HATCH = [255, 255, 255, 170];
const BETWEEN_HATCH = [0, 0, 0, 110];

export class Easel {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.base = document.createElement("canvas");
    this.layer = document.createElement("canvas");
    this.colours = [];
    this.labels = null;
    this.pointer = null;
    this.radius = 0;
  }

  setClasses(classes) {
    this.colours = [];
    for (const { id, colour } of classes) {
      const rgb = Number.parseInt(colour.slice(1), 16);
      this.colours[id] = [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
    }
  }

  /** picture: anything that a canvas draws, or null where the browser cannot show it. */
  show(picture, labels) {
    this.labels = labels;
    const scale = Math.min(1, LONGEST / Math.max(labels.width, labels.height));
    const [width, height] = [labels.width, labels.height].map((side) => Math.max(1, Math.round(scale * side)));
    for (const canvas of [this.canvas, this.base, this.layer]) {
      canvas.width = width;
      canvas.height = height;
    }
    this.canvas.style.width = `min(100%, ${(TALLEST * width) / height}vh)`;
    const base = this.base.getContext("2d");
    if (picture) {
      base.drawImage(picture, 0, 0, width, height);
    } else {
      base.fillStyle = "#808080";
      base.fillRect(0, 0, width, height);
    }
    this.pointer = null;
    this.paint();
  }

  /** Paints the labels anew, in a box of their pixels or everywhere, and draws soon. */
  paint(box = { left: 0, top: 0, right: this.labels.width, bottom: this.labels.height }) {
    const scale = this.layer.width / this.labels.width;
    const left = Math.max(0, Math.floor(box.left * scale) - 1);
    const top = Math.max(0, Math.floor(box.top * scale) - 1);
    const width = Math.min(this.layer.width, Math.ceil(box.right * scale) + 1) - left;
    const height = Math.min(this.layer.height, Math.ceil(box.bottom * scale) + 1) - top;
    if (width > 0 && height > 0) {
      const image = new ImageData(width, height);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const colour = this.colour(left + x, top + y, scale);
          if (colour) {
            image.data.set(colour, 4 * (y * width + x));
          }
        }
      }
      this.layer.getContext("2d").putImageData(image, left, top);
    }
    this.draw();
  }

  colour(x, y, scale) {
    const column = Math.min(this.labels.width - 1, Math.floor((x + 0.5) / scale));
    const row = Math.min(this.labels.height - 1, Math.floor((y + 0.5) / scale));
    const pixel = row * this.labels.width + column;
    const said = this.labels.ids[pixel];
    const id = said === UNTOUCHED ? this.labels.found.ids[pixel] : said;
    if (id === 0) {
      const period = Math.max(6, Math.round(this.layer.width / 64));
      return said === UNTOUCHED ? null : (x + y) % period < period / 4 ? HATCH : BETWEEN_HATCH;
    }
    const rgb = this.colours[id] ?? [255, 0, 255];
    return [...rgb, said === UNTOUCHED ? PALE : STRONG];
  }

  /** Draws with the next frame of the screen, however often it is asked until then. */
  draw() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = undefined;
      this.context.drawImage(this.base, 0, 0);
      this.context.drawImage(this.layer, 0, 0);
      this.drawPointer();
    });
  }

  /** The brush as large as it paints, or a cross. */
  drawPointer() {
    if (!this.pointer) {
      return;
    }
    const [x, y] = [this.pointer[0] * this.canvas.width, this.pointer[1] * this.canvas.height];
    const line = (2 * this.canvas.width) / (this.canvas.getBoundingClientRect().width || this.canvas.width);
    const radius = (this.radius * this.canvas.width) / this.labels.width;
    const path = new Path2D();
    if (this.radius > 0) {
      path.arc(x, y, radius, 0, 2 * Math.PI);
    } else {
      path.moveTo(x - 6 * line, y);
      path.lineTo(x + 6 * line, y);
      path.moveTo(x, y - 6 * line);
      path.lineTo(x, y + 6 * line);
    }
    for (const [colour, width] of [["#000", 2], ["#fff", 1]]) {
      this.context.strokeStyle = colour;
      this.context.lineWidth = width * line;
      this.context.stroke(path);
    }
  }

  /** Where an event of a pointer is, in shares of width and height. */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /** A place in pixels of the labels. */
  pixel([x, y]) {
    return [x * this.labels.width, y * this.labels.height];
  }
}
