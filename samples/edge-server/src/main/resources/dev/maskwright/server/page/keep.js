/** Sends the picture that is shown to where it is corrected. */

import * as corrections from "./corrections.js";

/** Shows the button if the server keeps corrections; picture gives what to send, and its name. */
export async function offerToKeep(button, picture, attempt) {
  button.addEventListener("click", () =>
    attempt(async () => {
      const { blob, name } = await picture();
      await corrections.keep(blob, name);
      location.assign("correct.html");
    }),
  );
  button.hidden = !(await corrections.status()).enabled;
}
