/** Live pictures of the camera: sends the newest frame whenever the server is done with the last. */

import { frames } from "./server.js";
import { readMask } from "./mask.js";

const JPEG_QUALITY = 0.8;
const LONGEST_SIDE = 1280;

/** After a refusal the next frame waits: a server that is busy must not be asked as fast as it can refuse. */
const PAUSE_MILLIS = 500;

export class Camera {
  /**
   * listener: masked(picture, mask, figures), where picture is the frame that the mask is of; ended(reason), once, with
   * an empty reason if it was stopped.
   */
  constructor(video, listener) {
    this.video = video;
    this.listener = listener;
    this.times = [];
  }

  /** Starts, unless it is ended meanwhile; fails with words for people if there is no camera or it may not be used. */
  async start() {
    if (!navigator.mediaDevices) {
      throw new Error("Browsers give the camera to pages of localhost and of https only.");
    }
    this.stream = await this.opened();
    if (this.ended) {
      this.release();
      return;
    }
    this.stream.getVideoTracks()[0].onended = () => this.end("The camera has gone.");
    this.video.srcObject = this.stream;
    await this.video.play();
    if (this.ended) {
      return; // and released
    }
    this.socket = frames();
    this.socket.onopen = () => this.send();
    this.socket.onmessage = (message) => this.receive(message.data);
    this.socket.onclose = () => this.end(this.refusal ?? "The server closed the stream.");
  }

  async opened() {
    try {
      return await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: LONGEST_SIDE }, facingMode: "environment" },
      });
    } catch (fault) {
      throw new Error(
        fault.name === "NotAllowedError" ? "The camera may not be used by this page." : "There is no camera that could be used.",
      );
    }
  }

  async send() {
    if (this.ended) {
      return;
    }
    const scale = Math.min(1, LONGEST_SIDE / Math.max(this.video.videoWidth, this.video.videoHeight));
    const picture = document.createElement("canvas");
    picture.width = Math.round(scale * this.video.videoWidth);
    picture.height = Math.round(scale * this.video.videoHeight);
    picture.getContext("2d").drawImage(this.video, 0, 0, picture.width, picture.height);
    this.sent = { picture, at: performance.now() };
    const jpeg = await new Promise((resolve) => picture.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(jpeg);
    }
  }

  async receive(data) {
    if (typeof data === "string") {
      this.answer = JSON.parse(data);
      this.refusal = this.answer.detail;
      if (this.refusal) {
        this.listener.refused(this.refusal);
        setTimeout(() => this.send(), PAUSE_MILLIS);
      }
      return;
    }
    const mask = await readMask(data);
    if (this.ended) {
      return;
    }
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < 2000), now];
    const { picture, at } = this.sent;
    this.listener.masked(picture, mask, {
      millis: this.answer.ms,
      latency: now - at,
      framesPerSecond: this.times.length / 2,
    });
    this.send();
  }

  stop() {
    this.end("");
  }

  end(reason) {
    if (this.ended) {
      return;
    }
    this.ended = true;
    this.socket?.close();
    this.release();
    this.listener.ended(reason);
  }

  release() {
    this.stream?.getTracks().forEach((track) => track.stop());
    if (this.video.srcObject === this.stream) {
      this.video.srcObject = null; // else it is another's already
    }
  }
}
