/** The line that says how things stand, the same on every page. */

function status() {
  return document.getElementById("status");
}

/** Says how things stand. */
export function say(text) {
  status().classList.remove("fault");
  status().textContent = text;
}

/** Says what went wrong. */
export function complain(text) {
  status().classList.add("fault");
  status().textContent = text;
}

/** Does something whose fault is said. */
export async function attempt(work) {
  try {
    await work();
  } catch (fault) {
    complain(fault.message);
  }
}
