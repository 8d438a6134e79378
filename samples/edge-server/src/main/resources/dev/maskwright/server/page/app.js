/** The page: what a person does, and what is shown for it. */

import * as server from "./server.js";
import * as zoneStore from "./zones.js";
import { Camera } from "./camera.js";
import { Gallery } from "./gallery.js";
import { Legend, ZoneList, element, figures, percent, words } from "./panels.js";
import { View } from "./view.js";
import { askWhenNeeded } from "./signin.js";
import { offerToKeep } from "./keep.js";
import { attempt, complain, say } from "./status.js";

const BACKGROUND = /^(_*background_*|unlabell?ed)$/i;
const STEP = 0.02;

const $ = (id) => document.getElementById(id);
const view = new View($("view"));
const legend = new Legend($("legend"), $("no-classes"), view);
const zoneList = new ZoneList($("zones"), view, zonesChanged);
const gallery = new Gallery($("strip"), { selected: (item) => attempt(() => showItem(item)), progress: showProgress, idle: () => !camera });
let model;
let camera = null;

// ---- the server

askWhenNeeded();

async function loadModels() {
  const { standard, loaded, available } = await server.models();
  model = loaded.find(({ name }) => name === standard);
  const current = model.file.replace(/\.onnx$/, "");
  const names = available.includes(current) ? available : [current, ...available];
  $("model").replaceChildren(...names.map((name) => element("option", { value: name, textContent: name })));
  $("model").value = current;
  $("model").disabled = names.length < 2;
  $("model-text").textContent = `${model.architecture}, ${model.width}x${model.height}, version ${model.version}`;
  view.background = model.classes.find(({ name }) => BACKGROUND.test(name))?.id;
  view.setClasses(model.classes);
  legend.setClasses(model.classes);
  zoneList.build(model.classes);
}

$("model").addEventListener("change", () =>
  attempt(async () => {
    say("The server proves the model ...");
    try {
      await server.swap(model.name, $("model").value);
    } finally {
      await loadModels();
    }
    say("");
    gallery.again();
  }),
);

// ---- pictures

$("open").addEventListener("click", () => $("files").click());
$("open-folder").addEventListener("click", () => $("folder").click());
for (const input of [$("files"), $("folder")]) {
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
}
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    $("stage").classList.toggle("over", kind === "dragover");
  });
}
document.addEventListener("drop", async (event) => take(await dropped(event.dataTransfer)));

function take(files) {
  if (gallery.add(files) === 0) {
    complain("There is no picture among these files.");
    return;
  }
  camera?.stop();
  gallery.deselect();
  say("Segmenting ...");
}

/** The dropped files, and those in dropped folders. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry) {
  if (entry.isFile) {
    return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  }
  const reader = entry.createReader();
  const files = [];
  for (let batch = await read(reader); batch.length > 0; batch = await read(reader)) {
    files.push(...(await Promise.all(batch.map(filesOf))).flat());
  }
  return files;
}

function read(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function showItem(item) {
  camera?.stop();
  if (item.fault) {
    complain(`${item.name}: ${item.fault}`);
  } else if (item.mask && (await isCurrent(item))) {
    legend.clear();
    show(item.picture, item.mask);
    const total = Object.values(item.millis).reduce((sum, value) => sum + value, 0);
    figures($("figures"), {
      picture: item.name,
      size: `${item.mask.width} x ${item.mask.height}`,
      ...stageFigures(item.millis),
      "in the server": `${total.toFixed(1)} ms`,
    });
  }
}

/** Whether the model in use made an item's mask. Somebody else may have swapped it: then all are asked for again. */
async function isCurrent(item) {
  if (item.model !== model.version) {
    await loadModels();
  }
  if (item.model !== model.version) {
    gallery.again();
    return false;
  }
  return gallery.selected === item;
}

function showProgress(items) {
  const done = items.filter(({ png }) => png).length;
  const failed = items.filter(({ fault }) => fault).length;
  if (failed === 0 || items.length > 1) {
    say(`${done} of ${items.length} segmented${failed > 0 ? `, ${failed} failed` : ""}.`);
  }
}

function show(picture, mask) {
  $("empty").hidden = true;
  view.canvas.hidden = false;
  view.show(picture, mask);
  legend.show(mask);
  zoneList.show(mask);
  $("draw").disabled = false;
  for (const id of ["save-mask", "save-overlay", "save-regions", "save-coco", "keep"]) {
    $(id).disabled = false;
  }
  point(view.pointer);
}

function stageFigures(millis) {
  const named = { decode: "decode", prepare: "prepare", run: "network", finish: "mask" };
  return Object.fromEntries(
    Object.entries(named)
      .filter(([stage]) => stage in millis)
      .map(([stage, name]) => [name, `${millis[stage].toFixed(1)} ms`]),
  );
}

// ---- the camera

$("camera").addEventListener("click", () =>
  attempt(async () => {
    if (camera) {
      camera.stop();
      return;
    }
    const started = new Camera($("video"), { masked: showFrame, refused: complain, ended: cameraEnded });
    camera = started;
    legend.clear();
    cameraShown(true);
    try {
      say("");
      await started.start();
    } catch (fault) {
      started.end(fault.message);
    }
  }),
);

function showFrame(picture, mask, { millis, latency, framesPerSecond }) {
  if (camera) {
    gallery.deselect(); // what is shown is what is saved
    show(picture, mask);
    figures($("figures"), {
      "frames a second": framesPerSecond.toFixed(1),
      "camera to mask": `${latency.toFixed(0)} ms`,
      ...stageFigures(millis),
    });
  }
}

function cameraEnded(reason) {
  camera = null;
  cameraShown(false);
  if (reason) {
    complain(reason);
  }
}

function cameraShown(running) {
  $("camera").textContent = running ? "Stop camera" : "Start camera";
  $("camera").setAttribute("aria-pressed", running);
}

// ---- what is seen of the mask

$("opacity").addEventListener("input", () => {
  view.opacity = $("opacity").value / 100;
  view.draw();
});
$("split").addEventListener("input", () => {
  view.split = $("split").value / 100;
  view.draw();
});

view.canvas.addEventListener("pointermove", (event) => {
  if (event.pointerType === "mouse") {
    point(view.place(event));
  }
});
view.canvas.addEventListener("pointerleave", () => point(null));

/** Names the class at a place. */
function point(place) {
  view.pointer = place;
  view.draw();
  const output = $("pointed");
  output.hidden = !place || !view.mask;
  if (output.hidden) {
    return;
  }
  const id = view.mask.at(...place);
  const name = words(model.classes.find((label) => label.id === id)?.name ?? `class ${id}`);
  const share = view.mask.areas()[id] / view.mask.ids.length;
  output.textContent = `${name}, ${percent(share)} of the picture`;
  const box = view.canvas.getBoundingClientRect();
  const stage = $("stage").getBoundingClientRect();
  const x = box.left - stage.left + place[0] * box.width + 14;
  const y = box.top - stage.top + place[1] * box.height + 14;
  output.style.left = `${Math.max(0, Math.min(x, stage.width - output.offsetWidth - 4))}px`;
  output.style.top = `${Math.max(0, Math.min(y, stage.height - output.offsetHeight - 4))}px`;
}

const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

view.canvas.addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  if (move) {
    const [x, y] = view.pointer ?? [0.5, 0.5];
    point([x + move[0], y + move[1]].map((value) => Math.min(0.999, Math.max(0, value))));
    $("pointed-spoken").textContent = $("pointed").textContent;
  } else if (isDrawing() && event.key === " " && view.pointer) {
    addCorner(view.pointer);
  } else if (isDrawing() && event.key === "Enter") {
    finishZone();
  } else if (isDrawing() && event.key === "Escape") {
    stopDrawing();
  } else {
    return;
  }
  event.preventDefault();
});

// ---- zones

view.zones = zoneStore.load();

$("draw").addEventListener("click", () => (isDrawing() ? stopDrawing() : startDrawing()));
$("undo").addEventListener("click", () => {
  view.draft.pop();
  cornersChanged();
});
$("finish").addEventListener("click", finishZone);
view.canvas.addEventListener("click", (event) => {
  if (isDrawing()) {
    addCorner(view.place(event));
  }
});

function isDrawing() {
  return $("draw").getAttribute("aria-pressed") === "true";
}

function startDrawing() {
  drawingShown(true);
  view.canvas.focus();
}

function addCorner(place) {
  view.draft.push(place);
  cornersChanged();
}

function cornersChanged() {
  $("undo").disabled = view.draft.length === 0;
  $("finish").disabled = view.draft.length < 3;
  $("pointed-spoken").textContent = `${view.draft.length} corners`;
  view.draw();
}

function finishZone() {
  if (view.draft.length >= 3) {
    view.zones.push({ name: `Zone ${view.zones.length + 1}`, points: view.draft });
    stopDrawing();
    zonesChanged();
  }
}

function stopDrawing() {
  view.draft = [];
  drawingShown(false);
  view.draw();
}

function drawingShown(drawing) {
  $("draw").setAttribute("aria-pressed", drawing);
  $("draw").textContent = drawing ? "Give up" : "Draw zone";
  for (const id of ["undo", "finish", "draw-help"]) {
    $(id).hidden = !drawing;
  }
  cornersChanged();
}

function zonesChanged() {
  zoneStore.save(view.zones);
  zoneList.build(model.classes);
  if (view.mask) {
    zoneList.show(view.mask);
  }
  view.draw();
}

// ---- downloads

$("save-mask").addEventListener("click", () => saveFromServer("mask", "mask.png"));
$("save-regions").addEventListener("click", () => saveFromServer("regions", "regions.json"));
$("save-coco").addEventListener("click", () => saveFromServer("coco", "coco.json"));
$("save-overlay").addEventListener("click", () => attempt(async () => save(await view.overlay(), "overlay.png")));

/** Of the picture that is shown; of a video, of the frame that is shown now. */
function saveFromServer(form, suffix) {
  return attempt(async () => {
    const { blob } = await server.segment(await shownPicture(), form);
    save(blob, suffix);
  });
}

function shownPicture() {
  return gallery.selected?.file ?? new Promise((resolve) => view.picture.toBlob(resolve, "image/jpeg", 0.95));
}

function shownName() {
  return gallery.selected?.file.name ?? "camera"; // which deselects
}

function save(blob, suffix) {
  const base = shownName();
  const link = element("a", { href: URL.createObjectURL(blob), download: `${base}.${suffix}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

attempt(async () => {
  await loadModels();
  await offerToKeep($("keep"), async () => ({ blob: await shownPicture(), name: shownName() }), attempt);
});
