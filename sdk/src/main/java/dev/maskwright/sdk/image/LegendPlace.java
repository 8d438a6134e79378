package dev.maskwright.sdk.image;

/** Where to draw the names, colours and shares of the largest classes. */
public enum LegendPlace {
    /** Nowhere. */
    NONE,
    /** In the top left corner of the picture. */
    INSIDE,
    /** On a panel to the right of the picture, which becomes wider by it. */
    BESIDE
}
