/** The panels that start retraining, show how far it is, and lead back to earlier versions. */

import * as corrections from "./corrections.js";
import { element, words } from "./panels.js";

const POLL_MILLIS = 1000;
const RETRY_MILLIS = 5000;
const PHASES = {
  preparing: "Reading model and pictures",
  encoding: "Encoding the pictures",
  training: "Training",
  exporting: "Writing and proving the model",
  measuring: "Measuring both models on pictures held out",
};
const OUTCOMES = {
  kept: "The new model was put into use.",
  worse: "Not kept: on pictures held out it does worse. Correct more pictures.",
  refused: "Not used: it failed its proof on this machine.",
  stopped: "Stopped; nothing has changed.",
  failed: "It failed; the model in use stays.",
};

const $ = (id) => document.getElementById(id);

/** What begins in lower case and has no full stop, for it stands behind other words elsewhere. */
function sentence(text) {
  return text ? text[0].toUpperCase() + text.slice(1) + (text.endsWith(".") ? "" : ".") : "";
}

function score(value) {
  return typeof value === "number" ? value.toFixed(3) : "–";
}

export class Retraining {
  /** changed: called when another model may be in use; complain: with words for people. */
  constructor({ changed, complain }) {
    this.changed = changed;
    this.complain = complain;
    this.corrected = 0;
    $("retrain").addEventListener("click", () => this.attempt(() => corrections.retrain()));
    $("stop").addEventListener("click", () => this.attempt(() => corrections.stopRetraining()));
  }

  /** Says how many pictures are corrected by now. */
  setCorrected(count) {
    this.corrected = count;
    $("corrected").textContent = `${count} ${count === 1 ? "picture is" : "pictures are"} corrected.`;
    this.show();
  }

  async attempt(work) {
    try {
      await work();
    } catch (fault) {
      this.complain(fault.message);
    }
    try {
      await this.load();
    } catch (fault) {
      this.complain(fault.message);
      this.timer = setTimeout(() => this.attempt(() => {}), RETRY_MILLIS);
    }
  }

  /** Asks how it stands, and goes on asking while it runs. */
  async load() {
    clearTimeout(this.timer);
    const was = this.state?.running;
    this.state = await corrections.retraining();
    this.show();
    if (this.state.running) {
      this.timer = setTimeout(() => this.attempt(() => {}), POLL_MILLIS);
    }
    if (!this.state.running || !was) {
      this.showVersions(await corrections.versions());
    }
    if (!this.state.running && was) {
      this.changed();
    }
  }

  show() {
    const { state } = this;
    if (!state) {
      return;
    }
    $("retrain").hidden = state.running || !state.trainer;
    $("retrain").disabled = this.corrected === 0;
    $("no-trainer").hidden = state.trainer;
    $("no-trainer").textContent = state.detail ?? "";
    $("stop").hidden = !state.running;
    $("stop").textContent = state.stopping ? "Stop at once" : "Stop";
    $("running").hidden = !state.running;
    if (state.running) {
      this.showProgress(state);
    }
    this.showLast(state.running ? null : state.last);
  }

  showProgress({ progress, seconds, stopping }) {
    const phase = stopping ? "Stopping" : PHASES[progress.phase] ?? "Starting";
    if ($("phase").textContent !== phase) {
      $("phase").textContent = phase; // spoken, so only when it changes
    }
    const bar = $("progress");
    if (progress.phase === "training" && "done" in progress) {
      bar.value = progress.done;
    } else if (["exporting", "measuring"].includes(progress.phase)) {
      bar.value = 1;
    } else {
      bar.removeAttribute("value");
    }
    const step = "step" in progress ? `step ${progress.step} of ${progress.steps}, loss ${score(progress.loss)}, ` : "";
    $("step").textContent = `${step}${seconds} s`;
  }

  showLast(last) {
    $("last").hidden = !last;
    if (!last) {
      return;
    }
    $("outcome").textContent = OUTCOMES[last.outcome];
    const heldOut = last.report?.heldOut;
    const isFault = ["refused", "failed"].includes(last.outcome);
    $("outcome").classList.toggle("fault", isFault);
    $("outcome-detail").textContent = isFault ? last.detail : sentence(heldOut?.reason);
    $("outcome-detail").classList.toggle("fault", last.outcome !== "kept");
    $("scores").hidden = !heldOut;
    if (heldOut) {
      const isNew = (name) => (last.report.newClasses ?? []).includes(name);
      const rows = Object.entries(heldOut.classes).filter(([, { labelled }]) => labelled > 0);
      $("score-rows").replaceChildren(
        row("all", heldOut),
        ...rows.map(([name, scores]) => row(words(name) + (isNew(name) ? " (new)" : ""), scores)),
      );
    }
  }

  showVersions(versions) {
    $("versions").replaceChildren(...versions.map((version) => this.version(version)));
  }

  version(version) {
    const { facts, kept, inUse, there } = version;
    const parts = [];
    if (facts) {
      parts.push(new Date(version.made).toLocaleString());
      parts.push(`mean IoU ${score(facts.heldOut?.before)} → ${score(facts.heldOut?.after)}`);
      parts.push(`learned from ${facts.corrections} corrected`);
      if (facts.newClasses?.length > 0) {
        parts.push(`new: ${facts.newClasses.map(words).join(", ")}`);
      }
    } else {
      parts.push("what the server was started with");
    }
    if (!kept) {
      parts.push("tried, not kept");
    }
    const name = element("span", { className: "name", textContent: version.file.replace(/\.onnx$/, "") });
    const head = element("div", { className: "row" }, name);
    if (inUse) {
      head.append(element("strong", { textContent: "in use" }));
    } else if (there) {
      head.append(this.useButton(version));
    }
    return element("li", {}, head, element("p", { className: "faint", textContent: parts.join(", ") }));
  }

  useButton(version) {
    const button = element("button", { type: "button", textContent: "Use", ariaLabel: `Use ${version.file}` });
    button.addEventListener("click", () =>
      this.attempt(async () => {
        await corrections.useVersion(version.sha256);
        this.changed();
      }),
    );
    return button;
  }
}

function row(name, { before, after }) {
  return element(
    "tr",
    {},
    element("th", { scope: "row", textContent: name }),
    element("td", { textContent: score(before) }),
    element("td", { textContent: score(after) }),
  );
}
