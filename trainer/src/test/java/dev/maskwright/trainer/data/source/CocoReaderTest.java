package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.RawObject;
import dev.maskwright.trainer.data.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CocoReaderTest {

    private static final String CATEGORIES = "{\"id\": 18, \"name\": \"Dog\"}, {\"id\": 3, \"name\": \"Car\"}";
    private static final String IMAGE = "{\"id\": 7, \"file_name\": \"a.png\", \"width\": 24, \"height\": 16}";
    private static final String DOG = "{\"id\": 1, \"image_id\": 7, \"category_id\": 18, \"bbox\": [2, 2, 8, 6],"
            + " \"segmentation\": [[2, 2, 10, 2, 10, 8, 2, 8]]}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    @BeforeEach
    void writeASmallSet() throws Exception {
        PictureFiles.photo(dir.resolve("train2017/a.png"), 1);
        PictureFiles.photo(dir.resolve("train2017/b.png"), 2);
        PictureFiles.photo(dir.resolve("val2017/a.png"), 3);
        train(IMAGE, DOG);
        write("val", IMAGE, DOG, CATEGORIES);
    }

    private void write(String split, String images, String annotations, String categories) throws Exception {
        PictureFiles.text(
                dir.resolve("annotations/instances_%s2017.json".formatted(split)),
                "{\"info\": {\"a\": [1]}, \"images\": [%s], \"annotations\": [%s], \"categories\": [%s]}"
                        .formatted(images, annotations, categories));
    }

    private void train(String images, String annotations) throws Exception {
        write("train", images, annotations, CATEGORIES);
    }

    private DataSource open() throws BadDatasetException {
        return DataSources.open(dir, DataSettings.defaults(), CacheOptions.none());
    }

    private static String shape(int id, int category, String segmentation, int crowd) {
        return "{\"id\": %d, \"image_id\": 7, \"category_id\": %d, \"iscrowd\": %d, \"segmentation\": %s}"
                .formatted(id, category, crowd, segmentation);
    }

    private static String box(int left, int top, int right, int bottom) {
        return "[[%d, %d, %d, %d, %d, %d, %d, %d]]".formatted(left, top, right, top, right, bottom, left, bottom);
    }

    private Sample only(String annotations) throws Exception {
        train(IMAGE, annotations);
        try (DataSource data = open()) {
            return data.train().read(0);
        }
    }

    private static int at(Sample sample, int x, int y) {
        return sample.target()[y * sample.width() + x] & 0xFF;
    }

    @Test
    void categoriesAreClassesInTheOrderOfTheirIds() throws Exception {
        try (DataSource data = open()) {
            assertEquals(DataFormat.COCO, data.format());
            assertEquals(
                    List.of("background", "car", "dog"), data.train().classes().names());
            assertEquals(
                    "instances_train2017.json image 7 (a.png)", data.train().describe(0));
            Sample sample = data.train().read(0);
            assertEquals(2, at(sample, 2, 2));
            assertEquals(0, at(sample, 1, 2));
            assertEquals(0, at(sample, 2, 8));
            assertEquals(48, count(sample, 2));
            assertEquals(8, sample.box().orElseThrow().width());
            assertEquals(
                    PictureFiles.photo(3).getRGB(0, 0) & 0xFF,
                    data.validation().read(0).rgb()[2] & 0xFF);
        }
    }

    @Test
    void aFileToValidateOnAloneIsADataSet() throws Exception {
        Files.delete(dir.resolve("annotations/instances_train2017.json"));
        try (DataSource data = open()) {
            assertEquals(1, data.validation().size());
            assertEquals(Optional.empty(), data.findTrain());
            assertEquals(List.of(), data.notes());
        }
    }

    @Test
    void aFileWhoseNameOnlySoundsLikeASplitIsDivided() throws Exception {
        String two = IMAGE + ", {\"id\": 8, \"file_name\": \"b.png\", \"width\": 24, \"height\": 16}";
        write("val", two, DOG, CATEGORIES);
        Files.move(dir.resolve("annotations/instances_val2017.json"), dir.resolve("latest_coco.json"));
        Files.delete(dir.resolve("annotations/instances_train2017.json"));
        Files.move(dir.resolve("train2017"), dir.resolve("images"));
        try (DataSource data = open()) {
            assertEquals(1, data.train().size());
            assertEquals(1, data.validation().size());
        }
    }

    private static int count(Sample sample, int id) {
        int count = 0;
        for (byte one : sample.target()) {
            count += (one & 0xFF) == id ? 1 : 0;
        }
        return count;
    }

    @Test
    void theSmallerObjectLiesOnTopWhateverTheOrder() throws Exception {
        String large = shape(1, 18, box(0, 0, 20, 12), 0);
        String small = shape(2, 3, box(4, 4, 8, 8), 0);
        for (String order : List.of(large + "," + small, small + "," + large)) {
            Sample sample = only(order);
            assertEquals(1, at(sample, 5, 5));
            assertEquals(2, at(sample, 3, 5));
        }
    }

    @Test
    void ofEqualObjectsTheLaterLiesOnTop() throws Exception {
        Sample sample = only(shape(1, 18, box(0, 0, 8, 8), 0) + "," + shape(2, 3, box(4, 4, 12, 12), 0));
        assertEquals(1, at(sample, 5, 5));
    }

    @Test
    void crowdsDoNotCountWhereNothingElseIs() throws Exception {
        Sample sample = only(shape(1, 18, box(4, 4, 12, 12), 0) + ","
                + shape(2, 18, "{\"size\": [16, 24], \"counts\": [0, 160, 224]}", 1));
        assertEquals(Sample.IGNORE, at(sample, 3, 5));
        assertEquals(2, at(sample, 5, 5));
        assertEquals(0, at(sample, 12, 15));
    }

    @Test
    void runsMayBePacked() throws Exception {
        // 16 rows: counts 17, 3, 364, as pycocotools packs them
        Sample sample = only(shape(1, 3, "{\"size\": [16, 24], \"counts\": \"a03\\\\;\"}", 0));
        assertEquals(3, count(sample, 1));
        assertEquals(1, at(sample, 1, 1));
        assertEquals(0, at(sample, 1, 0));
    }

    @Test
    void severalFilesOfASplitAreOne() throws Exception {
        PictureFiles.text(
                dir.resolve("annotations/instances_train2018.json"),
                "{\"images\": [{\"id\": 7, \"file_name\": \"train2017/b.png\", \"width\": 24,"
                        + " \"height\": 16}], \"annotations\": [], \"categories\": [{\"id\": 5, \"name\":"
                        + " \"Bus\"}]}");
        PictureFiles.text(dir.resolve("annotations/captions_train2017.json"), "{\"annotations\": []}");
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(
                    List.of("background", "car", "bus", "dog"),
                    data.train().classes().names());
            assertEquals(24 * 16, count(data.train().read(1), 0));
        }
        PictureFiles.text(
                dir.resolve("annotations/instances_train2018.json"),
                "{\"images\": [], \"annotations\": [], \"categories\": [{\"id\": 3, \"name\": \"Bus\"}]}");
        String message = String.valueOf(
                assertThrows(BadDatasetException.class, this::open).getMessage());
        assertTrue(message.contains("category 3 is"), message);
    }

    @Test
    void foldersOfSplitsMayHoldAnnotationsAndPictures() throws Exception {
        for (String split : List.of("train", "valid")) {
            String old = split.equals("valid") ? "val" : split;
            Files.createDirectories(dir.resolve(split));
            Files.move(
                    dir.resolve("annotations/instances_%s2017.json".formatted(old)),
                    dir.resolve(split + "/_annotations.coco.json"));
            Files.move(dir.resolve(old + "2017/a.png"), dir.resolve(split + "/a.png"));
        }
        try (DataSource data = open()) {
            assertEquals(2, at(data.train().read(0), 3, 3));
            assertEquals(1, data.validation().size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'category_id': 99, 'segmentation': [[1,1,5,1,5,5]]            | annotation 2 is"
                        + " of category 99, which the file does not list",
                "'category_id': 3, 'segmentation': [[1,1,5,1,5,5,2]]           | annotation 2:"
                        + " its polygon 0 has 7 numbers, expected x and y of at least 3 corners",
                "'category_id': 3, 'segmentation': [[1,1,5,1,5,1e9]]           | annotation 2:"
                        + " its polygon 0 has the coordinate 1.0E9, which is outside any image",
                "'category_id': 3, 'segmentation': []                          | annotation 2: it has no segmentation",
                "'category_id': 3                                              | annotation 2: it has no segmentation",
                "'category_id': 3, 'segmentation': 'x'                         | annotation 2:"
                        + " its segmentation is neither polygons nor run lengths",
                "'category_id': 3, 'segmentation': {'size': [16], 'counts': []} | annotation 2:"
                        + " the size of its runs is [16], expected [height, width]",
            })
    void aPictureWithABadAnnotationIsLeftOut(String broken, String message) throws Exception {
        String image = IMAGE + ", {\"id\": 8, \"file_name\": \"b.png\", \"width\": 24, \"height\": 16}";
        train(image, DOG + ", {\"id\": 2, \"image_id\": 8, " + broken.replace('\'', '"') + "}");
        try (DataSource data = open()) {
            assertEquals(1, data.train().size());
            String line = data.train().skipped().get(0);
            assertTrue(line.startsWith("instances_train2017.json image 8 (b.png): " + message), line);
            assertEquals(2, data.train().rawSize());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[16, 24] | [0, 10]   | its counts make 10 pixels, but 24x16 are 384",
                "[24, 16] | [0, 384]  | its runs are of 16x24, but the image is 24x16",
            })
    void runsThatDoNotFitAreABadRow(String size, String counts, String message) throws Exception {
        String image = IMAGE + ", {\"id\": 8, \"file_name\": \"b.png\", \"width\": 24, \"height\": 16}";
        train(
                image,
                DOG
                        + (", {\"id\": 2, \"image_id\": 8, \"category_id\": 3, \"segmentation\":"
                                        + " {\"size\": %s, \"counts\": %s}}")
                                .formatted(size, counts));
        try (DataSource data = open()) {
            BadSampleException bad =
                    assertThrows(BadSampleException.class, () -> data.train().read(1));
            assertEquals(
                    ("instances_train2017.json image 8 (b.png): annotation 2: %s; correct the"
                                    + " annotation or remove the image")
                            .formatted(message),
                    bad.getMessage());
        }
    }

    /** As pycocotools does: two corners enclose nothing. */
    @Test
    void anObjectOfLinesAloneIsLeftOutAndSaid() throws Exception {
        train(IMAGE, "{\"id\": 2, \"image_id\": 7, \"category_id\": 3, \"segmentation\": [[1,1,5,1]]}, " + DOG);
        try (DataSource data = open()) {
            assertEquals(1, data.train().size());
            assertTrue(
                    data.notes().stream().anyMatch(note -> note.contains("its polygon 0 has 4 numbers")),
                    () -> data.notes().toString());
        }
    }

    @Test
    void whatRefersToNothingIsNamed() throws Exception {
        train(
                IMAGE
                        + ", {\"id\": 9, \"file_name\": \"gone.png\", \"width\": 24, \"height\": 16}"
                        + ", {\"id\": 7, \"file_name\": \"b.png\", \"width\": 24, \"height\": 16}",
                DOG + ", {\"id\": 5, \"image_id\": 77, \"category_id\": 3, \"segmentation\": [[1,1,5,1,5,5]]}");
        try (DataSource data = open()) {
            assertEquals(1, data.train().size());
            List<String> lines = data.train().skipped();
            assertEquals(
                    "instances_train2017.json image 9 (gone.png): no such file in [train2017/,"
                            + " the folder itself, annotations/]; copy it there or set data.images",
                    lines.get(0));
            assertTrue(lines.get(1).contains("several images have the id 7"), lines.get(1));
            assertEquals(
                    "instances_train2017.json annotation 5: no image has the id 77; add the"
                            + " image or remove the annotation",
                    lines.get(2));
            assertEquals(3, lines.size());
        }
    }

    @Test
    void anImageOfAnotherSizeIsABadRow() throws Exception {
        train(IMAGE + ", {\"id\": 8, \"file_name\": \"b.png\", \"width\": 16, \"height\": 24}", DOG);
        try (DataSource data = open()) {
            BadSampleException bad =
                    assertThrows(BadSampleException.class, () -> data.train().read(1));
            assertEquals(
                    "instances_train2017.json image 8 (b.png): the annotations are for 16x24 but"
                            + " the image is 24x16; correct the annotations or remove the image",
                    bad.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                    | not a readable COCO annotation file",
                "[1]                                  | not a readable COCO annotation file",
                "{\"images\": [], \"annotations\": []} | expected the lists 'images', 'annotations' and 'categories'",
                "{\"images\": [{\"id\": 1}], \"annotations\": [], \"categories\": [{\"id\": 1,"
                        + " \"name\": \"a\"}]} | image 1 (): an image needs id and file_name, got"
                        + " {\"id\":1}",
                "{\"images\": [{}], \"annotations\": [], \"categories\": [{\"id\": 1}]} | needs id",
            })
    void aFileThatIsNoneOfCocoIsRefused(String text, String message) throws Exception {
        PictureFiles.text(dir.resolve("annotations/instances_train2017.json"), text);
        String found = String.valueOf(
                assertThrows(BadDatasetException.class, this::open).getMessage());
        assertTrue(found.contains(message), found);
    }

    @Test
    void objectsAreSeenWholeForThoseWhoLookForFaults() throws Exception {
        train(IMAGE, DOG + ", " + shape(2, 3, box(4, 4, 6, 7), 0));
        try (DataSource data = open()) {
            assertEquals(
                    List.of(
                            new RawObject("annotation 1", List.of(2.0, 2.0, 8.0, 6.0), List.of(2.0, 2.0, 8.0, 6.0)),
                            new RawObject("annotation 2", List.of(), List.of(4.0, 4.0, 2.0, 3.0))),
                    data.train().raw(0).objects());
        }
    }
}
