package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of masks as other programs and machines leave them. */
final class ForeignFoldersTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    @BeforeEach
    void writeASmallSet() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), "{\"1\": \"Road\", \"2\": \"Car\"}");
        for (String name : List.of("train/a", "train/b", "val/c")) {
            String[] parts = name.split("/", -1);
            PictureFiles.photo(dir.resolve(parts[0] + "/images/" + parts[1] + ".png"), name.hashCode());
            masks(parts[0], parts[1], 0, 1);
        }
    }

    private void masks(String split, String name, int left, int right) throws Exception {
        PictureFiles.mask(dir.resolve("%s/masks/%s.png".formatted(split, name)), left, right);
    }

    private void allMasks(int left, int right) throws Exception {
        masks("train", "a", left, right);
        masks("train", "b", left, right);
        masks("val", "c", left, right);
    }

    private DataSource open(String... settings) throws BadDatasetException {
        DataSettings data = RecipeReader.parse("", "", List.of(settings)).data();
        return DataSources.open(dir, data, CacheOptions.none());
    }

    private String failure(String... settings) {
        return String.valueOf(
                assertThrows(BadDatasetException.class, () -> open(settings)).getMessage());
    }

    /** The classes of the left and the right half of the first mask. */
    private static String halves(DataSource data) throws Exception {
        Sample sample = data.train().read(0);
        return "%d %d".formatted(sample.target()[0] & 0xFF, sample.target()[sample.width() - 1] & 0xFF);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "300, 2", "0, 65535"})
    void masksOf16BitsHoldTheirNumbers(int left, int right) throws Exception {
        for (String mask : List.of("train/masks/a", "train/masks/b", "val/masks/c")) {
            BufferedImage image =
                    new BufferedImage(PictureFiles.WIDTH, PictureFiles.HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
            for (int i = 0; i < PictureFiles.WIDTH * PictureFiles.HEIGHT; i++) {
                int x = i % PictureFiles.WIDTH;
                image.getRaster().setSample(x, i / PictureFiles.WIDTH, 0, x < PictureFiles.WIDTH / 2 ? left : right);
            }
            PictureFiles.write(dir.resolve(mask + ".png"), image);
        }
        try (DataSource data = open("data.ids={0: background, 1: road, 2: car, 300: road, 65535: ignore}")) {
            assertEquals(left == 0 ? "0 255" : "1 2", halves(data));
        }
        if (left == 300) {
            assertTrue(failure().contains("mask holds the id 300, which classes.json does not name"), failure());
        }
    }

    @Test
    void numbersOfClassesMayHaveGaps() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), "{\"7\": \"Road\", \"11\": \"Car\"}");
        allMasks(7, 11);
        try (DataSource data = open()) {
            assertEquals(List.of("background", "road", "car"), data.classes().names());
            assertEquals("1 2", halves(data));
        }
        PictureFiles.text(dir.resolve("classes.json"), "{\"7\": \"Road\", \"11\": \"Car\", \"3\": \"__background__\"}");
        allMasks(3, 11);
        try (DataSource data = open()) {
            assertEquals(List.of("background", "road", "car"), data.classes().names());
            assertEquals("0 2", halves(data));
        }
    }

    @Test
    void idsAreWhatTheSettingSays() throws Exception {
        allMasks(0, 255);
        try (DataSource data = open("data.ids={0: background, 255: car}")) {
            assertEquals("0 2", halves(data));
        }
        try (DataSource data = open("data.ids={0: 1, other: ignore}")) {
            assertEquals("1 255", halves(data));
        }
        try (DataSource data = open("data.ids={0: road, 7: car}")) {
            assertEquals("1 255", halves(data)); // 255 stays what it always is
        }
        Files.delete(dir.resolve("classes.json"));
        try (DataSource data = open("data.ids={255: Sofa, 0: ignore}")) {
            assertEquals(List.of("sofa"), data.classes().names());
            assertEquals("255 0", halves(data));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{0: background, 255: sofa} | data.ids: 'sofa' is neither a class nor 'ignore';"
                        + " the classes are [background, road, car]",
                "{x: road}                  | data.ids: masks hold whole numbers of 0..65535, got 'x'",
                "{70000: road}              | data.ids: masks hold whole numbers of 0..65535, got '70000'",
                "{0: road, other: car}      | data.ids: 'other' can only be 'ignore', got 'car'",
                "{1: road}                  | none of the 2 rows can be used; the first:"
                        + " train/images/a.png: mask holds the id 0, which data.ids does not name",
            })
    void idsThatMeanNothingAreRefused(String ids, String message) {
        assertTrue(failure("data.ids=" + ids).contains(message), () -> failure("data.ids=" + ids));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s_seg.png", "%s.jpg.png", "mask_%s.png", "%s-GT.png"})
    void suffixesOfMasksAreFoundAndSaid(String form) throws Exception {
        for (String split : List.of("train", "val")) {
            try (Stream<Path> masks = Files.list(dir.resolve(split + "/masks"))) {
                for (Path mask : masks.toList()) {
                    String name = mask.getFileName().toString().replace(".png", "");
                    Files.move(mask, mask.resolveSibling(String.format(Locale.ROOT, form, name)));
                }
            }
        }
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(List.of(), data.train().skipped());
            String rule = String.format(Locale.ROOT, form, "NAME").replace(".png", "");
            assertEquals(
                    List.of(
                            "train/masks: masks are called %s for NAME (data.maskSuffix)".formatted(rule),
                            "val/masks: masks are called %s for NAME (data.maskSuffix)".formatted(rule)),
                    data.notes());
        }
    }

    /**
     * Pictures of one town of Cityscapes have a beginning and an end in common, of which only the end is not the
     * masks'.
     */
    @Test
    void whatAllPicturesBeginWithMayBePartOfTheMasksNames() throws Exception {
        for (String name : List.of("train/%s/a", "train/%s/b", "val/%s/c")) {
            Path picture = dir.resolve(String.format(Locale.ROOT, name, "images") + ".png");
            Path mask = dir.resolve(String.format(Locale.ROOT, name, "masks") + ".png");
            String stem = name.substring(name.length() - 1);
            Files.move(picture, picture.resolveSibling("ulm_" + stem + "_leftImg8bit.png"));
            Files.copy(mask, mask.resolveSibling("ulm_" + stem + "_gtFine_color.png"));
            Files.move(mask, mask.resolveSibling("ulm_" + stem + "_gtFine_labelIds.png"));
        }
        assertTrue(failure().contains("[NAME_gtFine_"), failure());
        try (DataSource data = open("data.maskSuffix=_gtFine_labelIds")) {
            assertEquals(2, data.train().size());
            assertEquals(List.of(), data.train().skipped()); // masks of other kinds are no fault
        }
    }

    @Test
    void masksMayDifferInCaseAlone() throws Exception {
        Files.move(dir.resolve("train/masks/a.png"), dir.resolve("train/masks/A.png"));
        try (DataSource data = open()) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals(
                    List.of("train/masks: 1 mask was found under a name that differs only in"
                            + " upper and lower case: A for a"),
                    data.notes());
        }
    }

    @Test
    void whatLiesThereInsteadOfMasksIsSaid() throws Exception {
        for (String mask : List.of("train/masks/a", "train/masks/b", "val/masks/c")) {
            Files.move(dir.resolve(mask + ".png"), dir.resolve(mask + "_1.png"));
        }
        assertTrue(failure().contains("masks of no picture are called a_1, b_1: data.maskSuffix says"), failure());
        for (String mask : List.of("train/masks/a", "train/masks/b", "val/masks/c")) {
            Files.move(dir.resolve(mask + "_1.png"), dir.resolve(mask + ".npy"));
        }
        assertTrue(failure().contains("no file there is a picture, their extensions are [.npy]"), failure());
    }

    @Test
    void severalKindsOfMasksAreAskedAbout() throws Exception {
        for (String name : List.of("train/masks/a", "train/masks/b", "val/masks/c")) {
            Path mask = dir.resolve(name + ".png");
            Files.copy(mask, dir.resolve(name + "_color.png"));
            Files.move(mask, dir.resolve(name + "_ids.png"));
        }
        assertTrue(failure().contains("data.maskSuffix says which of these masks are meant: [NAME_"), failure());
        try (DataSource data = open("data.maskSuffix=_ids")) {
            assertEquals(2, data.train().size());
            assertEquals("0 1", halves(data));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "palette.txt, 0 0 0 background~1 2 3 Road",
        "labelmap.txt, '# label:color_rgb:parts:actions~background:0,0,0::~Road:1,2,3::'",
        "class_dict.csv, 'name,r,g,b~Background,0,0,0~Road,1,2,3'",
        "labelmap.txt, 'background:0,0,0::~Road 2:1,2,3::'",
        "class_dict.csv, 'Background,0,0,0~Road 2,1,2,3'",
        "palette.json, '{\"background\": [0, 0, 0], \"Road\": \"#010203\"}'",
        "class_dict.csv, 'r,g,b,name~0,0,0,background~1,2,3,Road'",
        "class_dict.csv, '\"id\",\"class\",\"red\",\"green\",\"blue\"~0,background,0,0,0~1,\"Road\",1,2,3'",
        "palette.txt, 'background #000000~// grey~Road #010203 # grey'",
        "palette.txt, '#000000 background~#010203 Road'",
        "palette.txt, 'background: rgb(0, 0, 0)~Road: (1, 2, 3)'",
        "palette.txt, '(0, 0, 0, 255) background~1.0 2.0 3.0 Road'",
        "palette.json, '[{\"name\": \"background\", \"color\": [0, 0, 0]}, {\"name\": \"Road\","
                + " \"color\": [1, 2, 3, 255]}]'",
        "palette.json, '{\"0\": {\"name\": \"background\", \"color\": \"#000\"}, \"1\":"
                + " {\"name\": \"Road\", \"color\": \"#010203\"}}'",
        "palette.json, '{\"(0, 0, 0)\": \"background\", \"#010203\": \"Road\"}'",
        "palette.json, '{\"classes\": [{\"title\": \"background\", \"color\": \"#000\"},"
                + " {\"title\": \"Road\", \"color\": \"#010203\"}]}'"
    })
    void palettesOfOtherProgramsAreRead(String file, String text) throws Exception {
        Files.delete(dir.resolve("classes.json"));
        for (String mask : List.of("train/masks/a", "train/masks/b", "val/masks/c")) {
            PictureFiles.colourMask(dir.resolve(mask + ".png"), 0, 0x010203);
        }
        PictureFiles.text(dir.resolve(file), "\uFEFF" + text.replace("~", "\r\n"));
        try (DataSource data = open()) {
            assertEquals(
                    List.of("background", text.contains("Road 2") ? "road_2" : "road"),
                    data.classes().names());
            assertEquals("0 1", halves(data));
        }
        assertTrue(failure("data.ids={0: road}").contains("says what colours mean, but data.ids"));
    }

    @Test
    void listsAndClassesMayHaveAMark() throws Exception {
        Files.move(dir.resolve("train/images"), dir.resolve("images"));
        Files.move(dir.resolve("train/masks"), dir.resolve("masks"));
        Files.delete(dir.resolve("classes.json"));
        PictureFiles.text(dir.resolve("classes.txt"), "\uFEFFbackground\r\nRoad\r\n");
        PictureFiles.text(dir.resolve("train.txt"), "\uFEFFimages\\a.png\r\n");
        PictureFiles.text(dir.resolve("val.txt"), "\uFEFF/home/bob/set/images/b.png\r\n");
        try (DataSource data = open("data.validation=[val.txt]", "data.train=[train.txt]")) {
            assertEquals(List.of("background", "road"), data.classes().names());
            assertEquals(1, data.train().size());
            assertEquals(List.of(), data.train().skipped());
            assertEquals("images/b.png", data.validation().describe(0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images/%1$s.png masks/%1$s.png",
                "/images/%1$s.png\t/masks/%1$s.png",
                "/home/bob/%1$s.png,%1$s.png",
                "'%1$s.png'",
                "\"images/%1$s\"",
                "%1$s.jpg",
                "masks/%1$s.png",
                "%1$s  1"
            })
    void listsMayNameMasksAndOtherEndings(String line) throws Exception {
        list(line);
        try (DataSource data = open()) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals("images/a.png", data.train().describe(0));
            assertEquals("images/b.png", data.validation().describe(0));
        }
    }

    private void list(String line) throws Exception {
        Files.move(dir.resolve("train/images"), dir.resolve("images"));
        Files.move(dir.resolve("train/masks"), dir.resolve("masks"));
        PictureFiles.text(dir.resolve("train.txt"), String.format(Locale.ROOT, line, "a") + "\n");
        PictureFiles.text(dir.resolve("val.txt"), String.format(Locale.ROOT, line, "b") + "\n");
    }

    @Test
    void aMaskThatAListNamesMustBeThere() throws Exception {
        list("images/%1$s.png masks/%1$s.png\nimages/c.png masks/c.png");
        PictureFiles.photo(dir.resolve("images/c.png"), 3);
        try (DataSource data = open()) {
            assertTrue(
                    data.train()
                            .skipped()
                            .toString()
                            .contains("train.txt line 2: no mask is called 'masks/c.png' in masks"),
                    data.train().skipped().toString());
        }
        PictureFiles.text(dir.resolve("train.txt"), "# nothing\n");
        assertTrue(failure().contains("train.txt: names no picture; expected one per line"), failure());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "classes.txt   | # three~background~Road # grey~Car",
                "classes.txt   | 0 background~1 Road~2 Car",
                "classes.txt   | 2: Car~1: Road",
                "classes.txt   | background,Road, Car",
                "labels.txt    | __ignore__~_background_~Road~Car",
                "_classes.csv  | Pixel Value, Class~0, background~1, Road~2, Car",
                "train/_classes.csv | Pixel Value, Class~1, Road~2, \"Car\"",
                "classes.json  | {\"Road\": 1, \"Car\": 2, \"background\": 0}",
                "classes.json  | {\"id2label\": {\"0\": \"background\", \"1\": \"Road\", \"2\":"
                        + " \"Car\"}, \"label2id\": {}}",
                "classes.json  | [{\"id\": 1, \"name\": \"Road\"}, {\"id\": 2, \"name\": \"Car\"}]",
                "classes.json  | {\"1\": {\"name\": \"Road\"}, \"2\": {\"name\": \"Car\"}}",
                "classes.json  | {\"names\": [\"background\", \"Road\", \"Car\"]}",
                "classes.json  | {\"classes\": [\"background\", \"Road\", \"Car\"], \"ignore_index\": -100}",
            })
    void classesOfOtherProgramsAreRead(String file, String text) throws Exception {
        Files.delete(dir.resolve("classes.json"));
        PictureFiles.text(dir.resolve(file), text.replace("~", "\r\n"));
        allMasks(1, 2);
        try (DataSource data = open()) {
            assertEquals(List.of("background", "road", "car"), data.classes().names());
            assertEquals("1 2", halves(data));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"classes\": [\"a\", \"b\"], \"ignore_index\": 1.5} | ignore_index: masks hold"
                        + " whole numbers of 0..65535, got '1.5'",
                "{\"classes\": [\"a\"], \"ignore_index\": 99999999999} | got '99999999999'",
                "{\"1\": \"a\", \"01\": \"b\"}                   | 01 is both 'a' and 'b'",
                "{\"1\": [\"a\"]                                     | (End of input at line 1 column",
                "<html>                                              | (found \"<html>\")",
                "{\"1\": null}                                         | (a value in it has an unexpected type)",
                "null                                                | (found null)",
                "[\"background\", \"a\\u0000b\"]                     | (a class name contains a NUL character",
            })
    void classesThatAreNoneAreRefusedInWords(String text, String message) throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), text);
        assertTrue(failure().contains(message), failure());
    }

    @ParameterizedTest
    @CsvSource({
        "JPEGImages/%s.png, SegmentationClass/%s.png, ImageSets/Segmentation",
        "JPEGImages/%s.png, SegmentationClass/%s.png, .",
        "JPEGImages/%s.png, SegmentationClassPNG/%s.png, .",
        "images/training/%s.png, annotations/training/%s.png,",
        "img_dir/train/%s.png, ann_dir/train/%s.png,",
        "leftImg8bit/train/ulm/%s_leftImg8bit.png, gtFine/train/ulm/%s_gtFine_labelIds.png,",
        "train/%s.png, trainannot/%s.png,",
        "train_images/%s.png, train_masks/%s.png,",
        "Train/Images/%s.png, Train/Masks/%s.png,",
        "images/train/%s.png, labels/train/%s.png,",
        "train/%s.png, train/%s_mask.png,",
        "%s.png, %s_mask.png,",
    })
    void foldersOfWellKnownDataSetsAreFound(String picture, String mask, String lists) throws Exception {
        Path other = dir.resolve("set");
        for (String name : List.of("a", "b", "c")) {
            boolean isTrain = !name.equals("c") || lists != null || !picture.contains("rain");
            String from = name.equals("c") ? "val" : "train";
            for (String[] pair : new String[][] {{"images", picture}, {"masks", mask}}) {
                String place = isTrain
                        ? pair[1]
                        : pair[1].replace("training", "validation")
                                .replace("train", "val")
                                .replace("Train", "Val");
                Path to = other.resolve(String.format(Locale.ROOT, place, name));
                Files.createDirectories(to.getParent());
                Files.move(dir.resolve("%s/%s/%s.png".formatted(from, pair[0], name)), to);
            }
        }
        if (lists != null) {
            PictureFiles.text(other.resolve(lists + "/train.txt"), "a\nb\n");
            PictureFiles.text(other.resolve(lists + "/val.txt"), "c\n");
        }
        Files.move(dir.resolve("classes.json"), other.resolve("classes.json"));
        try (DataSource data = DataSources.open(other, DataSettings.defaults(), CacheOptions.none())) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals(2, data.train().size());
            assertEquals(1, data.validation().size());
            Sample sample = data.train().read(0);
            assertEquals(1, sample.target()[sample.width() - 1]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels/train/a.txt | 0 0.1 0.1 0.5 0.1 0.5 0.5 | Found labels/train/a.txt:"
                        + " YOLO's text files; export it as COCO",
                "a.json             | {\"version\": 1, \"shapes\": [], \"imagePath\": \"a.jpg\"}"
                        + " | Found a.json: files of Labelme",
                "meta.json          | {\"classes\": [], \"tags\": []}     | Found meta.json: a project of Supervisely",
                "annotations.xml    | <annotations><version>1.1          | Found annotations.xml: CVAT's XML",
                "Annotations/a.xml  | <annotation><folder>               | boxes of Pascal VOC,"
                        + " which say nothing about single pixels",
                "via.json           | {\"a\": {\"regions\": [{\"shape_attributes\": 1}]}} | a project of VIA",
                "project-1.json     | [{\"id\": 1, \"annotations\": [], \"data\": {}}] | Label Studio's own JSON",
                "train/data-0.arrow | x                                  | use to_parquet",
                "data.zip           | x                                  | Found data.zip: an archive; unpack it",
                "train.csv          | version https://git-lfs.github.com/spec/v1 | train.csv: a"
                        + " Git LFS pointer; fetch the file itself",
                "train.csv          | \"image\",\"mask                   | a quotation mark is opened and never closed",
                "train.parquet      | version https://git-lfs.github.com/spec/v1 |"
                        + " train.parquet: a Git LFS pointer; fetch the file itself",
                "annotations/t.json | <!DOCTYPE html>                    | t.json: a web page;"
                        + " the address may need a login",
            })
    void formatsThatAreNotReadAreNamed(String file, String text, String message) throws Exception {
        Path other = dir.resolve("set");
        PictureFiles.text(other.resolve(file), text);
        PictureFiles.text(other.resolve("classes.json"), "[\"background\", \"car\"]");
        String fault = String.valueOf(assertThrows(
                        BadDatasetException.class,
                        () -> DataSources.open(other, DataSettings.defaults(), CacheOptions.none()))
                .getMessage());
        assertTrue(fault.contains(message), fault);
    }

    @Test
    void aDataSetInAFolderOfTheOneThatIsNamedIsSaid() throws Exception {
        Path outer = Files.createDirectories(dir.resolve("unpacked"));
        Path inner = outer.resolve("set");
        for (String name : List.of("classes.json", "train", "val")) {
            Files.createDirectories(inner);
            Files.move(dir.resolve(name), inner.resolve(name));
        }
        String fault = String.valueOf(assertThrows(
                        BadDatasetException.class,
                        () -> DataSources.open(outer, DataSettings.defaults(), CacheOptions.none()))
                .getMessage());
        assertTrue(fault.endsWith(". Found a folder of masks in %s: name that folder".formatted(inner)), fault);
    }

    @Test
    void foldersMayBeLinks() throws Exception {
        Path elsewhere = dir.resolve("disk");
        Files.move(dir.resolve("train/images"), elsewhere);
        Files.createSymbolicLink(dir.resolve("train/images"), elsewhere);
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(List.of(), data.train().skipped());
        }
    }

    @Test
    void whatIsOnlyCalledLikeAPictureIsLeftOutAndSaid() throws Exception {
        Path images = dir.resolve("train/images");
        Files.createSymbolicLink(images.resolve("gone.jpg"), Path.of("nowhere.jpg"));
        Files.createSymbolicLink(images.resolve("itself.jpg"), Path.of("itself.jpg"));
        Files.createSymbolicLink(images.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(images.resolve("here"), Path.of("."));
        Files.createDirectory(images.resolve("folder.jpg"));
        try (DataSource data = open()) {
            assertEquals(2, data.train().size());
            assertEquals(
                    List.of(
                            "train/images/folder.jpg: a folder with the name of a picture; remove it",
                            "train/images/gone.jpg: a link to a missing file; copy the file there, or remove the link",
                            "train/images/here: a link to a folder that contains it; remove it",
                            "train/images/itself.jpg: a link to a missing file; copy the file"
                                    + " there, or remove the link",
                            "train/images/up: a link to a folder that contains it; remove it"),
                    data.train().skipped());
            assertEquals(7, data.train().rawSize());
        }
    }

    @Test
    void aSettingThatNamesNoFileIsNoCrash() {
        assertTrue(failure("data.train=[\"a\\0b\"]").contains("cannot exist"), () -> failure("data.train=[\"a\\0b\"]"));
    }
}
