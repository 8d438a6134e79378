package dev.maskwright.trainer.data.source;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import dev.maskwright.trainer.data.source.reader.PictureRow;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Encoded;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A folder of pictures without labels, as a split in which no pixel has a class. */
public final class UnlabelledPictures {

    private UnlabelledPictures() {}

    /**
     * Opens all pictures in a folder and its subfolders.
     *
     * @param classes of the data set with which they are mixed
     * @param cache   where decoded pictures are kept
     * @param notes   receives a line about where that is, if on disk
     * @throws BadDatasetException if there is no such folder, or no picture in it that can be read
     */
    public static Dataset open(Path dir, ClassList classes, CacheOptions cache, List<String> notes)
            throws BadDatasetException {
        if (!Files.isDirectory(dir)) {
            throw new BadDatasetException(
                    "%s: no such folder; name the folder that holds the pictures without labels".formatted(dir));
        }
        try {
            List<Path> files = PictureFolder.below(dir);
            if (files.isEmpty()) {
                throw new BadDatasetException(("%s: no picture there; expected .jpg, .png, .webp, .tif, .bmp or .gif,"
                                + " in it or in its subfolders")
                        .formatted(dir));
            }
            SplitDraft pictures = new SplitDraft(Fingerprint.ofFiles(dir, files));
            for (Path file : files) {
                String name = dir.relativize(file).toString().replace('\\', '/');
                pictures.add(new Row(name, new Encoded.InFile(file, "image", name)));
            }
            return Rows.open(pictures, classes, new Rows.Opening(dir, "unlabelled", "without labels", cache, notes));
        } catch (IOException | UncheckedIOException e) {
            throw new BadDatasetException("%s: cannot be read (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    private record Row(String describe, Encoded image) implements SourceRow {

        @Override
        public Sample decode() throws BadSampleException {
            try {
                Frame frame = ImageFiles.decode(image.bytes(), image.name());
                byte[] target = new byte[frame.width() * frame.height()];
                Arrays.fill(target, (byte) Sample.IGNORE);
                return new Sample(frame.rgb(), target, frame.width(), frame.height(), Optional.empty());
            } catch (IOException e) {
                throw new BadSampleException(PictureRow.line(describe, e), e);
            }
        }

        @Override
        public RawRow raw() {
            return new RawRow(
                    describe,
                    image.file(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of());
        }
    }
}
