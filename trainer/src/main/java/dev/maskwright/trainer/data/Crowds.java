package dev.maskwright.trainer.data;

/** How COCO objects with {@code iscrowd} are treated. */
public enum Crowds {
    /**
     * Pixels of crowds are ignored; but if all objects of a category are crowds, they are learned like any other: CVAT
     * marks everything that is drawn with a brush as a crowd.
     */
    AUTO,
    /** Pixels of crowds are ignored, and crowds are below all other objects. */
    IGNORE,
    /** Crowds are objects like any other. */
    LEARN
}
