/** Speaks to the server, with the token where one is needed. */

const TOKEN_KEY = "maskwright.token";
const TOKEN_PROTOCOL = "maskwright.token.";

/** What the server, or the way to it, says went wrong; the message is for people. */
export class ServerFault extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

let askForToken = async () => null;

/** Says how a token is asked for: a function that gives one, told what was wrong with the last. */
export function onTokenNeeded(ask) {
  askForToken = ask;
}

function token() {
  return sessionStorage.getItem(TOKEN_KEY);
}

async function fetchOnce(path, options) {
  const headers = new Headers(options.headers);
  if (token()) {
    headers.set("Authorization", `Bearer ${token()}`);
  }
  try {
    return await fetch(path, { ...options, headers });
  } catch {
    throw new ServerFault("The server cannot be reached. Is it still running?", 0);
  }
}

/** Sends a request, and asks for a token as often as the server wants another. */
export async function request(path, options = {}) {
  let response = await fetchOnce(path, options);
  while (response.status === 401) {
    const given = await askForToken(token() ? "The server does not take this token." : "");
    if (!given) {
      throw new ServerFault("The server needs a token.", 401);
    }
    sessionStorage.setItem(TOKEN_KEY, given);
    response = await fetchOnce(path, options);
  }
  if (!response.ok) {
    throw new ServerFault(await detail(response), response.status);
  }
  return response;
}

async function detail(response) {
  try {
    return (await response.json()).detail;
  } catch {
    return `The server answered ${response.status}.`;
  }
}

/** The models: { standard, loaded: [{ name, version, classes, ... }], available }. */
export async function models() {
  return (await request("v1/models")).json();
}

/** Brings a model file into service under the standard name; the server proves it first. */
export async function swap(name, file) {
  const response = await request(`v1/models/${encodeURIComponent(name)}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ file }),
  });
  return response.json();
}

/** Segments a picture; form is mask, regions, overlay or coco. Gives the answer's bytes and how long each stage took. */
export async function segment(picture, form) {
  const response = await request(`v1/segment?as=${form}`, {
    method: "POST",
    headers: { "Content-Type": picture.type || "application/octet-stream" },
    body: picture,
  });
  return {
    blob: await response.blob(),
    model: response.headers.get("Maskwright-Model-Version"),
    millis: stages(response.headers.get("Server-Timing") ?? ""),
  };
}

function stages(header) {
  const millis = {};
  for (const [, name, value] of header.matchAll(/(\w+);dur=([\d.]+)/g)) {
    millis[name] = Number(value);
  }
  return millis;
}

/** The WebSocket that takes frames and gives masks. */
export function frames() {
  const url = new URL("v1/stream?as=mask", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = token() ? new WebSocket(url, ["maskwright", TOKEN_PROTOCOL + token()]) : new WebSocket(url);
  socket.binaryType = "arraybuffer";
  return socket;
}
