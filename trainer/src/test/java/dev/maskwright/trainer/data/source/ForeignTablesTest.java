package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.ProductFiles.Written;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files as Hugging Face's {@code datasets} and the hub have them, and CSV tables of other systems. */
final class ForeignTablesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    @BeforeEach
    void writeClasses() throws Exception {
        ProductFiles.writeClasses(dir, "{\"1\": \"Sofa\"}");
    }

    private DataSource open(String... settings) throws BadDatasetException {
        DataSettings data = RecipeReader.parse("", "", List.of(settings)).data();
        return DataSources.open(dir, data, CacheOptions.none());
    }

    private String failure(String... settings) {
        return String.valueOf(
                assertThrows(BadDatasetException.class, () -> open(settings)).getMessage());
    }

    private void parquet(String train, String validation, String columns) throws Exception {
        ProductFiles.write(dir.resolve(train), columns, List.of(Written.of("Sofa"), Written.of("Sofa")));
        ProductFiles.write(dir.resolve(validation), columns, List.of(Written.of("Sofa")));
    }

    private static int product(DataSource data) throws Exception {
        int inside = ProductFiles.PRODUCT.y * ProductFiles.WIDTH + ProductFiles.PRODUCT.x;
        return data.train().read(0).target()[inside] & 0xFF;
    }

    @ParameterizedTest
    @CsvSource({
        "training.parquet, validation.parquet",
        "train-00000-of-00001.parquet, dev-00000-of-00001.parquet",
        "Train.parquet, Val.PARQUET",
        "train_0.parquet, val_0.pq",
        "default/partial-train/0000.parquet, default/partial-validation/0000.parquet",
        "train.parquet/part-00000-a.snappy.parquet, val.parquet/part-00000-a.snappy.parquet",
    })
    void filesOfSplitsMayBeCalledOtherwise(String train, String validation) throws Exception {
        Files.createDirectories(dir.resolve(train).getParent());
        Files.createDirectories(dir.resolve(validation).getParent());
        parquet(train, validation, "image, labels");
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(1, data.validation().size());
        }
    }

    @Test
    void filesThatNameNoSplitAreDivided() throws Exception {
        parquet("0000.parquet", "0001.parquet", "image, labels");
        assertTrue(
                failure().contains("no validation split, and none can be made of 3 rows with the same picture"),
                failure());
    }

    @Test
    void aColumnOfNumbersIsNoMask() throws Exception {
        parquet("train.parquet", "val.parquet", "image, 1 AS label, labels AS annotation");
        try (DataSource data = open()) {
            assertEquals(1, product(data));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image,mask\r\na.png,m.png\nb.png,m.png\n", // both kinds of line ends
                "image,mask\ra.png,m.png\rb.png,m.png\r",
                "image|mask\na.png|m.png\nb.png|m.png\n",
                "sep=;\nimage;mask\na.png;m.png\nb.png;m.png\n",
                "# made by hand\nimage,mask\na.png,m.png,more\nb.png,m.png,more\n",
                "image,mask,note\n'a.png','m.png'\n\"b.png\", \"m.png\"\n",
            })
    void tablesOfOtherProgramsAreRead(String text) throws Exception {
        Files.writeString(dir.resolve("class_dict.csv"), "name,r,g,b\nbackground,0,0,0\nSofa,9,9,9\n");
        Files.delete(dir.resolve("classes.json"));
        for (String name : List.of("a.png", "b.png")) {
            PictureFiles.photo(dir.resolve(name), name.hashCode());
        }
        PictureFiles.colourMask(dir.resolve("m.png"), 0, 0x090909);
        Files.writeString(dir.resolve("table.csv"), text);
        try (DataSource data = open()) {
            assertEquals(2, data.train().size() + data.validation().size());
            assertEquals(List.of(), data.train().skipped());
        }
        Files.write(dir.resolve("table.csv"), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
        try (DataSource data = open()) {
            assertEquals(2, data.train().size() + data.validation().size());
        }
    }

    /** One row that ends early cost the whole table. */
    @Test
    void aShortRowIsLeftOutAlone() throws Exception {
        for (String name : List.of("a.png", "b.png")) {
            PictureFiles.photo(dir.resolve(name), name.hashCode());
        }
        PictureFiles.mask(dir.resolve("m.png"), 0, 1);
        Files.writeString(dir.resolve("table.csv"), "image,mask\na.png,m.png\nb.png\nb.png,m.png\n");
        try (DataSource data = open()) {
            assertEquals(2, data.train().size() + data.validation().size());
            assertEquals(
                    List.of("table.csv row 2 (b.png): mask is empty; fill it in or remove the row"),
                    data.train().skipped());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image, labels                                         | ",
                "image, labels AS label                                | label",
                "image, labels AS annotation                           | annotation",
                "image, labels AS mask                                 | mask",
                "image, labels AS Label, 3 AS category                 | label",
                "image.bytes AS image, labels.bytes AS labels          | ",
                "{'bytes': image.bytes} AS image, labels               | ",
                "image AS img, labels, 'x' AS bbox, 1.5 AS category    | ",
            })
    void onlyThePictureAndItsLabelsAreNeeded(String columns, String said) throws Exception {
        parquet("train.parquet", "val.parquet", columns);
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(1, product(data));
            assertEquals(
                    said == null
                            ? List.of()
                            : List.of(
                                    "train.parquet: labels are the column '%s'".formatted(said),
                                    "val.parquet: labels are the column '%s'".formatted(said)),
                    data.notes());
        }
    }

    @Test
    void columnsAreNamedInSettings() throws Exception {
        parquet(
                "train.parquet",
                "val.parquet",
                "image AS \"my \"\"photo\", labels AS ids, mask, bbox, category AS kind");
        String image = "data.columns.image='my \"photo'";
        try (DataSource data = open(image, "data.columns.labels=ids")) {
            assertEquals(1, product(data));
        }
        try (DataSource data = open(image, "data.columns.category=kind", "target=mask")) {
            assertEquals(List.of("background", "sofa"), data.classes().names());
        }
        assertTrue(failure().contains("column 'image' is missing"), failure());
        assertTrue(failure().contains("which data.columns can name"), failure());
        assertTrue(
                failure(image, "data.columns.labels=x").contains("column 'x' is missing"),
                () -> failure(image, "data.columns.labels=x"));
    }

    @Test
    void masksOfProductsAreNotTakenForLabels() throws Exception {
        parquet("train.parquet", "val.parquet", "image, mask, bbox, category");
        assertTrue(failure().contains("column 'labels' is missing"), failure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "train-only-name", "."})
    void theHubsFoldersAreFound(String configuration) throws Exception {
        parquet(configuration + "/train/0000.parquet", configuration + "/validation/0000.parquet", "image, labels");
        try (DataSource data = open()) {
            assertEquals(DataFormat.PARQUET, data.format());
            assertEquals(2, data.train().size());
            assertEquals(1, data.validation().size());
        }
        parquet("other/train/0000.parquet", "other/validation/0000.parquet", "labels");
        if (configuration.startsWith("train")) {
            assertTrue(failure().contains("no data set of a known format"), failure());
        } else {
            try (DataSource data = open()) {
                assertEquals(2, data.train().size());
            }
        }
    }

    @Test
    void picturesMayLieBesideTheTable() throws Exception {
        parquet(
                "train.parquet",
                "val.parquet",
                "'C:\\x\\' || image.path AS image, {'bytes': NULL::BLOB, 'path': labels.path} AS labels");
        Files.createDirectories(dir.resolve("images"));
        for (int row = 0; row < 2; row++) {
            Files.write(
                    dir.resolve("images/img_" + row + ".png"),
                    Written.of("Sofa").image());
            Files.write(dir.resolve("labels_" + row + ".png"), ProductFiles.picture(12, 8, 1));
        }
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(1, product(data));
            assertTrue(data.notes().get(0).contains("without the folders before it"), data.notes()::toString);
        }
    }

    @Test
    void categoriesOfNumbersHaveTheNamesOfTheMetadata() throws Exception {
        parquet("all.parquet", "val.parquet", "image, mask, bbox, 1 AS category");
        String metadata = "{\"info\": {\"features\": {\"category\": {\"names\": [\"Rug\", \"Sofa\"],"
                + " \"_type\": \"ClassLabel\"}}}}";
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("COPY (SELECT * FROM '%s') TO '%s' (FORMAT PARQUET, KV_METADATA {huggingface: '%s'})"
                    .formatted(dir.resolve("all.parquet"), dir.resolve("train.parquet"), metadata));
        }
        Files.delete(dir.resolve("all.parquet"));
        Files.copy(dir.resolve("train.parquet"), dir.resolve("val2.parquet"));
        try (DataSource data = open("target=mask", "data.train=[train.parquet]", "data.validation=[val2.parquet]")) {
            assertEquals(List.of("background", "sofa"), data.classes().names());
        }
        try (DataSource data = open("target=mask", "data.train=[val.parquet]", "data.validation=[val.parquet]")) {
            assertEquals(List.of("background", "1"), data.classes().names());
        }
    }

    @Test
    void masksOfProductsMayHave16Bits() throws Exception {
        BufferedImage mask = new BufferedImage(12, 8, BufferedImage.TYPE_USHORT_GRAY);
        mask.getRaster().setSample(ProductFiles.PRODUCT.x, ProductFiles.PRODUCT.y, 0, 255);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(mask, "png", png);
        Written row = Written.of("Sofa").withMask(png.toByteArray());
        ProductFiles.write(dir.resolve("train.parquet"), List.of(row, row));
        ProductFiles.write(dir.resolve("val.parquet"), List.of(row));
        try (DataSource data = open("target=mask")) {
            assertEquals(1, product(data));
            assertEquals(0, data.train().read(0).target()[0]);
        }
    }

    @Test
    void tablesOfOtherSystemsNameFilesInTheirWay() throws Exception {
        for (int row = 0; row < 3; row++) {
            PictureFiles.photo(dir.resolve("pics/a b%d.png".formatted(row)), row);
            PictureFiles.mask(dir.resolve("pics/m%d.png".formatted(row)), 0, 1);
        }
        PictureFiles.text(
                dir.resolve("train.csv"),
                "\uFEFFFile;Label\r\npics\\a"
                        + " b0.png;pics\\m0.png\r\nD:\\set\\pics\\a%20b1.png;file:///set/pics/m1.png\r\n");
        PictureFiles.text(dir.resolve("val.csv"), "File;Label\r\npics/a b2.png;pics/m2.png\r\n");
        try (DataSource data = open("data.columns.image=file", "data.columns.labels=LABEL")) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals(2, data.train().size());
            assertEquals(1, data.train().read(1).target()[PictureFiles.WIDTH - 1]);
            assertTrue(
                    data.notes()
                            .get(0)
                            .startsWith("column image: 1 file was found with / for \\: 'pics\\a b0.png' is "),
                    data.notes()::toString);
        }
        assertTrue(failure().contains("column image and mask is missing"), failure());
    }
}
