package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    @BeforeEach
    void writePictures() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), "[\"Sky\", \"Road\"]");
        for (int i = 1; i <= 4; i++) {
            PictureFiles.photo(dir.resolve("p/" + i + ".png"), i);
            PictureFiles.mask(dir.resolve("m/" + i + ".png"), 0, 1);
            PictureFiles.mask(dir.resolve("bw/" + i + ".png"), 0, 255);
        }
    }

    private void table(String name, String... lines) throws Exception {
        PictureFiles.text(dir.resolve(name), String.join("\n", lines) + "\n");
    }

    private DataSource open(Target target) throws BadDatasetException {
        return DataSources.open(
                dir, DataSettings.defaults().withTarget(target, Outside.BACKGROUND), CacheOptions.none());
    }

    private String failure() {
        return String.valueOf(assertThrows(BadDatasetException.class, () -> open(Target.LABELS))
                .getMessage());
    }

    @Test
    void aTableForEachSplit() throws Exception {
        table("train.csv", "image,mask", "p/1.png,m/1.png", "p/2.png,m/2.png");
        table("val.csv", "mask,image", "m/3.png,p/3.png");
        try (DataSource data = open(Target.LABELS)) {
            assertEquals(DataFormat.CSV, data.format());
            assertEquals(2, data.train().size());
            assertEquals("val.csv row 1 (p/3.png)", data.validation().describe(0));
            assertEquals(1, data.validation().read(0).target()[PictureFiles.WIDTH - 1]);
            assertEquals(List.of("sky", "road"), data.train().classes().names());
        }
    }

    @Test
    void splitsAreCalledAsInFolders() throws Exception {
        table("training.csv", "image,mask", "p/1.png,m/1.png", "p/2.png,m/2.png");
        table("dev.csv", "image,mask", "p/3.png,m/3.png");
        table("test.csv", "image,mask", "p/4.png,m/4.png");
        try (DataSource data = open(Target.LABELS)) {
            assertEquals(2, data.train().size());
            assertEquals("dev.csv row 1 (p/3.png)", data.validation().describe(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"SEMICOLON, ;", "TAB, '\t'", "COMMA, ','"})
    void oneTableWithAColumnForTheSplitAndAnyDelimiter(String name, String delimiter) throws Exception {
        for (String line : List.of(name)) {
            table(
                    "pairs.csv",
                    "Image,note,MASK,split".replace(",", delimiter),
                    "\"p/1.png\",\"a \"\"quoted\"\" note\",m/1.png,train".replace(",", delimiter),
                    "p/2.png,,m/2.png,VAL".replace(",", delimiter),
                    "p/3.png,,m/3.png,test".replace(",", delimiter),
                    "p/4.png,,m/4.png,training".replace(",", delimiter));
            try (DataSource data = open(Target.LABELS)) {
                assertEquals(2, data.train().size(), line);
                assertEquals("pairs.csv row 2 (p/2.png)", data.validation().describe(0));
                assertEquals(
                        List.of("1 rows of the split 'test' are left out; 'val' is used for validation"), data.notes());
            }
        }
    }

    @Test
    void rowsToValidateOnAloneAreADataSet() throws Exception {
        table("val.csv", "image,mask", "p/1.png,m/1.png", "p/2.png,m/2.png");
        assertIsToMeasureOn("val.csv row 2 (p/2.png)");
        Files.delete(dir.resolve("val.csv"));
        table("pairs.csv", "image,mask,split", "p/1.png,m/1.png,val", "p/2.png,m/2.png,val");
        assertIsToMeasureOn("pairs.csv row 2 (p/2.png)");
    }

    @Test
    void tablesCountMoreThanMasksBesidePictures() throws Exception {
        table("val.csv", "image,mask", "p/1.png,p/1_mask.png", "p/2.png,p/2_mask.png");
        for (String name : List.of("p/1", "p/2", "1", "2")) {
            PictureFiles.photo(dir.resolve(name + ".png"), name.charAt(name.length() - 1) - '0');
            PictureFiles.mask(dir.resolve(name + "_mask.png"), 0, 1);
        }
        assertIsToMeasureOn("val.csv row 2 (p/2.png)");
    }

    private void assertIsToMeasureOn(String secondRow) throws Exception {
        try (DataSource data = open(Target.LABELS)) {
            assertEquals(2, data.validation().size());
            assertEquals(secondRow, data.validation().describe(1));
            assertEquals(Optional.empty(), data.findTrain());
            assertEquals(List.of(), data.notes());
        }
    }

    @Test
    void tablesWithoutRowsAreRefused() throws Exception {
        table("val.csv", "image,mask");
        assertTrue(failure().startsWith(dir + ", validation: no usable row"), failure());
        table("train.csv", "image,mask");
        assertTrue(failure().startsWith(dir + ", training: no usable row"), failure());
    }

    @Test
    void withoutSplitsAPartIsHeldBack() throws Exception {
        table("pairs.csv", "image,mask", "p/1.png,m/1.png", "p/2.png,m/2.png", "p/3.png,m/3.png", "p/4.png,m/4.png");
        try (DataSource data = open(Target.LABELS)) {
            assertEquals(3, data.train().size());
            assertEquals(1, data.validation().size());
            assertEquals(
                    List.of("no validation split: 1 of 4 rows are held back"
                            + " (data.validationShare 0.2, data.splitSeed 1)"),
                    data.notes());
        }
    }

    @Test
    void productsHaveBoxesAndCategories() throws Exception {
        table(
                "train.csv",
                "image,mask,x,y,w,h,category",
                "p/1.png,bw/1.png,12,0,12,16,Coffee Table",
                "p/2.png,bw/2.png,12,0,12,16,Lamp",
                "p/3.png,bw/3.png,12,0,12,16,");
        table("val.csv", "image,mask,x,y,width,height,category", "p/4.png,bw/4.png,,,,,coffee table");
        try (DataSource data = open(Target.MASK)) {
            assertEquals(
                    List.of("background", "coffee_table"),
                    data.train().classes().names());
            assertEquals(
                    Optional.of(new Box(12, 0, 12, 16)), data.train().read(0).box());
            assertEquals(1, data.train().read(0).target()[PictureFiles.WIDTH - 1]);
            assertEquals(0, data.train().read(0).target()[0]);
            assertEquals(1, data.train().size());
            assertEquals(
                    List.of("1 training rows are left out because validation has no row of their categories: lamp"),
                    data.notes());
            assertEquals(
                    List.of("train.csv row 3 (p/3.png): the row has no category; write one or remove the row"),
                    data.train().skipped());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p/9.png,m/2.png,train,,,,   | (p/9.png): there is no image",
                "p/2.png,m/9.png,train,,,,   | (p/2.png): there is no mask",
                "p/2.png,,train,,,,          | (p/2.png): mask is empty; fill it in or remove the row",
                ",m/2.png,train,,,,          | : image is empty; fill it in or remove the row",
                "p/2.png,m/2.png,tra,,,,     | (p/2.png): split 'tra' is not one of train, val, validation and test",
                "p/2.png,m/2.png,,,,,        | (p/2.png): split is empty; write train or val",
                "p/2.png,m/2.png,train,1,2,, | (p/2.png): its box [1, 2, , ] is not four numbers",
                "p/1.png,m/1.png,train,,,,   | (p/1.png): the same row occurs further up",
            })
    void badRowsAreNamedAndTheOthersUsed(String row, String message) throws Exception {
        table(
                "pairs.csv",
                "image,mask,split,x,y,width,height",
                "p/1.png,m/1.png,train,,,,",
                row,
                "p/3.png,m/3.png,val,0,0,3,3");
        try (DataSource data = open(Target.LABELS)) {
            assertEquals(1, data.train().size());
            String line = data.train().skipped().get(0);
            assertTrue(line.startsWith("pairs.csv row 2"), line);
            assertTrue(line.contains(message), line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s,m/2.png,train,,", "p/2.png,%s,train,,", "p/2.png,m/2.png,%s,,", "p/2.png,m/2.png,train,%s,"})
    void longTextsInBadRowsAreShortened(String row) throws Exception {
        table(
                "pairs.csv",
                "image,mask,split,x,y",
                "p/1.png,m/1.png,train,,",
                row.formatted("a".repeat(9000)),
                "p/3.png,m/3.png,val,,");
        try (DataSource data = open(Target.LABELS)) {
            String line = data.train().skipped().get(0);
            assertTrue(line.startsWith("pairs.csv row 2") && line.length() < 900, line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "picture,mask | column image is missing; the first line must name the columns"
                        + " image and mask, or others that data.columns.image and data.columns.mask name,"
                        + " found [mask, picture]",
                "a,b          | column image and mask is missing",
            })
    void missingColumnsAreNamed(String header, String message) throws Exception {
        table("train.csv", header, "p/1.png,m/1.png");
        assertTrue(failure().startsWith(dir.resolve("train.csv") + ": "), failure());
        assertTrue(failure().contains(message), failure());
    }

    @Test
    void aTableThatCannotBeReadIsNamedInOneLine() throws Exception {
        Files.write(dir.resolve("train.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 5});
        assertTrue(failure().startsWith(dir.resolve("train.csv") + ": "), failure());
        Files.writeString(dir.resolve("train.csv"), "image,mask\n\"p/1.png,m/1.png\n", StandardCharsets.UTF_8);
        assertTrue(failure().startsWith(dir.resolve("train.csv") + ": not a readable CSV table"), failure());
        Files.writeString(dir.resolve("train.csv"), "");
        assertTrue(failure().startsWith(dir.resolve("train.csv") + ": "), failure());
    }
}
