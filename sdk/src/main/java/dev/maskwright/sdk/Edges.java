package dev.maskwright.sdk;

/** How the borders between classes are drawn when a mask is enlarged to the size of its frame. */
public enum Edges {
    /** Each pixel takes the class under its centre: exact and fast, with steps of the size of the network's pixels. */
    NEAREST,
    /**
     * Each pixel takes the class whose logit, interpolated between the four nearest pixels of the mask, is highest.
     * Masks then keep their logits, which takes four bytes per class and pixel, and time to copy. If a model gives no
     * logits, the border is estimated from classes and confidences. Confidences are interpolated.
     */
    SMOOTH
}
