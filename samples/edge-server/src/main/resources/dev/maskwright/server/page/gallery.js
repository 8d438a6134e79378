/** Opened pictures: each is sent to the server once, one after the other, and kept as files: pixels are large. */

import { segment } from "./server.js";
import { readMask } from "./mask.js";
import { element } from "./panels.js";

const THUMBNAIL = { width: 192, height: 144 };
const PICTURE_NAME = /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|p[bgnp]m)$/i;

export class Gallery {
  /**
   * listener: selected(item), progress(items), idle() whether the first that is done may be shown. An item has file,
   * png, millis and model, or a fault; the selected one has picture and mask, too.
   */
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
      if (this.selected === item || (!this.selected && this.listener.idle())) {
        await this.select(item);
      }
    }
    this.working = false;
  }

  async process(item) {
    try {
      const { blob, millis, model } = await segment(item.file, "mask");
      Object.assign(item, { png: blob, millis, model });
      const picture = await decoded(item.file, THUMBNAIL);
      item.button.replaceChildren(thumbnail(picture));
      picture.close?.();
    } catch (fault) {
      item.fault = fault.message;
      item.button.replaceChildren(element("span", { className: "failed", textContent: "failed" }));
    }
  }

  async select(item) {
    this.deselect();
    this.selected = item;
    item.button.setAttribute("aria-current", "true");
    const pixels = item.png ? await read(item) : {};
    if (this.selected === item) {
      Object.assign(item, pixels);
      this.listener.selected(item);
    }
  }

  /** Forgets which was selected, and its pixels. */
  deselect() {
    const item = this.selected;
    this.selected = null;
    if (item) {
      item.button.removeAttribute("aria-current");
      delete item.mask;
      delete item.picture; // not closed: it may still be shown
    }
  }

  /** Sends everything again, to another model. */
  again() {
    for (const item of this.items) {
      delete item.fault;
      delete item.png;
    }
    this.waiting = [...this.items];
    this.work();
  }
}

async function read(item) {
  try {
    const mask = await readMask(await item.png.arrayBuffer());
    return { mask, picture: await decoded(item.file, mask) };
  } catch (fault) {
    return { fault: fault.message };
  }
}

/** Upright, as the server saw it. A format that this browser does not show becomes grey, of the size that is given. */
async function decoded(file, { width, height }) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const canvas = element("canvas", { width, height });
    const context = canvas.getContext("2d");
    context.fillStyle = "#808080";
    context.fillRect(0, 0, width, height);
    return canvas;
  }
}

function thumbnail(picture) {
  const canvas = element("canvas", { ...THUMBNAIL });
  const { width, height } = THUMBNAIL;
  const scale = Math.max(width / picture.width, height / picture.height);
  const [w, h] = [scale * picture.width, scale * picture.height];
  canvas.getContext("2d").drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
  return canvas;
}
