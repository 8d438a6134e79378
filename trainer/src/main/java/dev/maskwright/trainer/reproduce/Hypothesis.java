package dev.maskwright.trainer.reproduce;

/** The treatment of pictures in a column of the notebook's table. */
public enum Hypothesis {
    BASELINE("baseline", "baseline"),
    CROPPED("cropped", "cropped to bbox"),
    CROPPED_FLIP_ROTATE("cropped-flip-rotate", "cropped + flip/rotate");

    private final String id;
    private final String column;

    Hypothesis(String id, String column) {
        this.id = id;
        this.column = column;
    }

    /** As in the names of recipes. */
    public String id() {
        return id;
    }

    /** As in the head of the notebook's table. */
    public String column() {
        return column;
    }

    /** Whether the notebook measured on pictures that were cropped to the true box, which no camera has. */
    public boolean measuresCrops() {
        return this != BASELINE;
    }
}
