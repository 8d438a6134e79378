package dev.maskwright.sdk.geometry;

/** Which pixels of one class belong to one region. */
public enum Connectivity {
    /** Those that share an edge. */
    FOUR,
    /** Those that share an edge or a corner. */
    EIGHT
}
