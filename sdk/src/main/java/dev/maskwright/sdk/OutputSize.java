package dev.maskwright.sdk;

/** The size of the masks that a segmenter gives. */
public enum OutputSize {

    /** One pixel for each that the network gives: quick, small, and brought to the frame's size when it is needed. */
    NETWORK,

    /**
     * One pixel for each of the frame, which has the class under its centre. Each call makes a new mask of that size.
     */
    FRAME
}
