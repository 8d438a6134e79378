package dev.maskwright.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.checkpoint.SavedNetwork;
import dev.maskwright.trainer.fit.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipes of the last version without groups mean what they meant. What its files are is said beside them. */
final class FormerKeysTest {

    private static final Path EARLIER = Path.of("src/test/resources/earlier-recipes");
    private static final Path SHIPPED_NOW = Path.of("../recipes");

    static List<Path> shippedRecipes() throws IOException {
        Path folder = EARLIER.resolve("shipped");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    /** All but those that were changed since, on purpose. */
    static List<Path> unchangedRecipes() throws IOException {
        List<Path> recipes = new ArrayList<>(shippedRecipes());
        assertTrue(recipes.remove(Path.of("interiors-edgefpn-lite0.yaml")));
        return recipes;
    }

    @ParameterizedTest
    @MethodSource("unchangedRecipes")
    void eachShippedRecipeIsWhatItWas(Path name) throws IOException {
        Recipe earlier = read(EARLIER.resolve("shipped").resolve(name));
        assertEquals(earlier, read(SHIPPED_NOW.resolve(name)));
        assertNotEquals(Recipe.defaults(earlier.architecture()), earlier);
    }

    /** The files are read as that version itself understood them, key by key. */
    @Test
    void everySettingArrives() throws IOException {
        JsonObject understood = json(EARLIER.resolve("understood.json"));
        assertEquals(shippedRecipes().size() + 1, understood.size());
        Map<String, String> moved = movedKeys();
        for (Map.Entry<String, JsonElement> file : understood.entrySet()) {
            Map<String, JsonElement> before = leaves(file.getValue().getAsJsonObject(), "");
            String now = read(EARLIER.resolve(file.getKey()))
                    .toJson()
                    .toString(); // in text, floats are as they were written
            Map<String, JsonElement> after = leaves(JsonParser.parseString(now).getAsJsonObject(), "");
            Map<String, JsonElement> expected = new TreeMap<>();
            before.forEach((key, value) -> expected.put(now(key, moved), value));
            later(after.keySet(), expected.keySet())
                    .forEach((key, value) -> assertEquals(value, after.remove(key), key));
            assertEquals(expected, after, file.getKey());
        }
    }

    /** Settings that the earlier version did not have, with their defaults, as they are in text. */
    private static Map<String, JsonElement> later(Set<String> now, Set<String> then) {
        String defaults = Recipe.defaults().toJson().toString();
        Map<String, JsonElement> later = leaves(JsonParser.parseString(defaults).getAsJsonObject(), "");
        later.keySet().retainAll(now);
        later.keySet().removeAll(then);
        return later;
    }

    /** So that the test above would see a setting that got lost. */
    @Test
    void theRecipeThatChangesEverythingLeavesNoDefault() throws IOException {
        Map<String, JsonElement> defaults = leaves(Recipe.defaults().toJson(), "");
        Map<String, JsonElement> changed =
                leaves(read(EARLIER.resolve("every-setting.yaml")).toJson(), "");
        Map<String, String> moved = movedKeys();
        JsonObject understood = json(EARLIER.resolve("understood.json")).getAsJsonObject("every-setting.yaml");
        leaves(understood, "").keySet().stream()
                .map(key -> now(key, moved))
                .forEach(key -> assertNotEquals(defaults.get(key), changed.get(key), key));
    }

    @Test
    void theCompleteRecipeThatWasPrintedIsTheDefault() throws IOException {
        assertEquals(Recipe.defaults(), read(EARLIER.resolve("recipe.yaml")));
    }

    @Test
    void aCheckpointOpensAsItWasWritten() throws IOException {
        Path folder = EARLIER.resolve("checkpoint");
        Checkpoint checkpoint = Checkpoint.open(folder);
        assertTrue(SavedNetwork.open(folder).recipe().has("lossStride"), "it is one without groups");
        Recipe expected = RecipeReader.parse(
                Files.readString(SHIPPED_NOW.resolve("interiors-segformer-b0.yaml")),
                "shipped",
                List.of(
                        "epochs=2",
                        "batch={size: 4, cropWidth: 64, cropHeight: 64}",
                        "input={width: 64, height: 64}",
                        "validation.keepBest=1",
                        "optimizer.kind=adam",
                        "loss.focal.factor=0.5",
                        "loss.lovasz={factor: 0.3, from: 0.5}",
                        "loss.stride=2",
                        "augmentation.motion.rotate.probability=0.5",
                        "augmentation.scene.copyPaste.probability=0.5",
                        "augmentation.scene.mosaic.probability=0.3",
                        "augmentation.pixels.blur.probability=0.3",
                        "augmentation.flip.vertical=0.2"));
        assertEquals(expected, checkpoint.recipe());
        assertTrue(checkpoint.saved().recipe().has("input"), "what is written has groups");
        assertEquals(SavedNetwork.open(folder).width(), checkpoint.saved().width());
        assertEquals(SavedNetwork.open(folder).mean(), checkpoint.saved().mean());
    }

    @Test
    void everyFormerKeyLeadsToASetting() {
        JsonObject recipe = Recipe.defaults().toJson();
        FormerKeys.all().forEach((former, current) -> {
            JsonElement at = recipe;
            for (String word : current.split("\\.", -1)) {
                at = at instanceof JsonObject group ? group.get(word) : null;
            }
            assertNotEquals(null, at, former + " leads to " + current);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "learningRate=0.5          | optimizer.learningRate=0.5",
                "optimizer=sgd             | optimizer.kind=sgd",
                "optimizer={kind: sgd}     | optimizer.kind=sgd",
                "schedule=cosine           | schedule={kind: cosine}",
                "loss.focal=2              | loss.focal.factor=2",
                "loss={focal: 2, focalGamma: 3} | loss.focal={factor: 2, gamma: 3}",
                "augmentation.crop=box     | augmentation.crop.kind=box",
                "augmentation.area.min=0.1 | augmentation.crop.area={min: 0.1}",
                "augmentation={crop: whole, area: {max: 2}, flip: 0} | augmentation={crop:"
                        + " {kind: whole, area: {max: 2}}, flip: {horizontal: 0}}",
                "augmentation.rotate={degrees: 3} | augmentation.motion.rotate.degrees=3",
                "normalization.mean=[0, 0, 0] | input.normalization.mean=[0, 0, 0]",
            })
    void formerPairsMeanWhatTheyMeant(String former, String current) {
        Recipe recipe = RecipeReader.parse("", "r.yaml", List.of(former));
        assertEquals(RecipeReader.parse("", "r.yaml", List.of(current)), recipe);
        assertNotEquals(Recipe.defaults(), recipe);
    }

    @Test
    void pairsOverrideTheFileWhicheverNamesTheyUse() {
        String yaml = "learningRate: 0.5\noptimizer: {kind: adam}\n";
        Recipe recipe = RecipeReader.parse(yaml, "r.yaml", List.of("optimizer.learningRate=0.25", "optimizer=sgd"));
        assertEquals(0.25, recipe.optimizer().learningRate());
        assertEquals(OptimizerKind.SGD, recipe.optimizer().kind());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{learningRate: 0.1, optimizer: {learningRate: 0.2}} | 'optimizer.learningRate'"
                        + " is given twice, as 'learningRate' and as 'optimizer.learningRate'; keep one",
                "{optimizer: {learningRate: 0.2}, learningRate: 0.1} | 'optimizer.learningRate'"
                        + " is given twice, as 'optimizer.learningRate' and as 'learningRate'; keep one",
                "learningRate: fast | 'learningRate' is a number, got \"fast\"",
                "optimizer: rmsprop | \"rmsprop\" is not one of [adamw, adam, sgd]",
                "loss: {focal: high} | 'loss.focal' is a number, got \"high\"",
                "{augmentation: {rotate: {degree: 3}}} | no setting is called"
                        + " 'augmentation.rotate.degree'; did you mean"
                        + " 'augmentation.motion.rotate.degrees'?",
                "lerningRate: 1 | no setting is called 'lerningRate'; did you mean 'optimizer.learningRate'?",
                "{augmentation: {rotat: {degrees: 3}}} | no setting is called"
                        + " 'augmentation.rotat'; did you mean 'augmentation.motion.rotate'?",
            })
    void mistakesAreNamedAsTheyWereWritten(String yaml, String message) {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> RecipeReader.parse(yaml, "r.yaml", List.of()));
        assertEquals("r.yaml: " + message, refused.getMessage());
    }

    /** Where settings went, written down once more and by hand: the table that is tested must not test itself. */
    private static Map<String, String> movedKeys() throws IOException {
        Map<String, String> moved = new TreeMap<>();
        for (String line : Files.readAllLines(EARLIER.resolve("moved.txt"))) {
            String[] words = line.split(" +", -1);
            moved.put(words[0], words[1]);
        }
        return moved;
    }

    private static String now(String key, Map<String, String> moved) {
        for (int end = key.length(); end > 0; end = key.lastIndexOf('.', end - 1)) {
            String current = moved.get(key.substring(0, end));
            if (current != null) {
                return current + key.substring(end);
            }
        }
        return key;
    }

    private static Recipe read(Path file) throws IOException {
        return RecipeReader.parse(Files.readString(file), file.toString(), List.of());
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static Map<String, JsonElement> leaves(JsonObject group, String path) {
        Map<String, JsonElement> leaves = new TreeMap<>();
        group.entrySet().forEach(entry -> {
            if (entry.getValue() instanceof JsonObject inner) {
                leaves.putAll(leaves(inner, path + entry.getKey() + "."));
            } else {
                leaves.put(path + entry.getKey(), entry.getValue());
            }
        });
        return leaves;
    }
}
