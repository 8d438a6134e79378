package dev.maskwright.sdk;

/** The size of a segmenter's masks. */
public enum OutputSize {

    /** One pixel per pixel of the network's output: fast and small, and enlarged to the frame's size when needed. */
    NETWORK,

    /** One pixel per pixel of the frame, with the class under its centre. Each call creates a new mask of that size. */
    FRAME
}
