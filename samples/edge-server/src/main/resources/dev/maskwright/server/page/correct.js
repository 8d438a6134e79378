/** The page for corrections: which picture, which tool, and when it is saved. */

import * as corrections from "./corrections.js";
import * as server from "./server.js";
import { Easel } from "./easel.js";
import { Editor } from "./editor.js";
import { Labels } from "./labels.js";
import { Queue } from "./queue.js";
import { Retraining } from "./retraining.js";
import { askWhenNeeded } from "./signin.js";
import { element, percent, words } from "./panels.js";
import { greyPng } from "./png.js";
import { readMask } from "./mask.js";
import { attempt, complain, say } from "./status.js";

/** Colours of classes that the server does not know yet. */
const NEW_COLOURS = ["#ff2fd0", "#00d5ff", "#ffd800", "#7cff00", "#ff6a00", "#b38bff"];

/** The longest brush covers so much of the picture's longer side. */
const LARGEST_BRUSH = 0.1;

const $ = (id) => document.getElementById(id);
const easel = new Easel($("easel"));
const editor = new Editor(easel, { tool, classId, radius, changed, pointed, moved, resized });
const queue = new Queue($("strip"), (picture) => attempt(() => open(picture)));
const retraining = new Retraining({ changed: () => attempt(load), complain });
/** Changed and not saved, of pictures other than the one that is open. */
const drafts = new Map();
let classes = [];
let opened = null;

askWhenNeeded();
attempt(start);

async function start() {
  const status = await corrections.status();
  $("off").hidden = status.enabled;
  $("main").hidden = !status.enabled;
  if (status.enabled) {
    await load();
    next();
    await retraining.load();
  } else {
    $("off").textContent = `Nothing can be corrected here: ${status.detail}.`;
  }
}

/** What may have changed on the server: the model, its classes, the order of pictures. */
async function load() {
  const { standard, loaded } = await server.models();
  const model = loaded.find(({ name }) => name === standard);
  $("model-text").textContent = `${model.file.replace(/\.onnx$/, "")}, version ${model.version}`;
  const status = await corrections.status();
  setClasses([...status.classes, ...classes.filter(({ isNew, name }) => isNew && !status.classes.some((known) => known.name === name))]);
  retraining.setCorrected(status.corrected);
  await queue.load();
}

// ---- classes

function setClasses(wanted) {
  const chosen = $("class").value;
  classes = wanted.map((label, id) => ({ ...label, id }));
  $("class").replaceChildren(...classes.map(({ id, name }) => element("option", { value: id, textContent: words(name) })));
  $("class").value = chosen !== "" && classes[chosen] ? chosen : Math.min(1, classes.length - 1);
  easel.setClasses(classes);
  showClass();
}

function showClass() {
  $("chip").style.backgroundColor = classes[classId()].colour;
}

$("class").addEventListener("change", showClass);

$("add-class").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = $("class-name").value.trim().toLowerCase().replace(/\s+/g, "_");
  const known = classes.find((label) => label.name === name);
  if (name && !known) {
    const colour = NEW_COLOURS[classes.length % NEW_COLOURS.length];
    setClasses([...classes, { name, colour, isNew: true }]);
  }
  if (name) {
    $("class").value = known ? known.id : classes.length - 1;
    showClass();
    $("class-name").value = "";
    say(`The tools give the class ${words(name)} now${known ? "" : "; it is added when a picture with it is saved"}.`);
  }
});

/** Adds new classes that are in use, and gives labels the numbers that the server has for them. */
async function settleClasses(labels) {
  const numbers = new Map();
  for (const { id, name, isNew } of classes) {
    if (isNew && labels.ids.includes(id)) {
      numbers.set(id, await corrections.classId(name));
    }
  }
  labels.renumber(numbers);
}

// ---- tools

function tool() {
  return document.querySelector("[name=tool]:checked").value;
}

function classId() {
  return Number($("class").value);
}

/** In pixels of the picture; small sizes are finely graded. */
function radius() {
  const longest = Math.max(easel.labels.width, easel.labels.height);
  return Math.max(0.8, LARGEST_BRUSH * longest * ($("radius").value / 100) ** 2);
}

function resized(factor) {
  $("radius").value = Math.max(1, Math.min(100, Math.round($("radius").value * Math.sqrt(factor) + (factor > 1 ? 1 : -1))));
}

for (const choice of document.querySelectorAll("[name=tool]")) {
  choice.addEventListener("change", () => easel.canvas.classList.toggle("points", ["region", "accept"].includes(tool())));
}

function pointed(x, y) {
  const { labels } = easel;
  if (x === undefined) {
    $("here").textContent = "\u00a0";
    return;
  }
  const name = words(classes[labels.at(x, y)]?.name ?? "another class");
  $("here").textContent = `${name}, ${labels.isTouched(y * labels.width + x) ? "as you say" : "found by the model"}`;
}

function moved() {
  $("spoken").textContent = $("here").textContent;
}

function changed() {
  const touched = easel.labels.touched();
  $("undo").disabled = !easel.labels.canUndo;
  $("save").disabled = touched === 0;
  $("spoken").textContent = `${percent(touched)} of the picture is corrected`;
}

$("undo").addEventListener("click", undo);
document.addEventListener("keydown", (event) => {
  const isTyping = ["INPUT", "SELECT"].includes(event.target.tagName) && event.target.type !== "radio";
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping && easel.labels) {
    event.preventDefault();
    undo();
  }
});

function undo() {
  easel.labels.undo();
  easel.paint();
  changed();
}

// ---- pictures

async function open(picture) {
  putAside();
  say("");
  const [image, mask, said] = await Promise.all([
    corrections.file(picture.id, "image"),
    corrections.file(picture.id, "mask").then(read),
    corrections.labels(picture).then((blob) => blob && read(blob)),
  ]);
  const decoded = await createImageBitmap(image, { imageOrientation: "from-image" }).catch(() => null);
  if (queue.current !== picture) {
    return; // another was chosen meanwhile
  }
  easel.show(decoded, drafts.get(picture.id) ?? new Labels(mask, said));
  opened = picture.id;
  showPicture(picture);
  changed();
}

/** Keeps what was not saved until its picture is opened again, without its steps back. */
function putAside() {
  if (easel.labels?.canUndo) {
    drafts.set(opened, easel.labels);
    easel.labels.undone = [];
  }
}

addEventListener("beforeunload", (event) => {
  if (drafts.size > 0 || easel.labels?.canUndo) {
    event.preventDefault();
  }
});

async function read(blob) {
  return readMask(await blob.arrayBuffer());
}

function showPicture(picture) {
  easel.canvas.hidden = !picture;
  $("empty").hidden = Boolean(picture);
  $("take-back").hidden = !picture?.corrected;
  for (const id of ["save-all", "skip", "remove"]) {
    $(id).disabled = !picture;
  }
}

/** Forgets what is open: it is saved, or there is nothing to save it to. */
function close() {
  drafts.delete(opened);
  easel.labels = null;
}

/** Goes to the picture that is worth it most, or says that there is none. */
function next(skipped) {
  const picture = queue.next(skipped);
  if (picture) {
    queue.select(picture);
  } else {
    queue.current = null;
    queue.mark();
    close();
    $("undo").disabled = true;
    $("save").disabled = true;
    showPicture(null);
  }
}

async function save() {
  const { labels } = easel;
  const picture = queue.current;
  await settleClasses(labels);
  await corrections.correct(picture.id, await greyPng(labels.width, labels.height, labels.ids));
  queue.changed(picture);
  close();
  await load();
  next();
  say(`Saved ${picture.name}.`);
}

$("save").addEventListener("click", () => attempt(save));
$("save-all").addEventListener("click", () =>
  attempt(() => {
    easel.labels.begin();
    easel.labels.acceptRest();
    easel.paint();
    return save();
  }),
);
$("skip").addEventListener("click", () => next(queue.current.id));
$("take-back").addEventListener("click", () =>
  attempt(async () => {
    await corrections.takeBack(queue.current.id);
    queue.changed(queue.current);
    close();
    await load();
    next();
  }),
);
$("remove").addEventListener("click", () =>
  attempt(async () => {
    await corrections.remove(queue.current.id);
    close();
    await load();
    next();
  }),
);

$("add").addEventListener("click", () => $("files").click());
$("files").addEventListener("change", () =>
  attempt(async () => {
    const files = [...$("files").files];
    $("files").value = "";
    await add(files);
  }),
);

async function add(files) {
  const faults = [];
  for (const [at, file] of files.entries()) {
    say(`Adding ${at + 1} of ${files.length} ...`);
    try {
      await corrections.keep(file, file.name);
    } catch (fault) {
      faults.push(`${file.name}: ${fault.message}`);
    }
  }
  await queue.load();
  if (!easel.labels?.canUndo) { // what is being corrected stays
    next();
  }
  if (faults.length > 0) {
    complain(faults.join(" "));
  } else {
    say(`${files.length} added.`);
  }
}
