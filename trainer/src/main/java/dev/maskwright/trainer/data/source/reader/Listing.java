package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.trainer.data.ClassList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a folder, as a {@link SourceReader} lists them; at least one of the splits exists.
 *
 * @param classes  empty if they are the categories of the rows, which are {@link PictureRow}s then
 * @param decoding what decoding depends on besides the contents of the files; part of the key of decoded pictures on
 *                 disk, so that with another text they are decoded again
 * @param notes    about what was done with the rows
 * @param onClose  closes the source of the rows
 */
public record Listing(
        Optional<SplitDraft> train,
        Optional<SplitDraft> validation,
        Optional<ClassList> classes,
        String decoding,
        List<String> notes,
        Runnable onClose) {

    public Listing {
        notes = List.copyOf(notes);
    }

    /** For rows in files that are opened one by one. */
    public static Listing ofFiles(
            Optional<SplitDraft> train,
            Optional<SplitDraft> validation,
            Optional<ClassList> classes,
            String decoding,
            List<String> notes) {
        return new Listing(train, validation, classes, decoding, notes, () -> {});
    }

    public void close() {
        onClose.run();
    }
}
