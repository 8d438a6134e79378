package dev.maskwright.sdk;

/** How the borders between classes run when a mask is brought to the size of its frame. */
public enum Edges {
    /** Each pixel takes the class under its centre: exact and quick, with the steps of the network's own pixels. */
    NEAREST,
    /**
     * Each pixel takes the class whose logit, interpolated between the four nearest pixels of the mask, is highest.
     * Masks then keep their logits, which takes four bytes for each class and pixel, and time to copy. Where a model
     * gives no logits, the border is estimated from classes and confidences. Confidences are interpolated.
     */
    SMOOTH
}
