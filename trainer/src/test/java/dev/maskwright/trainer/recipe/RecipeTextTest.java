package dev.maskwright.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class RecipeTextTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theReferenceExplainsEverySettingAndNamesItsDefault() {
        Object yaml = new Load(LoadSettings.builder().build()).loadFromString(RecipeText.reference());
        JsonObject explained = new Gson().toJsonTree(yaml).getAsJsonObject();
        assertEquals(leaves(Recipe.defaults().toJson()), leaves(explained));
        String[] lines = RecipeText.reference().split("\n", -1);
        boolean isExplained = false; // a comment explains what follows up to an empty line
        for (String line : lines) {
            isExplained = !line.isBlank() && (isExplained || line.strip().startsWith("#"));
            assertTrue(line.isBlank() || isExplained, "no comment says what this means: " + line);
        }
    }

    @Test
    void theDefaultRecipeIsTheReference() {
        assertEquals(RecipeText.reference(), RecipeText.of(Recipe.defaults()));
    }

    @Test
    void everySettingComesBackFromTheText() throws Exception {
        Recipe recipe = RecipeReader.parse(
                "",
                "pairs",
                List.of(
                        "architecture=segformer-mit_b0",
                        "optimizer.learningRate=1.5e-7",
                        "data.train=[a/b, 'c: d', \"it's\", 'true', '12']",
                        "data.images='my pictures #2'",
                        "loss.dice=0.25",
                        "loss.lovasz.perImage=true",
                        "seed=9007199254740993",
                        "augmentation.crop.area={min: 0.5, max: 2}",
                        "augmentation.motion.rotate.probability=0.5",
                        "input.normalization={mean: [0.5, 0.5, 0.5], std: [1, 1, 1]}"));
        RecipeText.write(recipe, folder);
        String text = Files.readString(folder.resolve("recipe.yaml"));
        assertEquals(recipe, RecipeReader.parse(text, "recipe.yaml", List.of()), text);
        assertEquals("recipe.yaml", folder.toFile().list()[0]);
        assertTrue(text.contains("\n    rotate:\n      probability: 0.5\n      degrees: 15\n"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "augmentation.pixels.colour.hue=0 | no setting is called"
                        + " 'augmentation.pixels.colour'; did you mean 'augmentation.pixels.color'?",
                "augmentation.motion.rotate.degree=3 | no setting is called"
                        + " 'augmentation.motion.rotate.degree'; did you mean"
                        + " 'augmentation.motion.rotate.degrees'?",
                "dice=0 | no setting is called 'dice'; did you mean 'loss.dice'?",
                "loss.batchsize=4 | no setting is called 'loss.batchsize'; did you mean 'batch.size'?",
                "data.trian=[a] | no setting is called 'data.trian'; did you mean 'data.train'?",
                "data.train=a | 'data.train' is a list, such as [a, b], got \"a\"",
                "epochs=1.5 | 'epochs' is a whole number, got 1.5",
                "epochs=[1] | 'epochs' is a whole number, got [1]",
                "epochs= | 'epochs' is a whole number, got nothing",
                "optimizer.learningRate=fast | 'optimizer.learningRate' is a number, got \"fast\"",
                "loss.lovasz.perImage=1 | 'loss.lovasz.perImage' is true or false, got 1",
                "augmentation.crop.area=0.5 | 'augmentation.crop.area' is a group of settings [min, max], got 0.5",
                "epochs.more=3 | 'epochs' is a whole number, got {\"more\":3}",
            })
    void mistakesInPairsSayWhatWouldBeRight(String pair, String message) {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> RecipeReader.parse("", "r.yaml", List.of(pair)));
        assertEquals(pair + ": " + message, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "epochs=3000000000, 3000000000",
        "epochs=99999999999999999999, 99999999999999999999",
        "data.splitSeed=-99999999999999999999, -99999999999999999999"
    })
    void wholeNumbersThatDoNotFitBecomeNoOthers(String pair, String number) {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> RecipeReader.parse("", "r.yaml", List.of(pair)));
        assertTrue(String.valueOf(refused.getMessage()).endsWith(" is " + number), refused.getMessage());
        assertEquals(
                4294967296L,
                RecipeReader.parse("", "r.yaml", List.of("data.splitSeed=4294967296"))
                        .data()
                        .splitSeed());
    }

    @Test
    void wordsAndNumbersStandForEachOtherWhereNothingIsLost() {
        Recipe recipe = RecipeReader.parse("", "r.yaml", List.of("data.images=2024", "optimizer.learningRate=1"));
        assertEquals("2024", recipe.data().images());
        assertEquals(1, recipe.optimizer().learningRate());
    }

    private static Map<String, Object> leaves(JsonObject json) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        json.entrySet().forEach(entry -> {
            if (entry.getValue() instanceof JsonObject group) {
                leaves(group).forEach((key, value) -> leaves.put(entry.getKey() + "." + key, value));
            } else if (entry.getValue().isJsonArray()) {
                List<Object> items = new ArrayList<>();
                entry.getValue().getAsJsonArray().forEach(item -> items.add(value(item)));
                leaves.put(entry.getKey(), items);
            } else {
                leaves.put(entry.getKey(), value(entry.getValue()));
            }
        });
        return leaves;
    }

    private static Object value(JsonElement json) {
        return json.getAsJsonPrimitive().isNumber() ? (Object) json.getAsFloat() : json.getAsString();
    }
}
