package dev.maskwright.trainer.reproduce;

/** The two recipes for each cell of the notebook's table. */
public enum Variant {
    /** The notebook's recipe, with its decisions but without its mistakes. */
    AS_MEANT("notebook", "as intended"),
    /** The same network on the same pictures, trained properly. */
    DONE_RIGHT("fixed", "corrected");

    private final String folder;
    private final String words;

    Variant(String folder, String words) {
        this.folder = folder;
        this.words = words;
    }

    /** Where its trainings are, below the folder of all of them. */
    public String folder() {
        return folder;
    }

    String words() {
        return words;
    }
}
