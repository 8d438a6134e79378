package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnlabelledPicturesTest {

    private static final ClassList CLASSES = ClassList.of(List.of("thing"));

    @TempDir
    private Path folder = Path.of("");

    private Dataset open() throws BadDatasetException {
        return UnlabelledPictures.open(folder, CLASSES, CacheOptions.none(), new ArrayList<>());
    }

    @Test
    void picturesInFoldersBelowAreRowsWithoutAnyLabel() throws Exception {
        PictureFiles.photo(folder.resolve("b.png"), 1);
        PictureFiles.photo(folder.resolve("a/deep/c.png"), 2);
        PictureFiles.text(folder.resolve("notes.txt"), "no picture");
        try (Dataset rows = open()) {
            assertEquals(2, rows.size());
            assertEquals(List.of("a/deep/c.png", "b.png"), List.of(rows.describe(0), rows.describe(1)));
            assertEquals(CLASSES, rows.classes());
            Sample sample = rows.read(1);
            assertEquals(List.of(PictureFiles.WIDTH, PictureFiles.HEIGHT), List.of(sample.width(), sample.height()));
            for (byte id : sample.target()) {
                assertEquals(Sample.IGNORE, id & 0xFF);
            }
        }
    }

    @Test
    void theFingerprintIsThatOfTheFiles() throws Exception {
        PictureFiles.photo(folder.resolve("b.png"), 1);
        String before;
        try (Dataset rows = open()) {
            before = rows.fingerprint();
        }
        PictureFiles.photo(folder.resolve("c.png"), 2);
        try (Dataset rows = open()) {
            assertNotEquals(before, rows.fingerprint());
        }
    }

    @Test
    void aTornPictureIsNamed() throws Exception {
        PictureFiles.photo(folder.resolve("a.png"), 1);
        PictureFiles.text(folder.resolve("b.png"), "this is no picture");
        try (Dataset rows = open()) {
            BadSampleException bad = assertThrows(BadSampleException.class, () -> rows.read(1));
            assertTrue(String.valueOf(bad.getMessage()).startsWith("b.png"), bad.getMessage());
            assertEquals("b.png", rows.raw(1).describe());
        }
    }

    @Test
    void aFolderThatIsNotThereOrHasNoPictureIsRefused() {
        Path missing = folder.resolve("missing");
        Exception refused = assertThrows(
                BadDatasetException.class,
                () -> UnlabelledPictures.open(missing, CLASSES, CacheOptions.none(), new ArrayList<>()));
        assertEquals(
                missing + ": no such folder; name the folder that holds the pictures without labels",
                refused.getMessage());
        refused = assertThrows(BadDatasetException.class, this::open);
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith(folder + ": no picture there; expected .jpg"),
                refused.getMessage());
    }
}
