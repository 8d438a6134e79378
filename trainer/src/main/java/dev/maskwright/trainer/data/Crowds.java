package dev.maskwright.trainer.data;

/** What becomes of objects of COCO whose {@code iscrowd} is set. */
public enum Crowds {
    /**
     * Pixels of crowds do not count; but where all objects of a category are crowds, they are learned as any other:
     * CVAT marks everything so that is drawn with a brush.
     */
    AUTO,
    /** Pixels of crowds do not count, and they lie below all other objects. */
    IGNORE,
    /** A crowd is an object like any other. */
    LEARN
}
