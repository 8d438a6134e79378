package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Foreground;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotation files as CVAT, Roboflow, Label Studio and people's own scripts write them. */
final class ForeignCocoTest {

    private static final String TWO = "{'id': 1, 'name': 'car'}, {'id': 2, 'name': 'dog'}";
    private static final String BOX = "[[2,2,10,2,10,8,2,8]]";
    private static final String BRUSH = "{'size': [16, 24], 'counts': [50, 6, 328]}"; // down from (3, 2)

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path dir;

    @BeforeEach
    void writePictures() throws Exception {
        PictureFiles.photo(dir.resolve("images/a.png"), 1);
        PictureFiles.photo(dir.resolve("images/b.png"), 2);
        write("val", image("1", "b.png"), object("1", "1", "0", BOX), TWO);
    }

    private void write(String split, String images, String objects, String categories) throws Exception {
        PictureFiles.text(
                dir.resolve("annotations/%s.json".formatted(split)),
                "{'images': [%s], 'annotations': [%s], 'categories': [%s]}"
                        .formatted(images, objects, categories)
                        .replace('\'', '"'));
    }

    private static String image(String id, String file) {
        return "{'id': %s, 'file_name': '%s', 'width': 24, 'height': 16}".formatted(id, file);
    }

    private static String object(String id, String category, String crowd, String outline) {
        return "{'id': %s, 'image_id': 1, 'category_id': %s, 'iscrowd': %s, 'segmentation': %s}"
                .formatted(id, category, crowd, outline);
    }

    private DataSource open(String... settings) throws BadDatasetException {
        DataSettings data = RecipeReader.parse("", "", List.of(settings)).data();
        return DataSources.open(dir, data, CacheOptions.none());
    }

    private DataSource train(String images, String objects, String categories, String... settings) throws Exception {
        write("train", images, objects, categories);
        return open(settings);
    }

    private static int at(Sample sample, int x, int y) {
        return sample.target()[y * sample.width() + x] & 0xFF;
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 255", "false, 1", "true, 255", "'''0''', 1", "'''1''', 255", "0.0, 1", "null, 1", "[1], 1"})
    void crowdsAreFlagsOfAnyKind(String crowd, int expected) throws Exception {
        String objects = object("1", "1", crowd, BOX) + ", " + object("2", "1", "0", "[[20,2,22,2,22,4]]");
        try (DataSource data = train(image("1", "a.png"), objects, TWO)) {
            assertEquals(expected, at(data.train().read(0), 5, 5));
            assertEquals(
                    expected == 1
                            ? List.of()
                            : List.of("1 of 3 objects are crowds, whose pixels do not count (data.crowds)"),
                    data.notes());
        }
    }

    /** Of two the last would count, without a word. */
    @Test
    void keysThatStandTwiceAreRefused() throws Exception {
        twice(
                "{'id': 1, 'file_name': 'a.png', 'file_name': 'b.png'}",
                object("1", "1", "0", BOX),
                "'file_name'",
                "images");
        twice(
                image("1", "a.png"),
                "{'id': 1, 'image_id': 1, 'category_id': 1, 'category_id': 2, 'segmentation': [[1,1,9,1,9,9]]}",
                "'category_id'",
                "annotations");
    }

    private void twice(String images, String objects, String key, String list) throws Exception {
        write("train", images, objects, TWO);
        String message = String.valueOf(
                assertThrows(BadDatasetException.class, this::open).getMessage());
        assertTrue(message.contains("the key %s occurs twice, at $.%s[0].".formatted(key, list)), message);
    }

    @Test
    void whatIsAlwaysACrowdIsLearned() throws Exception {
        write("val", image("1", "b.png"), object("1", "2", "0", BOX), TWO);
        String objects = object("1", "1", "1", BRUSH) + ", " + object("2", "2", "0", "[[20,2,22,2,22,4]]");
        try (DataSource data = train(image("1", "a.png"), objects, TWO)) {
            assertEquals(1, at(data.train().read(0), 3, 5));
            assertEquals(
                    List.of("all objects of car are marked as crowds, as CVAT marks what is"
                            + " drawn with a brush; they are learned like any other (data.crowds)"),
                    data.notes());
        }
        try (DataSource data = open("data.crowds=ignore")) {
            assertEquals(255, at(data.train().read(0), 3, 5));
        }
    }

    @Test
    void crowdsAreLearnedIfAskedFor() throws Exception {
        String objects = object("1", "1", "1", BRUSH) + ", " + object("2", "1", "0", "[[20,2,22,2,22,4]]");
        try (DataSource data = train(image("1", "a.png"), objects, TWO, "data.crowds=learn")) {
            assertEquals(1, at(data.train().read(0), 3, 5));
            assertEquals(List.of(), data.notes());
        }
    }

    @Test
    void nothingButIgnoredCrowdsIsSaid() throws Exception {
        try (DataSource data = train(image("1", "a.png"), object("1", "1", "1", BRUSH), TWO, "data.crowds=ignore")) {
            Optional<String> missing = Foreground.missing(data.train(), "training");
            assertTrue(missing.orElse("").contains("data.crowds=learn makes crowds count"), missing::toString);
        }
    }

    @Test
    void categoriesOfOneNameAreOneClass() throws Exception {
        String categories = "{'id': 4, 'name': 'Car'}, {'id': 2, 'name': 'dog'}, {'id': 3, 'name': 'car'}";
        write("val", image("1", "b.png"), object("1", "2", "0", BOX), categories);
        String objects = object("1", "4", "0", BOX) + ", " + object("2", "3", "0", "[[20,2,22,2,22,4]]");
        try (DataSource data = train(image("1", "a.png"), objects, categories)) {
            assertEquals(List.of("background", "dog", "car"), data.classes().names());
            assertEquals(2, at(data.train().read(0), 5, 5));
            assertEquals(2, at(data.train().read(0), 21, 2));
            assertEquals(List.of("categories 3, 4 are all called 'car': they become one class"), data.notes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"things", "car"})
    void aCategoryThatOnlyGroupsOthersIsNoClass(String group) throws Exception {
        String categories = ("{'id': 0, 'name': '%s', 'supercategory': 'none'}, {'id': 1, 'name': 'car',"
                        + " 'supercategory': '%s'}, {'id': 2, 'name': 'dog', 'supercategory': '%s'}")
                .formatted(group, group, group);
        write("val", image("1", "b.png"), object("1", "1", "0", BOX), categories);
        try (DataSource data = train(image("1", "a.png"), object("1", "1", "0", BOX), categories)) {
            assertEquals(List.of("background", "car", "dog"), data.classes().names());
            assertEquals(1, at(data.train().read(0), 5, 5));
            assertEquals(
                    List.of("category 0, '%s', does not become a class: it only groups others, and has no objects"
                            .formatted(group)),
                    data.notes());
        }
    }

    @Test
    void splitsMayNumberTheSameNamesInTheirOwnWays() throws Exception {
        write(
                "val",
                image("1", "b.png"),
                object("1", "1", "0", BOX),
                "{'id': 1, 'name': 'dog'}, {'id': 2, 'name': 'car'}");
        try (DataSource data = train(image("1", "a.png"), object("1", "1", "0", BOX), TWO)) {
            int dog = data.classes().classId("dog").orElseThrow();
            assertEquals(dog, at(data.validation().read(0), 5, 5));
            assertEquals(
                    data.classes().classId("car").orElseThrow(), at(data.train().read(0), 5, 5));
        }
    }

    @Test
    void theUsualNamesOfBackgroundAreTheBackground() throws Exception {
        String categories = "{'id': 1, 'name': 'car'}, {'id': 9, 'name': '_background_'}";
        write("val", image("1", "b.png"), "", categories);
        String objects = object("1", "9", "0", BOX);
        try (DataSource data = train(image("1", "a.png"), objects, categories)) {
            assertEquals(List.of("background", "car"), data.classes().names());
            assertEquals(0, at(data.train().read(0), 5, 5));
        }
    }

    @ParameterizedTest
    @CsvSource({"'''abc-1''', '''abc-1'''", "12, '''12'''", "'''12''', 12.0", "12.0, 12", "'''01''', 1"})
    void idsOnlyJoinTheLists(String image, String reference) throws Exception {
        String object = object("'x'", "'one'", "0", BOX).replace("'image_id': 1", "'image_id': " + reference);
        write("val", image("1", "b.png"), object("1", "'one'", "0", BOX), "{'id': 'one', 'name': 'car'}");
        try (DataSource data = train(image(image, "a.png"), object, "{'id': 'one', 'name': 'car'}")) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals(1, at(data.train().read(0), 5, 5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", 'width': null, 'height': null", ", 'width': 0, 'height': 0", ", 'width': 24"})
    void thePictureKnowsASizeThatIsNotSaid(String size) throws Exception {
        String image = "{'id': 1, 'file_name': 'a.png'%s}".formatted(size);
        try (DataSource data = train(image, object("1", "1", "0", BOX), TWO)) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals(24, data.train().read(0).width());
            assertEquals(1, at(data.train().read(0), 5, 5));
            assertEquals(24, data.train().raw(0).mask().orElseThrow().width());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-4", "1.5", "1e300", "'x'", "[1]", "99999999999999999999", "1e1000000000"})
    void aSizeThatIsNoneLeavesOneRowOut(String width) throws Exception {
        String images =
                "{'id': 2, 'file_name': 'b.png', 'width': %s, 'height': 3}, ".formatted(width) + image("1", "a.png");
        String objects = object("1", "1", "0", BOX) + ", "
                + object("2", "1", "0", BOX).replace("'image_id': 1", "'image_id': 2");
        try (DataSource data = train(images, objects, TWO)) {
            assertEquals(1, data.train().size());
            assertEquals(1, data.train().skipped().size());
            String line = data.train().skipped().get(0);
            assertTrue(line.startsWith("train.json image 2 (b.png): its size is "), line);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50_000, 2_147_483_647})
    void aFanciedSizeTakesNoMemory(int side) throws Exception {
        String image = "{'id': 1, 'file_name': 'a.png', 'width': %d, 'height': %d}".formatted(side, side);
        write("val", image("1", "b.png"), object("1", "1", "0", BOX), TWO);
        try (DataSource data = train(image + ", " + image("2", "b.png"), object("1", "1", "0", BOX), TWO)) {
            assertEquals(Optional.empty(), data.train().raw(0).mask());
            BadSampleException refused =
                    assertThrows(BadSampleException.class, () -> data.train().read(0));
            String line = String.valueOf(refused.getMessage());
            assertTrue(
                    line.contains("the annotations are for %dx%d but the image is 24x16".formatted(side, side)), line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1,1,5,1],[2,2,10,2,10,8,2,8]]     | its polygon 0 has 4 numbers",
                "[[2,2,10,2,10,8,2,8],[1,1,5,1,5]]   | its polygon 1 has 5 numbers",
                "[[2,2,10,2,10,8,2,8],[]]            | its polygon 1 has 0 numbers",
                "[[2,2,10,2,10,8,2,8],'x']           | its polygon 1 is not a list of numbers",
                "[[2,2,10,2,10,8,2,8],[1,1,1e9,1,5,5]] | its polygon 1 has the coordinate 1.0E9",
            })
    void oneBadPartIsLeftOutAndSaid(String outline, String said) throws Exception {
        try (DataSource data = train(image("1", "a.png"), object("7", "1", "0", outline), TWO)) {
            assertEquals(List.of(), data.train().skipped());
            assertEquals(1, at(data.train().read(0), 5, 5));
            assertTrue(data.notes().get(0).contains("annotation 7: " + said), data.notes()::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2,2,10,2,10,8,2,8]", "[[[2,2],[10,2],[10,8],[2,8]]]"})
    void cornersMayBeListedOtherwise(String outline) throws Exception {
        try (DataSource data = train(image("1", "a.png"), object("7", "1", "0", outline), TWO)) {
            assertEquals(1, at(data.train().read(0), 5, 5));
            assertEquals(0, at(data.train().read(0), 11, 5));
        }
    }

    @Test
    @Timeout(60) // some milliseconds; step by step it takes hours
    void cornersFarOutsideCostNothing() throws Exception {
        StringBuilder corners = new StringBuilder();
        for (int i = 0; i < 800; i++) {
            corners.append(i == 0 ? "" : ",")
                    .append(i % 2 == 0 ? -1_000_000 : 1_000_000)
                    .append(',')
                    .append(i - 400);
        }
        try (DataSource data = train(image("1", "a.png"), object("1", "1", "0", "[[" + corners + "]]"), TWO)) {
            assertEquals(24, data.train().read(0).width());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"result.json", "labels.json", "export-42.json"})
    void aFileOfAnyNameIsKnownByWhatIsInIt(String name) throws Exception {
        write("train", image("1", "a.png") + ", " + image("2", "b.png"), object("1", "1", "0", BOX), TWO);
        Files.move(dir.resolve("annotations/train.json"), dir.resolve(name));
        Files.delete(dir.resolve("annotations/val.json"));
        PictureFiles.text(dir.resolve("classes.json"), "[\"car\"]");
        try (DataSource data = open()) {
            assertEquals(2, data.train().size() + data.validation().size());
        }
    }

    @Test
    void listsThatAreThereTwiceAreRefused() throws Exception {
        write("train", image("1", "a.png"), object("1", "1", "0", BOX), TWO);
        Path file = dir.resolve("annotations/train.json");
        PictureFiles.text(file, Files.readString(file).replaceFirst("\\{", "{\"categories\": [], "));
        String message = String.valueOf(
                assertThrows(BadDatasetException.class, this::open).getMessage());
        assertTrue(message.contains("train.json") && message.contains("the key 'categories' occurs twice"), message);
    }

    @Test
    void entriesOfNoUseLeaveOthersAlone() throws Exception {
        String images = "null, 3, {'id': null, 'file_name': 'b.png'}, " + image("1", "a.png") + ", "
                + image("5", "a\\u0000.png");
        try (DataSource data = train(images, "null, [], " + object("1", "1", "0", BOX), TWO)) {
            assertEquals(1, data.train().size());
            List<String> skipped = data.train().skipped();
            assertEquals(5, skipped.size(), skipped::toString);
            assertTrue(skipped.get(3).contains("its name contains a NUL character"), skipped::toString);
            assertTrue(skipped.get(4).contains("no image has the id (none)"), skipped::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'size': [16, 24], 'counts': [0.5, 383.5]} | the counts of its runs: 0.5 is not a whole number",
                "{'size': [16.5, 24], 'counts': [384]}     | the size of its runs: 16.5 is not a whole number",
                "{'counts': [384]}                         | the size of its runs is null, expected [height, width]",
            })
    void halfNumbersAreRefused(String outline, String message) throws Exception {
        String objects = object("1", "1", "0", outline) + ", " + object("2", "2", "0", BOX);
        try (DataSource data = train(image("1", "a.png") + ", " + image("2", "b.png"), objects, TWO)) {
            String skipped = data.train().skipped().toString();
            assertTrue(skipped.contains(message), skipped);
        }
    }

    @Test
    void fractionsOfThePicturesSizeAreSaid() throws Exception {
        String objects = object("1", "1", "0", "[[0.1,0.1,0.9,0.1,0.9,0.9]]") + ", " + object("2", "1", "0", BOX);
        try (DataSource data = train(image("1", "a.png"), objects, TWO)) {
            assertTrue(
                    data.notes().toString().contains("train.json: all corners of 1 object lie in 0..1"),
                    data.notes().toString());
        }
    }

    @Test
    void pointsMayHaveNamesAndBoxesMayBeDamaged() throws Exception {
        String points = "[[{'x': 2, 'y': 2}, {'x': 12, 'y': 2}, {'x': 12, 'y': 12}, {'x': 2, 'y': 12}]]";
        String objects = object("1", "1", "0", points).replace("{'id'", "{'bbox': [null, 'a', 1, 1], 'id'");
        try (DataSource data = train(image("1", "a.png"), objects, TWO)) {
            assertEquals(1, at(data.train().read(0), 5, 5));
        }
    }

    @Test
    void theTextMayHaveNaNWhereItIsOfNoUseButNothingBehindIt() throws Exception {
        write("train", image("1", "a.png"), object("1", "1", "0", BOX), TWO);
        Path file = dir.resolve("annotations/train.json");
        String text = Files.readString(file);
        Files.writeString(file, "{\"info\": {\"x\": NaN}, " + text.strip().substring(1));
        try (DataSource data = open()) {
            assertEquals(1, at(data.train().read(0), 5, 5));
        }
        Files.writeString(file, text + "}");
        String fault = String.valueOf(
                assertThrows(BadDatasetException.class, () -> open()).getMessage());
        assertTrue(fault.contains("(there is more data after its end)"), fault);
        Files.writeString(file, text.replaceFirst("\"annotations\":\\s*\\[", "$0{\"segments_info\": []}, "));
        String panoptic = String.valueOf(
                assertThrows(BadDatasetException.class, () -> open()).getMessage());
        assertTrue(panoptic.contains("it has the panoptic form"), panoptic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a1b2c3d-a.png", " a.png", "a%252Epng"})
    void morePathsOfOtherProgramsAreFound(String name) throws Exception {
        try (DataSource data = train(image("1", name), object("1", "1", "0", BOX), TWO)) {
            assertEquals(1, at(data.train().read(0), 5, 5));
        }
    }

    @Test
    void aPictureWithAnotherEndingIsNamed() throws Exception {
        try (DataSource data =
                train(image("1", "a.jpg") + ", " + image("2", "b.png"), object("1", "2", "0", BOX), TWO)) {
            String skipped = data.train().skipped().toString();
            assertTrue(skipped.contains("a.png is there; if that is meant, correct the extension"), skipped);
        }
    }

    @Test
    void aMarkIsNoPartOfTheFile() throws Exception {
        write("train", image("1", "a.png"), object("1", "1", "0", BOX), TWO);
        Path file = dir.resolve("annotations/train.json");
        Files.writeString(file, "\uFEFF" + Files.readString(file));
        try (DataSource data = open()) {
            assertEquals(1, at(data.train().read(0), 5, 5));
        }
    }

    @Test
    void idsOfCategoriesBecomeOtherClasses() throws Exception {
        String objects = object("1", "1", "0", BOX) + ", " + object("2", "2", "0", "[[20,2,22,2,22,4]]");
        String[] merged = {"data.ids={1: Thing, 2: thing}"};
        try (DataSource data = train(image("1", "a.png"), objects, TWO, merged)) {
            assertEquals(List.of("background", "thing"), data.classes().names());
            assertEquals(1, at(data.train().read(0), 5, 5));
            assertEquals(1, at(data.train().read(0), 21, 2));
        }
        try (DataSource data = open("data.ids={1: car, other: ignore}")) {
            assertEquals(List.of("background", "car"), data.classes().names());
            assertEquals(255, at(data.train().read(0), 21, 2));
        }
        String refused = String.valueOf(assertThrows(BadDatasetException.class, () -> open("data.ids={1: car}"))
                .getMessage());
        assertTrue(refused.contains("annotation 2 is of category 2, which data.ids does not name"), refused);
    }

    @Test
    void picturesOfOtherMachinesAreFoundAndSaid() throws Exception {
        try (DataSource data = train(image("1", "C:\\\\set\\\\images\\\\a.png"), object("1", "1", "0", BOX), TWO)) {
            assertEquals(1, at(data.train().read(0), 5, 5));
            assertEquals(
                    List.of("train.json: 1 file was found without the folders before it: 'C:\\set\\images\\a.png' is "
                            + dir.resolve("images").resolve("a.png")),
                    data.notes());
        }
    }
}
