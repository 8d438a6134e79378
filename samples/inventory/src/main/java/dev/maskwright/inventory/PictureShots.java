package dev.maskwright.inventory;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.folder.source.PictureSource;
import dev.maskwright.models.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TimeZone;
import java.util.stream.StreamSupport;

/** The pictures of folders, of files, or of a video. */
public final class PictureShots implements Shots {

    private final PictureSource.Cursor cursor;

    private PictureShots(PictureSource.Cursor cursor) {
        this.cursor = cursor;
    }

    /**
     * Pictures in the order of the source.
     *
     * @param leftOut receives entries that are not pictures
     */
    public static PictureShots of(PictureSource source, LeftOut leftOut) throws IOException {
        return new PictureShots(source.open(leftOut));
    }

    /** All pictures of a finite source, in the order in which they were taken. */
    public static Shots byTime(PictureSource source, LeftOut leftOut) throws IOException, InterruptedException {
        Queue<Shot> shots = new ArrayDeque<>();
        try (PictureShots all = of(source, leftOut)) {
            List<Shot> list = new ArrayList<>();
            for (Optional<Shot> one = all.next(); one.isPresent(); one = all.next()) {
                list.add(one.get());
            }
            list.sort(Comparator.comparing(Shot::takenAt)); // stable: those with the same time keep their order
            shots.addAll(list);
        }
        return new Shots() {
            @Override
            public Optional<Shot> next() {
                return Optional.ofNullable(shots.poll());
            }

            @Override
            public void close() {
                shots.clear();
            }
        };
    }

    @Override
    public Optional<Shot> next() throws IOException, InterruptedException {
        return cursor.next().map(PictureShots::shot);
    }

    private static Shot shot(Picture picture) {
        return new Shot(picture.source(), takenAt(picture.file()), identity(picture), Optional.empty(), picture::read);
    }

    /** Empty where it cannot be read: that shows when the picture is. */
    private static Optional<String> identity(Picture picture) {
        try {
            return picture instanceof PictureFile ? Optional.of(Sha256.of(picture.file())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The time in the file's metadata, or else that of the file. */
    static Instant takenAt(Path file) {
        return inExif(file).orElseGet(() -> {
            try {
                return Files.getLastModifiedTime(file).toInstant();
            } catch (IOException e) {
                return Instant.now();
            }
        });
    }

    private static Optional<Instant> inExif(Path file) {
        try {
            var directories =
                    ImageMetadataReader.readMetadata(file.toFile()).getDirectoriesOfType(ExifSubIFDDirectory.class);
            return StreamSupport.stream(directories.spliterator(), false)
                    .flatMap(
                            directory -> Optional.ofNullable(directory.getDateOriginal(TimeZone.getDefault())).stream())
                    .map(Date::toInstant)
                    .findFirst();
        } catch (ImageProcessingException | IOException | RuntimeException e) { // of damaged files it throws anything
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
