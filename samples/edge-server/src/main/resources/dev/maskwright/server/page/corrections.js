/** What the server keeps of corrections, and retraining on them. */

import { request } from "./server.js";

const PICTURES = "v1/corrections/pictures";

async function json(path, options) {
  return (await request(path, options)).json();
}

function sent(method, body) {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** { enabled, detail, kept, corrected, classes: [{ id, name, colour }] } */
export function status() {
  return json("v1/corrections");
}

/** { waiting, corrected }, each [{ id, name, width, height, doubt, corrected }] */
export function list() {
  return json(PICTURES);
}

/** Keeps a picture, unless it is kept already. */
export function keep(picture, name) {
  return json(`${PICTURES}?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "Content-Type": picture.type || "application/octet-stream" },
    body: picture,
  });
}

/** part: image, small, or mask. */
export async function file(id, part) {
  return (await request(`${PICTURES}/${id}/${part}`)).blob();
}

/** What was said of a picture so far, as a PNG; null if nothing was. */
export async function labels(picture) {
  try {
    return picture.corrected ? await file(picture.id, "labels") : null;
  } catch (fault) {
    if (fault.status === 404) {
      return null; // taken back by somebody else
    }
    throw fault;
  }
}

export function correct(id, png) {
  return json(`${PICTURES}/${id}/labels`, { method: "PUT", headers: { "Content-Type": "image/png" }, body: png });
}

export function takeBack(id) {
  return request(`${PICTURES}/${id}/labels`, { method: "DELETE" });
}

export function remove(id) {
  return request(`${PICTURES}/${id}`, { method: "DELETE" });
}

/** Gives the id of a class, which is added if there is none of this name. */
export async function classId(name) {
  return (await json("v1/corrections/classes", sent("POST", { name }))).id;
}

/** { trainer, detail, running, stopping, seconds, progress, last } */
export function retraining() {
  return json("v1/corrections/retraining");
}

export function retrain() {
  return json("v1/corrections/retraining", sent("POST", {}));
}

export function stopRetraining() {
  return json("v1/corrections/retraining", { method: "DELETE" });
}

export async function versions() {
  return (await json("v1/corrections/versions")).versions;
}

export async function useVersion(sha256) {
  return (await json(`v1/corrections/versions/${sha256}/use`, sent("POST", {}))).versions;
}
