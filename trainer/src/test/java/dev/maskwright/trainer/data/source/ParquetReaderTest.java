package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.ProductFiles.Written;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetReaderTest {

    private static final DataSettings LABELS = DataSettings.defaults();
    private static final DataSettings MASKS = LABELS.withTarget(Target.MASK, Outside.BACKGROUND);
    private static final int PIXELS = ProductFiles.WIDTH * ProductFiles.HEIGHT;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    private void writeTrain(Written... rows) throws Exception {
        ProductFiles.write(dir.resolve("data/train-00000-of-00001.parquet"), List.of(rows));
    }

    private void writeValidation(Written... rows) throws Exception {
        ProductFiles.write(dir.resolve("data/val-00000-of-00001.parquet"), List.of(rows));
    }

    private DataSource open(DataSettings settings) throws BadDatasetException {
        return DataSources.open(dir, settings, CacheOptions.none());
    }

    private String openFailure(DataSettings settings) {
        return String.valueOf(
                assertThrows(BadDatasetException.class, () -> open(settings)).getMessage());
    }

    /** The one line that a faulty training row gives, with a good row after it that must still be readable. */
    private String readFailure(DataSettings settings, Written faulty) throws Exception {
        writeTrain(faulty, Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        ProductFiles.writeClasses(dir, "{\"1\": \"Sofa\"}");
        try (DataSource data = open(settings)) {
            assertEquals(2, data.train().size());
            assertEquals(ProductFiles.WIDTH, data.train().read(1).width());
            BadSampleException failure =
                    assertThrows(BadSampleException.class, () -> data.train().read(0));
            String line = String.valueOf(failure.getMessage());
            assertFalse(line.contains("\n"), line);
            assertTrue(line.startsWith("train-00000-of-00001.parquet row 0 (img_0.png)"), line);
            return line;
        }
    }

    private static void assertMentions(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "expected '" + part + "' in: " + message);
        }
    }

    @Test
    void validationAloneIsEnoughToMeasureOn() throws Exception {
        writeValidation(Written.of("Sofa"), Written.of("Rug"));
        ProductFiles.writeClasses(dir, "{\"1\": \"Sofa\", \"2\": \"Rug\"}");
        try (DataSource data = open(LABELS)) {
            assertEquals(List.of("background", "sofa", "rug"), data.classes().names());
            assertEquals(2, data.validation().size());
            assertEquals(ProductFiles.WIDTH, data.validation().read(1).width());
            assertEquals(Optional.empty(), data.findTrain());
            BadDatasetException refusal = assertThrows(BadDatasetException.class, data::train);
            assertMentions(
                    String.valueOf(refusal.getMessage()),
                    dir + ": there is only a validation split, on which a network can be evaluated but not trained");
        }
    }

    @Test
    void categoriesOfValidationAloneAreItsClasses() throws Exception {
        writeValidation(Written.of("Sofa"), Written.of("Rug"));
        try (DataSource data = open(MASKS)) {
            assertEquals(List.of("background", "rug", "sofa"), data.classes().names());
            assertEquals(2, data.validation().read(0).target()[ProductFiles.WIDTH * 2 + 3]);
            assertEquals(List.of(), data.notes());
        }
    }

    @Test
    void trainingAloneIsDivided() throws Exception {
        writeTrain(
                Written.of("Sofa"),
                Written.of("Sofa").withImage(photo(5)),
                Written.of("Sofa").withImage(photo(6)));
        try (DataSource data = open(MASKS)) {
            assertEquals(2, data.train().size());
            assertEquals(1, data.validation().size());
            assertMentions(data.notes().get(0), "1 of 3 rows are held back");
            assertEquals(data.train().fingerprint(), data.validation().fingerprint());
        }
    }

    private static byte[] photo(int seed) throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        BufferedImage photo = PictureFiles.photo(seed);
        ImageIO.write(photo.getSubimage(0, 0, ProductFiles.WIDTH, ProductFiles.HEIGHT), "png", png);
        return png.toByteArray();
    }

    @Test
    void anIdThatTheClassesIgnoreDoesNotCount() throws Exception {
        byte[] two = ProductFiles.picture(ProductFiles.WIDTH, ProductFiles.HEIGHT, 2);
        writeTrain(Written.of("Sofa").withLabels(two));
        writeValidation(Written.of("Sofa"));
        int inside = ProductFiles.WIDTH * 2 + 3;
        ProductFiles.writeClasses(dir, "{\"classes\": [\"background\", \"sofa\"], \"ignore_index\": 2}");
        try (DataSource data = open(LABELS)) {
            assertEquals((byte) Sample.IGNORE, data.train().read(0).target()[inside]);
        }
    }

    @Test
    void rowsKeepTheOrderOfFilesAndOfRowsInThem() throws Exception {
        ProductFiles.write(dir.resolve("data/train-00001-of-00002.parquet"), List.of(Written.of("Rug")));
        ProductFiles.write(
                dir.resolve("data/train-00000-of-00002.parquet"), List.of(Written.of("Sofa"), Written.of("Rug")));
        writeValidation(Written.of("Sofa"), Written.of("Rug"));
        try (DataSource data = open(MASKS)) {
            assertEquals(3, data.train().size());
            assertEquals(
                    "train-00000-of-00002.parquet row 0 (img_0.png)",
                    data.train().describe(0));
            assertEquals(
                    "train-00000-of-00002.parquet row 1 (img_1.png)",
                    data.train().describe(1));
            assertEquals(
                    "train-00001-of-00002.parquet row 0 (img_0.png)",
                    data.train().describe(2));
        }
    }

    @Test
    void columnsComeInAnyOrderAndOthersAreIgnored() throws Exception {
        ProductFiles.write(
                dir.resolve("train.parquet"),
                "42 AS price, category, labels, bbox, mask, image, 'x' AS note",
                List.of(Written.of("Sofa")));
        ProductFiles.write(
                dir.resolve("validation.parquet"), "mask, image, category, bbox", List.of(Written.of("Sofa")));
        try (DataSource data = open(MASKS)) {
            Sample sample = data.train().read(0);
            assertEquals(1, sample.target()[ProductFiles.WIDTH * 2 + 3]);
            assertEquals((byte) 255, sample.rgb()[3 * (ProductFiles.WIDTH * 2 + 3)]);
            assertEquals(Optional.of(new Box(3, 2, 5, 4)), sample.box());
        }
    }

    @Test
    void namesOfFoldersAreNotTakenForPatternsOrSql() throws Exception {
        dir = dir.resolve("it's [a] folder=1");
        writeTrain(Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        try (DataSource data = open(MASKS)) {
            assertEquals(1, data.train().size());
        }
    }

    @Test
    void masksAreNamedByTheCategoriesThatBothSplitsHave() throws Exception {
        writeTrain(Written.of("Sofa"), Written.of(" coffee TABLE "), Written.of("Lamp"), Written.of("Bed"));
        writeValidation(Written.of("sofa"), Written.of("Coffee Table"), Written.of("Piano"));
        try (DataSource data = open(MASKS)) {
            assertEquals(
                    List.of("background", "coffee_table", "sofa"),
                    data.train().classes().names());
            assertEquals(2, data.train().size());
            assertEquals(
                    List.of("2 training rows are left out because validation has no row of their"
                            + " categories: bed, lamp"),
                    data.notes());
            assertEquals(2, data.validation().size());
            assertEquals(
                    List.of("val-00000-of-00001.parquet row 2 (img_2.png): category 'piano' has no training row;"
                            + " add some or remove this row"),
                    data.validation().skipped());
            assertEquals(2, data.train().read(0).target()[ProductFiles.WIDTH * 2 + 3]);
        }
    }

    @Test
    void pixelsOutsideTheMaskAreWhatTheSettingSays() throws Exception {
        writeTrain(Written.of("Sofa").withBbox("[2, 1, 7, 6]"));
        writeValidation(Written.of("Sofa"));
        for (Outside outside : Outside.values()) {
            try (DataSource data = open(MASKS.withTarget(Target.MASK, outside))) {
                byte[] expected = new byte[PIXELS];
                for (int i = 0; i < PIXELS; i++) {
                    int x = i % ProductFiles.WIDTH;
                    int y = i / ProductFiles.WIDTH;
                    boolean inBox = x >= 2 && x < 9 && y >= 1 && y < 7;
                    boolean background = outside == Outside.BACKGROUND || (outside == Outside.BOX && inBox);
                    expected[i] = (byte) (ProductFiles.PRODUCT.contains(x, y) ? 1 : background ? 0 : Sample.IGNORE);
                }
                assertArrayEquals(expected, data.train().read(0).target(), outside.toString());
            }
        }
    }

    @Test
    void labelsAreTakenAsTheyAreAndKeepEveryRow() throws Exception {
        byte[] twoAndIgnored = ProductFiles.picture(ProductFiles.WIDTH, ProductFiles.HEIGHT, 2);
        byte[] ignored = ProductFiles.picture(ProductFiles.WIDTH, ProductFiles.HEIGHT, Sample.IGNORE);
        writeTrain(
                Written.of("Sofa").withLabels(twoAndIgnored).withMask(null),
                Written.of("Piano").withLabels(ignored));
        writeValidation(Written.of("Rug"));
        ProductFiles.writeClasses(dir, "{\"2\": \"Coffee Table\", \"1\": \"Sofa\"}");
        try (DataSource data = open(LABELS)) {
            assertEquals(
                    List.of("background", "sofa", "coffee_table"),
                    data.train().classes().names());
            assertEquals(2, data.train().size());
            assertEquals(2, data.train().read(0).target()[ProductFiles.WIDTH * 2 + 3]);
            assertEquals((byte) Sample.IGNORE, data.train().read(1).target()[ProductFiles.WIDTH * 2 + 3]);
            assertEquals(0, data.train().read(1).target()[0]);
        }
    }

    @Test
    void decodedRowsAreKeptWhileTheBudgetLasts() throws Exception {
        writeTrain(Written.of("Sofa"), Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        int oneSample = 4 * PIXELS;
        try (DataSource data = DataSources.open(dir, MASKS, new CacheOptions(oneSample + 1, Optional.empty()))) {
            assertSame(data.train().read(1), data.train().read(1));
            assertNotSame(data.train().read(0), data.train().read(0));
        }
    }

    @Test
    void theFingerprintFollowsTheContent() throws Exception {
        writeTrain(Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        String before;
        try (DataSource data = open(MASKS)) {
            before = data.train().fingerprint();
        }
        try (DataSource data = open(MASKS)) {
            assertEquals(before, data.train().fingerprint());
        }
        writeTrain(Written.of("Sofa"), Written.of("Sofa"));
        try (DataSource data = open(MASKS)) {
            assertNotEquals(before, data.train().fingerprint());
        }
    }

    @Test
    void aMissingFolderOrFileIsNamed() throws Exception {
        assertMentions(
                openFailure(MASKS.withSplits(List.of("all.parquet"), List.of())),
                dir.resolve("all.parquet") + ": there is no such Parquet file; correct data.train or data.validation");
        dir = dir.resolve("absent");
        assertMentions(openFailure(MASKS), dir + ": no such folder");
    }

    @Test
    void namedFilesWithoutValidationAreDivided() throws Exception {
        Written sofa = Written.of("Sofa");
        ProductFiles.write(dir.resolve("all.parquet"), List.of(sofa, sofa.withImage(photo(5)), Written.of("Lamp")));
        try (DataSource data = open(MASKS.withSplits(List.of("all.parquet"), List.of()))) {
            assertEquals(List.of("background", "sofa"), data.train().classes().names());
            assertEquals(2, data.train().size() + data.validation().size());
            assertMentions(
                    data.notes().get(0),
                    "of 3 rows are held back",
                    "2 rows with nearly the same picture as another stay together, in 1 groups");
        }
    }

    @Test
    void aTruncatedFileAndOneThatIsNotParquetAreNamedInOneLine() throws Exception {
        writeTrain(Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        Path file = dir.resolve("data/train-00000-of-00001.parquet");
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 4, whole.length / 2, (byte) 7);
        List<byte[]> unreadable = List.of(
                Arrays.copyOf(whole, whole.length / 2), "hello".getBytes(StandardCharsets.UTF_8), new byte[0], damaged);
        for (byte[] content : unreadable) {
            Files.write(file, content);
            String message = openFailure(MASKS);
            assertMentions(message, file + ": not a readable Parquet file");
            assertFalse(message.contains("\n"), message);
        }
    }

    @Test
    void missingAndWrongColumnsAreListedTogether() throws Exception {
        writeValidation(Written.of("Sofa"));
        ProductFiles.write(
                dir.resolve("data/train-00000-of-00001.parquet"),
                "5 AS image, mask, 1.5 AS category",
                List.of(Written.of("Sofa")));
        assertMentions(
                openFailure(MASKS),
                "train-00000-of-00001.parquet: column 'image' is INTEGER, expected STRUCT(bytes"
                        + " BLOB, path VARCHAR), BLOB or VARCHAR (a path)",
                "column 'category' is DECIMAL(2,1), expected VARCHAR or whole numbers");
    }

    @Test
    void labelsNeedTheirColumnAndTheirNames() throws Exception {
        ProductFiles.write(dir.resolve("train.parquet"), "image, mask, bbox, category", List.of(Written.of("Sofa")));
        ProductFiles.write(dir.resolve("val.parquet"), List.of(Written.of("Sofa")));
        assertMentions(openFailure(LABELS), "classes.json: missing", "target=mask");
        ProductFiles.writeClasses(dir, "{\"1\": \"Sofa\"}");
        assertMentions(openFailure(LABELS), "train.parquet: column 'labels' is missing");
        ProductFiles.writeClasses(dir, "\"Sofa\"");
        assertMentions(openFailure(LABELS), "classes.json: expected names such as");
        ProductFiles.writeClasses(dir, "{\"1\": \"Sofa\", ");
        assertMentions(openFailure(LABELS), "classes.json: expected names such as");
    }

    @Test
    void rowsWithoutPicturesAreLeftOutAndNamed() throws Exception {
        writeTrain(Written.of("Sofa").withImage(null), Written.of("Sofa").withMask(null), Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        try (DataSource data = open(MASKS)) {
            assertEquals(1, data.train().size());
            assertEquals(
                    List.of(
                            "train-00000-of-00001.parquet row 0 (img_0.png): the image is null,"
                                    + " and as for its path, there is no file 'img_0.png'; fill it in,"
                                    + " copy the file beside the table or remove the row",
                            "train-00000-of-00001.parquet row 1 (img_1.png): column 'mask' is"
                                    + " null, and as for its path, there is no file 'mask_1.png'; fill it"
                                    + " in, copy the file beside the table or remove the row"),
                    data.train().skipped());
        }
    }

    @Test
    void aSplitOfWhichNothingIsLeftIsAnError() throws Exception {
        writeTrain(Written.of("Sofa").withImage(null));
        writeValidation(Written.of("Sofa"));
        assertMentions(
                openFailure(MASKS),
                dir + ", training: no usable row",
                "train-00000-of-00001.parquet row 0",
                "the image is null");
    }

    @Test
    void aCategoryMayNotBeCalledBackground() throws Exception {
        writeTrain(Written.of("Background"));
        writeValidation(Written.of("background"));
        assertMentions(openFailure(MASKS), dir + ": the categories cannot serve as classes (class names must differ");
    }

    @Test
    void anUnreadableImageIsABadRow() throws Exception {
        byte[] whole = ProductFiles.room(ProductFiles.WIDTH, ProductFiles.HEIGHT);
        assertMentions(readFailure(MASKS, Written.of("Sofa").withImage(new byte[] {1, 2, 3})), ", image");
        readFailure(MASKS, Written.of("Sofa").withImage(Arrays.copyOf(whole, whole.length - 30)));
        assertMentions(readFailure(MASKS, Written.of("Sofa").withMask(new byte[0])), ", mask");
    }

    @Test
    void aMaskOrLabelMapOfAnotherSizeIsABadRow() throws Exception {
        byte[] larger = ProductFiles.picture(20, 10, 1);
        assertMentions(readFailure(MASKS, Written.of("Sofa").withMask(larger)), "mask is 20x10 but the image is 12x8");
        assertMentions(
                readFailure(LABELS, Written.of("Sofa").withLabels(larger)), "labels is 20x10 but the image is 12x8");
    }

    @Test
    void aLabelWithoutANameIsABadRow() throws Exception {
        byte[] forty = ProductFiles.picture(ProductFiles.WIDTH, ProductFiles.HEIGHT, 40);
        assertMentions(
                readFailure(LABELS, Written.of("Sofa").withLabels(forty)),
                "the id 40, which classes.json does not name");
    }

    @Test
    void aBoxThatIsNoPartOfThePictureIsABadRow() throws Exception {
        List<String> wrong = List.of(
                "[20, 2, 5, 4]",
                "[3, 2, 50, 4]",
                "[-4, 2, 5, 4]",
                "[3, 2, 0, 4]",
                "[3, 2, -1, 4]",
                "[3, 2, 5]",
                "[3, 2, 'nan'::DOUBLE, 4]",
                "[3, 2, NULL, 4]",
                "[12, 2, 1, 1]");
        for (String bbox : wrong) {
            assertMentions(
                    readFailure(MASKS, Written.of("Sofa").withBbox(bbox)),
                    "is not [x, y, width, height] inside the image of 12x8");
        }
    }

    @Test
    void aMissingBoxMattersOnlyWhereTheTargetNeedsIt() throws Exception {
        Written boxless = Written.of("Sofa").withBbox("NULL");
        assertMentions(readFailure(MASKS.withTarget(Target.MASK, Outside.BOX), boxless), "bbox []");
        try (DataSource data = open(MASKS)) {
            assertEquals(Optional.empty(), data.train().read(0).box());
        }
    }

    @Test
    void aBoxThatSticksOutByRoundingIsCutToThePicture() throws Exception {
        writeTrain(Written.of("Sofa").withBbox("[-0.6, 2, 13.5, 6.4]"));
        writeValidation(Written.of("Sofa"));
        try (DataSource data = open(MASKS)) {
            assertEquals(Optional.of(new Box(0, 2, 12, 6)), data.train().read(0).box());
        }
    }

    @Test
    void closingTwiceDoesNothing() throws Exception {
        writeTrain(Written.of("Sofa"));
        writeValidation(Written.of("Sofa"));
        DataSource data = open(MASKS);
        data.close();
        data.close();
    }

    @Test
    void theSampleDataOfThisRepositoryIsWhole() throws Exception {
        for (Target target : Target.values()) {
            try (DataSource data = DataSources.open(
                    Path.of("../samples/data"), LABELS.withTarget(target, Outside.BACKGROUND), CacheOptions.none())) {
                assertEquals(16, readAll(data.train()));
                assertEquals(8, readAll(data.validation()));
                assertEquals(
                        target == Target.MASK ? 5 : 23, data.train().classes().size());
            }
        }
    }

    @Test
    void theProductsSetIsReadWhole() throws Exception {
        Path products = Path.of("../../shared/data/products");
        assumeTrue(Files.isDirectory(products), "the shared products data are not here");
        try (DataSource data = DataSources.open(products, LABELS, CacheOptions.none())) {
            assertEquals(1206, data.train().size());
            assertEquals(165, readAll(data.validation()));
            assertEquals(23, data.train().classes().size());
        }
        try (DataSource data = DataSources.open(products, MASKS, CacheOptions.none())) {
            assertEquals(1206, data.train().size());
            assertEquals(165, readAll(data.validation()));
            assertEquals(21, data.train().classes().size());
        }
    }

    private static int readAll(Dataset data) throws BadSampleException {
        assertEquals(List.of(), data.skipped());
        for (int row = 0; row < data.size(); row++) {
            data.read(row);
        }
        return data.size();
    }
}
