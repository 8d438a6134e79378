package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.Target;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderReaderTest {

    private static final String CLASSES = "{\"classes\": [\"Sky\", \"Road\"], \"ignore_index\": 2}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    @BeforeEach
    void writeASmallSet() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), CLASSES);
        pair("train", "a", 1);
        pair("train", "b", 2);
        pair("val", "c", 3);
    }

    private void pair(String split, String name, int seed) throws Exception {
        PictureFiles.photo(dir.resolve(split + "/images/" + name + ".png"), seed);
        PictureFiles.mask(dir.resolve(split + "/masks/" + name + ".png"), 0, 1);
    }

    private DataSource open() throws BadDatasetException {
        return open(DataSettings.defaults());
    }

    private DataSource open(DataSettings settings) throws BadDatasetException {
        return DataSources.open(dir, settings, CacheOptions.none());
    }

    private static DataSettings splits(List<String> train, List<String> validation) {
        return DataSettings.defaults().withSplits(train, validation);
    }

    private String failure() {
        return String.valueOf(
                assertThrows(BadDatasetException.class, this::open).getMessage());
    }

    /** The line on the only training row that is left out, or that cannot be read. */
    private String onlyFault() throws Exception {
        try (DataSource data = open()) {
            if (!data.train().skipped().isEmpty()) {
                assertEquals(1, data.train().skipped().size(), data.train().skipped()::toString);
                assertEquals(2, data.train().size());
                String line = data.train().skipped().get(0);
                assertTrue(data.train().raw(2).faults().contains(line));
                return line;
            }
            for (int row = 0; row < data.train().size(); row++) {
                try {
                    data.train().read(row);
                } catch (BadSampleException e) {
                    return String.valueOf(e.getMessage());
                }
            }
            return "none";
        }
    }

    private static int at(Sample sample, int x, int y) {
        return sample.target()[y * sample.width() + x] & 0xFF;
    }

    @Test
    void aFolderToValidateOnAloneIsADataSet() throws Exception {
        Files.move(dir.resolve("train"), dir.resolve("elsewhere"));
        try (DataSource data = open()) {
            assertEquals(DataFormat.FOLDER, data.format());
            assertEquals(1, data.validation().size());
            assertEquals("val/images/c.png", data.validation().describe(0));
            assertEquals(List.of(), data.notes());
            BadDatasetException refused = assertThrows(BadDatasetException.class, data::train);
            assertTrue(
                    String.valueOf(refused.getMessage()).startsWith(dir + ": there is only a validation split"),
                    refused.getMessage());
        }
    }

    /** Also where splits lie in the folders of pictures and of masks; but pictures beside them are to be trained on. */
    @ParameterizedTest
    @ValueSource(strings = {"val", "Val", "test"})
    void picturesInASplitAloneAreOfThatSplit(String split) throws Exception {
        Files.move(dir.resolve("train"), dir.resolve("elsewhere"));
        for (String kind : List.of("images", "masks")) {
            Files.createDirectory(dir.resolve(kind));
            Files.move(dir.resolve("val/" + kind), dir.resolve(kind + "/" + split));
        }
        Files.delete(dir.resolve("val"));
        try (DataSource data = open()) {
            assertEquals(1, data.validation().size());
            assertEquals("images/%s/c.png".formatted(split), data.validation().describe(0));
            assertThrows(BadDatasetException.class, data::train);
        }
        for (int i = 0; i < 4; i++) {
            PictureFiles.photo(dir.resolve("images/d%d.png".formatted(i)), i);
            PictureFiles.mask(dir.resolve("masks/d%d.png".formatted(i)), 0, 1);
        }
        try (DataSource data = open()) {
            assertEquals(5, data.train().size() + data.validation().size());
        }
    }

    @Test
    void picturesAndMasksArePairedByName() throws Exception {
        try (DataSource data = open()) {
            assertEquals(DataFormat.FOLDER, data.format());
            assertEquals(2, data.train().size());
            assertEquals(1, data.validation().size());
            assertEquals("train/images/b.png", data.train().describe(1));
            Sample sample = data.train().read(0);
            assertEquals(
                    PictureFiles.photo(1).getRGB(5, 7) & 0xFF, sample.rgb()[3 * (7 * sample.width() + 5) + 2] & 0xFF);
            assertEquals(0, at(sample, 11, 3));
            assertEquals(1, at(sample, 12, 3));
            assertEquals(List.of(), data.train().skipped());
        }
    }

    @Test
    void withoutNamedBackgroundTheFirstClassIsOneLikeTheOthers() throws Exception {
        try (DataSource data = open()) {
            assertEquals(List.of("sky", "road"), data.train().classes().names());
        }
    }

    @Test
    void numberedNamesLeaveZeroToTheBackground() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), "{\"1\": \"Sofa\"}");
        try (DataSource data = open()) {
            assertEquals(List.of("background", "sofa"), data.train().classes().names());
        }
    }

    @Test
    void whatTheFileOfClassesIgnoresDoesNotCount() throws Exception {
        PictureFiles.mask(dir.resolve("train/masks/a.png"), 2, 255);
        try (DataSource data = open()) {
            assertEquals(Sample.IGNORE, at(data.train().read(0), 0, 0));
            assertEquals(Sample.IGNORE, at(data.train().read(0), 23, 0));
        }
    }

    @Test
    void masksWithAPaletteOfTheirOwnAreTakenByIndex() throws Exception {
        PictureFiles.paletteMask(dir.resolve("train/masks/a.png"), 1, 0);
        try (DataSource data = open()) {
            assertEquals(1, at(data.train().read(0), 0, 0));
            assertEquals(0, at(data.train().read(0), 23, 0));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "palette.json     | {\"Sky\": \"#8080c0\", \"Road\": [128, 64, 128], \"void\": \"#000000\"}",
                "label_colors.txt | 128 128 192 Sky~128 64 128 Road~0 0 0 Void",
            })
    void coloursAreClassesByTheirPalette(String file, String text) throws Exception {
        PictureFiles.text(dir.resolve(file), text.replace('~', '\n'));
        PictureFiles.colourMask(dir.resolve("train/masks/a.png"), 0x804080, 0x8080c0);
        PictureFiles.colourMask(dir.resolve("train/masks/b.png"), 0x8080c0, 0x000000);
        PictureFiles.colourMask(dir.resolve("val/masks/c.png"), 0x8080c0, 0x123456);
        PictureFiles.photo(dir.resolve("val/images/d.png"), 9);
        PictureFiles.colourMask(dir.resolve("val/masks/d.png"), 0x8080c0, 0x804080);
        try (DataSource data = open()) {
            assertEquals(1, at(data.train().read(0), 0, 0));
            assertEquals(0, at(data.train().read(0), 23, 0));
            assertEquals(Sample.IGNORE, at(data.train().read(1), 23, 0));
            BadSampleException bad = assertThrows(
                    BadSampleException.class, () -> data.validation().read(0));
            assertEquals(
                    "val/images/c.png: mask has the colour #123456 at (12, 0), which the palette"
                            + " does not name; add it or remove the row",
                    bad.getMessage());
        }
    }

    @Test
    void aPaletteNamesTheClassesWhereNoFileDoes() throws Exception {
        Files.delete(dir.resolve("classes.json"));
        PictureFiles.text(
                dir.resolve("palette.json"),
                "{\"Lamp\": \"#000000\", \"Background\": \"#010101\", \"ignore\": \"#ffffff\"}");
        try (DataSource data = open()) {
            assertEquals(List.of("background", "lamp"), data.train().classes().names());
            assertEquals(1, at(data.train().read(0), 0, 0));
        }
    }

    @Test
    void splitsMayLieInsideImagesAndMasksAndInSubfolders() throws Exception {
        for (String split : List.of("train", "val")) {
            Path from = dir.resolve(split);
            for (String kind : List.of("images", "masks")) {
                Path to = dir.resolve(kind).resolve(split).resolve("town");
                Files.createDirectories(to.getParent());
                Files.move(from.resolve(kind), to);
            }
            Files.delete(from);
        }
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals("images/val/town/c.png", data.validation().describe(0));
            assertEquals(1, at(data.validation().read(0), 23, 0));
        }
    }

    @Test
    void listsDivideOneFolder() throws Exception {
        Files.move(dir.resolve("train/images"), dir.resolve("images"));
        Files.move(dir.resolve("train/masks"), dir.resolve("masks"));
        PictureFiles.text(dir.resolve("train.txt"), "# names\nb.png\n\n");
        PictureFiles.text(dir.resolve("val.txt"), "images/a.png\nz\na\n");
        try (DataSource data = open()) {
            assertEquals("images/b.png", data.train().describe(0));
            assertEquals(1, data.train().size());
            assertEquals(1, data.validation().size());
            assertEquals(
                    List.of(
                            "val.txt line 2: no picture is called 'z' in images; add it or remove the line",
                            "val.txt line 3: 'a' is listed twice; remove the line"),
                    data.validation().skipped());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"val.txt", "Test.TXT", "splits/valid.txt", "ImageSets/Segmentation/val.txt", "lists/val_list.txt"
            })
    void whatALoneListDoesNotNameIsTrainedOn(String list) throws Exception {
        Files.move(dir.resolve("train/images"), dir.resolve("images"));
        Files.move(dir.resolve("train/masks"), dir.resolve("masks"));
        PictureFiles.text(dir.resolve(list), "a\n");
        try (DataSource data = open()) {
            assertEquals(1, data.train().size());
            assertEquals("images/b.png", data.train().describe(0));
            assertEquals("images/a.png", data.validation().describe(0));
            assertEquals(
                    List.of(list
                            + ": there is no list for training, so what it does not name"
                            + " in images is trained on: 1 of the pictures there"),
                    data.notes());
        }
        PictureFiles.text(dir.resolve(list), "a\nb\n");
        BadDatasetException nothingLeft = assertThrows(BadDatasetException.class, this::open);
        assertEquals(
                dir.resolve(list)
                        + ": names all pictures in images, and none is left to train on; add"
                        + " train.txt, or remove lines",
                nothingLeft.getMessage());
    }

    @Test
    void whatNoListNamesIsCounted() throws Exception {
        Files.move(dir.resolve("train/images"), dir.resolve("images"));
        Files.move(dir.resolve("train/masks"), dir.resolve("masks"));
        for (String name : List.of("a", "b")) {
            for (String kind : List.of("images", "masks")) {
                Files.copy(dir.resolve(kind + "/" + name + ".png"), dir.resolve(kind + "/more_" + name + ".png"));
            }
        }
        PictureFiles.text(dir.resolve("splits/train.txt"), "a\n");
        PictureFiles.text(dir.resolve("splits/val.txt"), "b\n");
        try (DataSource data = open()) {
            assertEquals("images/a.png", data.train().describe(0));
            assertEquals(
                    List.of("splits/train.txt, splits/val.txt: 2 of the pictures in images are"
                            + " named nowhere, and not used"),
                    data.notes());
        }
    }

    @Test
    void splitsMayBeNamed() throws Exception {
        try (DataSource data = open(splits(List.of("train", "val"), List.of("val")))) {
            assertEquals(3, data.train().size());
        }
        BadDatasetException absent =
                assertThrows(BadDatasetException.class, () -> open(splits(List.of("train2"), List.of("val"))));
        assertTrue(String.valueOf(absent.getMessage())
                .contains("train2: neither a list of names nor a folder with images/ and masks/"));
    }

    @Test
    void aPictureWithoutMaskIsLeftOut() throws Exception {
        PictureFiles.photo(dir.resolve("train/images/x.png"), 7);
        assertEquals("train/images/x.png: no mask; expected train/masks/x.png or remove the picture", onlyFault());
    }

    @Test
    void aMaskWithoutPictureIsNamed() throws Exception {
        PictureFiles.mask(dir.resolve("train/masks/x.png"), 0, 1);
        assertEquals(
                "train/masks/x.png: a mask without a picture in train/images; add the picture or remove the mask",
                onlyFault());
    }

    @Test
    void twoPicturesOfOneNameAreNotBothUsed() throws Exception {
        Files.copy(dir.resolve("train/images/a.png"), dir.resolve("train/images/a.webp"));
        assertEquals(
                "train/images/a.webp: has the mask of train/images/a.png, which has the same"
                        + " name; rename or remove one of them",
                onlyFault());
    }

    @Test
    void twoMasksOfOneNameLeaveTheirPictureOut() throws Exception {
        pair("train", "x", 8);
        Files.copy(dir.resolve("train/masks/x.png"), dir.resolve("train/masks/x.bmp"));
        assertEquals(
                "train/images/x.png: has the masks [train/masks/x.bmp, train/masks/x.png]; keep one of them",
                onlyFault());
    }

    @Test
    void aMaskOfAnotherSizeIsABadRow() throws Exception {
        PictureFiles.write(dir.resolve("train/masks/b.png"), new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY));
        assertEquals(
                "train/images/b.png: mask is 5x4 but the image is 24x16; give both the same size or remove the row",
                onlyFault());
    }

    @Test
    void aValueThatIsNoClassIsABadRow() throws Exception {
        PictureFiles.mask(dir.resolve("train/masks/b.png"), 0, 5);
        assertEquals(
                "train/images/b.png: mask holds the id 5, which classes.json does not name; add"
                        + " the name, assign it to a class (or ignore) with data.ids, or remove the row",
                onlyFault());
    }

    @Test
    void anUnreadableImageIsABadRow() throws Exception {
        Files.writeString(dir.resolve("train/images/b.png"), "no picture");
        assertTrue(onlyFault().startsWith("train/images/b.png: "), onlyFault());
    }

    @Test
    void colouredMasksWithoutPaletteStopBeforeTraining() throws Exception {
        for (String mask : List.of("a", "b")) {
            PictureFiles.colourMask(dir.resolve("train/masks/" + mask + ".png"), 0x804080, 0x8080c0);
        }
        String message = failure();
        assertTrue(
                message.contains(
                        "training: none of the 2 rows can be used; the first: train/masks/a.png: expected class ids"),
                message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"classes\": []}",
                "{\"classes\": [\"a\", \"\"]}",
                "{\"classes\": [\"a\", \"A\"]}",
                "{\"classes\": [\"a\", \"background\"]}",
                "{\"classes\": \"a\"}",
                "{\"1\": \"a\", \"x\": \"b\"}",
                "{\"1\": \"a\", \"1\": \"b\"}",
                "{\"classes\": [\"a\"], \"classes\": [\"b\"]}",
                "{\"1\": \"a\", \"70000\": \"b\"}",
                "{\"classes\": [\"a\"], \"ignore_index\": 70000}",
                "nonsense"
            })
    void aFileOfClassesThatNamesNoneIsRefused(String json) throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), json);
        String message = failure();
        assertTrue(message.startsWith(dir.resolve("classes.json") + ": "), message);
        assertFalse(message.contains("\n"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Sky\": \"blue\"}        | \"blue\" is not a colour",
                "{\"Sky\": [1, 2, 300]}     | a colour's parts must be 0..255, got 300",
                "{\"Sea\": \"#000000\"}     | no class is called [sea]",
                "1 2 Sky                    | the line '1 2 Sky' is not R G B name",
                "1 2 3 Sky~1 2 3 Road       | #010203 is both 'sky' and 'Road'",
            })
    void aBadPaletteIsRefused(String text, String message) throws Exception {
        PictureFiles.text(dir.resolve("palette.txt"), text.replace('~', '\n'));
        assertTrue(failure().contains(message), failure());
    }

    @Test
    void aFolderOfNothingSaysWhatWasLookedFor() throws Exception {
        dir = Files.createDirectory(dir.resolve("empty"));
        assertTrue(
                failure()
                        .contains("looked for train-*.parquet (here or in data/) or"
                                + " train/*.parquet (here or in a folder), for images/ with masks/"
                                + " (or both in train/), for annotations/*.json of COCO, for"
                                + " train.csv or one CSV file"),
                failure());
        dir = dir.resolve("absent");
        assertTrue(failure().endsWith("no such folder; name the folder that holds the data set"), failure());
    }

    @Test
    void oneProductPerRowIsNotWhatAFolderHolds() {
        BadDatasetException refused = assertThrows(
                BadDatasetException.class,
                () -> open(DataSettings.defaults().withTarget(Target.MASK, Outside.BACKGROUND)));
        assertTrue(String.valueOf(refused.getMessage())
                .endsWith("this is a folder of masks; train with data.target=labels"));
    }

    @Test
    void theFingerprintFollowsContentAndClasses() throws Exception {
        String before;
        try (DataSource data = open()) {
            before = data.train().fingerprint();
            assertEquals(64, before.length());
        }
        try (DataSource data = open()) {
            assertEquals(before, data.train().fingerprint());
        }
        PictureFiles.mask(dir.resolve("train/masks/b.png"), 1, 0);
        try (DataSource data = open()) {
            assertNotEquals(before, data.train().fingerprint());
        }
    }

    @Test
    void aRawRowIsWhatIsStored() throws Exception {
        PictureFiles.mask(dir.resolve("train/masks/a.png"), 2, 9);
        try (DataSource data = open()) {
            RawRow raw = data.train().raw(0);
            RawMask.Ids mask = (RawMask.Ids) raw.mask().orElseThrow();
            assertEquals(9, mask.ids()[mask.width() - 1]);
            assertEquals(Sample.IGNORE, mask.meaning().classId(2).getAsInt());
            assertTrue(mask.meaning().classId(9).isEmpty());
            assertEquals(1, raw.orientation());
            assertEquals(dir.resolve("train/images/a.png"), raw.file().orElseThrow());
        }
    }

    @Test
    void camVidIsReadWhole() throws Exception {
        dir = Path.of("../../shared/data/camvid");
        assumeTrue(Files.isDirectory(dir), "CamVid is not here");
        try (DataSource data = open()) {
            assertEquals(367, data.train().size());
            assertEquals(101, data.validation().size());
            assertEquals(11, data.train().classes().size());
            assertEquals("bicyclist", data.train().classes().name(10));
            for (int row = 0; row < data.validation().size(); row += 10) {
                assertEquals(480, data.validation().read(row).width());
            }
        }
    }
}
