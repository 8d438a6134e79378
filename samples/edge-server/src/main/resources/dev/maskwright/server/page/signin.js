/** Asks for the server's token when it wants one. */

import { onTokenNeeded } from "./server.js";
import { element } from "./panels.js";

/** Adds the dialog to the page, which is shown when the server refuses. */
export function askWhenNeeded() {
  const token = element("input", { id: "token", type: "password", autocomplete: "current-password", required: true });
  const fault = element("p", { id: "sign-in-fault", className: "fault", role: "alert" });
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { id: "sign-in-title", textContent: "This server asks for a token" }),
    element("label", {}, "Token ", token),
    fault,
    element("button", { type: "submit", className: "primary", textContent: "Continue" }),
  );
  const dialog = element("dialog", { id: "sign-in" }, form);
  dialog.setAttribute("aria-labelledby", "sign-in-title");
  document.body.append(dialog);
  onTokenNeeded(async (words) => {
    fault.textContent = words;
    token.value = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return token.value;
  });
}
