/** Opened pictures: each is sent to the server once, one after the other, and kept with its mask. */

import { segment } from "./server.js";
import { readMask } from "./mask.js";
import { element } from "./panels.js";

const THUMBNAIL = { width: 192, height: 144 };
const PICTURE_NAME = /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i;

export class Gallery {
  /** listener: selected(item), progress(done, failed, all). An item has file, picture, mask and millis, or a fault. */
  constructor(strip, listener) {
    this.strip = strip;
    this.listener = listener;
    this.items = [];
    this.waiting = [];
    this.selected = null;
  }

  /** Adds files, in the order of their names; what is no picture is left out. Gives how many were taken. */
  add(files) {
    const pictures = [...files].filter((file) => file.type.startsWith("image/") || PICTURE_NAME.test(file.name));
    const name = (file) => file.webkitRelativePath || file.name;
    pictures.sort((a, b) => name(a).localeCompare(name(b), "en", { numeric: true }));
    const added = pictures.map((file) => ({ file, name: name(file), button: this.button(name(file)) }));
    this.items.push(...added);
    this.waiting.push(...added);
    for (const item of added) {
      item.button.addEventListener("click", () => this.select(item));
      this.strip.append(element("li", {}, item.button));
    }
    this.strip.hidden = this.items.length < 2;
    this.work();
    return added.length;
  }

  button(name) {
    const canvas = element("canvas", { ...THUMBNAIL });
    return element("button", { type: "button", title: name, ariaLabel: name }, canvas);
  }

  async work() {
    if (this.working) {
      return;
    }
    this.working = true;
    while (this.waiting.length > 0) {
      const item = this.waiting.shift();
      await this.process(item);
      this.listener.progress(this.items);
      if (!this.selected || this.selected === item) {
        this.select(item);
      }
    }
    this.working = false;
  }

  async process(item) {
    try {
      const { blob, millis, model } = await segment(item.file, "mask");
      item.mask = await readMask(await blob.arrayBuffer());
      item.millis = millis;
      item.model = model;
      item.picture = await this.decoded(item);
      this.thumbnail(item);
    } catch (fault) {
      item.fault = fault.message;
      item.button.replaceChildren(element("span", { className: "failed", textContent: "failed" }));
    }
  }

  /** As large as the mask: upright, as the server saw it. A format that this browser does not show becomes grey. */
  async decoded(item) {
    try {
      return await createImageBitmap(item.file, { imageOrientation: "from-image" });
    } catch {
      const canvas = element("canvas", { width: item.mask.width, height: item.mask.height });
      const context = canvas.getContext("2d");
      context.fillStyle = "#808080";
      context.fillRect(0, 0, canvas.width, canvas.height);
      return canvas;
    }
  }

  thumbnail(item) {
    const { width, height } = THUMBNAIL;
    const { picture } = item;
    const scale = Math.max(width / picture.width, height / picture.height);
    const [w, h] = [scale * picture.width, scale * picture.height];
    item.button.firstChild.getContext("2d").drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
  }

  select(item) {
    this.selected?.button.removeAttribute("aria-current");
    this.selected = item;
    item.button.setAttribute("aria-current", "true");
    this.listener.selected(item);
  }

  /** Sends everything again, to another model. */
  again() {
    for (const item of this.items) {
      delete item.fault;
    }
    this.waiting = [...this.items];
    this.work();
  }
}
