/** Class ids of a picture, read from the indexed PNG in which the server writes them. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export class Mask {
  /** ids: one byte for each of width x height pixels, row by row. */
  constructor(width, height, ids) {
    this.width = width;
    this.height = height;
    this.ids = ids;
  }

  /** The class at a place given in shares of width and height. */
  at(x, y) {
    const column = Math.min(this.width - 1, Math.max(0, Math.floor(x * this.width)));
    const row = Math.min(this.height - 1, Math.max(0, Math.floor(y * this.height)));
    return this.ids[row * this.width + column];
  }

  /** The number of pixels of each class, by its id. */
  areas() {
    const areas = new Uint32Array(256);
    for (const id of this.ids) {
      areas[id]++;
    }
    return areas;
  }
}

/**
 * Reads the palette's indices, which a canvas would not give: two classes may have one colour.
 *
 * The server writes 8, 4, 2 or 1 bits a pixel, never interlaced. See https://www.w3.org/TR/png-3/.
 */
export async function readMask(buffer) {
  const view = new DataView(buffer);
  if (SIGNATURE.some((byte, i) => view.getUint8(i) !== byte)) {
    throw new Error("The server sent something other than a PNG.");
  }
  let header;
  const data = [];
  for (let at = 8; at + 12 <= buffer.byteLength; ) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...new Uint8Array(buffer, at + 4, 4));
    if (kind === "IHDR") {
      header = { width: view.getUint32(at + 8), height: view.getUint32(at + 12), bits: view.getUint8(at + 16) };
    } else if (kind === "IDAT") {
      data.push(new Uint8Array(buffer, at + 8, length));
    }
    at += 12 + length;
  }
  const { width, height, bits } = header;
  const rows = unfiltered(await inflated(data), Math.ceil((width * bits) / 8), height);
  return new Mask(width, height, bits === 8 ? rows : unpacked(rows, width, height, bits));
}

async function inflated(chunks) {
  const stream = new Blob(chunks).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Takes back the filter of each row; a pixel of an indexed PNG counts as one byte. */
function unfiltered(bytes, rowBytes, height) {
  const out = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = bytes[y * (rowBytes + 1)];
    const from = y * (rowBytes + 1) + 1;
    const to = y * rowBytes;
    for (let x = 0; x < rowBytes; x++) {
      const left = x > 0 ? out[to + x - 1] : 0;
      const up = y > 0 ? out[to + x - rowBytes] : 0;
      const corner = x > 0 && y > 0 ? out[to + x - rowBytes - 1] : 0;
      out[to + x] = bytes[from + x] + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter, left, up, corner) {
  switch (filter) {
    case 0: return 0;
    case 1: return left;
    case 2: return up;
    case 3: return (left + up) >> 1;
    default: return paeth(left, up, corner);
  }
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const toLeft = Math.abs(guess - left);
  const toUp = Math.abs(guess - up);
  const toCorner = Math.abs(guess - corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

function unpacked(rows, width, height, bits) {
  const rowBytes = Math.ceil((width * bits) / 8);
  const ids = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      ids[y * width + x] = (rows[y * rowBytes + (bit >> 3)] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
    }
  }
  return ids;
}
