package dev.maskwright.sdk.frame;

/** The range of byte values that the samples of a YUV picture use. */
public enum YuvRange {
    /** Y from 16 (black) to 235 (white), U and V from 16 to 240: video and most webcams. */
    LIMITED,
    /** All from 0 to 255: JPEG (ITU-T T.871) and Android's cameras. */
    FULL
}
