package dev.maskwright.trainer.reproduce;

/** Which of its two recipes a cell of the notebook's table is trained by. */
public enum Variant {
    /** The notebook's, with its decisions and without its slips. */
    AS_MEANT("notebook", "as it was meant"),
    /** The same network on the same pictures, trained properly. */
    DONE_RIGHT("fixed", "done right");

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
