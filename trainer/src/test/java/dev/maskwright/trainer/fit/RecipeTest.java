package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.loss.SegmentationLoss;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecipeTest {

    @Test
    void anEmptyFileIsTheDefaults() {
        assertEquals(Recipe.defaults(), Recipe.parse("# nothing yet\n", "empty.yaml", List.of()));
    }

    @Test
    void theFileOverridesDefaultsAndPairsOverrideTheFile() {
        String yaml = "epochs: 3\nloss:\n  dice: 0.25\naugmentation:\n  area: {min: 0.5}\n";
        Recipe recipe = Recipe.parse(yaml, "r.yaml", List.of("epochs=5", "target=mask", "loss.classBalance=0"));
        assertEquals(5, recipe.epochs());
        assertEquals(Target.MASK, recipe.data().target());
        assertEquals(0.25, recipe.loss().dice());
        assertEquals(0, recipe.loss().classBalance());
        assertEquals(1, recipe.loss().crossEntropy());
        assertEquals(0.5, recipe.augmentation().area().min());
    }

    @Test
    void anEncoderThatWasTrainedBringsItsWeightsAndItsNormalization() {
        Recipe recipe = Recipe.parse("architecture: edgefpn-efficientnet_lite0", "r.yaml", List.of());
        assertEquals(Recipe.EncoderWeights.IMAGENET, recipe.encoderWeights());
        assertEquals(List.of(0.5f, 0.5f, 0.5f), recipe.normalization().mean());
        assertEquals(recipe, Recipe.fromJson(recipe.toJson(), "recipe.json"));

        Recipe other = Recipe.parse(
                "{architecture: edgefpn-efficientnet_lite0, encoderWeights: none}",
                "r.yaml",
                List.of("normalization.mean=[0, 0, 0]"));
        assertEquals(Recipe.EncoderWeights.NONE, other.encoderWeights());
        assertEquals(List.of(0f, 0f, 0f), other.normalization().mean());
        assertEquals(List.of(0.5f, 0.5f, 0.5f), other.normalization().std());

        Recipe notShipped = Recipe.parse("", "r.yaml", List.of("architecture=unet-efficientnet_lite1"));
        assertEquals(Recipe.EncoderWeights.NONE, notShipped.encoderWeights());
        assertEquals(List.of(0.5f, 0.5f, 0.5f), notShipped.normalization().std());
    }

    @Test
    void weightsThatDoNotExistAreRefused() {
        Recipe recipe = Recipe.parse("", "r.yaml", List.of("architecture=unet-resnet18", "encoderWeights=imagenet"));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> recipe.requireTrainable("r.yaml"));
        assertEquals(
                "r.yaml: there are no ImageNet weights for unet-resnet18; set encoderWeights to none, or give a file to start from",
                refused.getMessage());
    }

    @Test
    void splitsAreListsOfNames() {
        Recipe recipe = Recipe.parse("data: {train: [a.json, b.json]}", "r.yaml", List.of("data.validation=[c.json]"));
        assertEquals(List.of("a.json", "b.json"), recipe.data().train());
        assertEquals(List.of("c.json"), recipe.data().validation());
    }

    @Test
    void whatIsLearnedMayStandWhereItStoodBeforeItJoinedTheData() {
        Recipe now = Recipe.parse("data: {target: mask, outside: box, repeat: 2}", "r.yaml", List.of());
        assertEquals(Target.MASK, now.data().target());
        assertEquals(Outside.BOX, now.data().outside());
        assertEquals(now, Recipe.parse("{target: mask, outside: box, data: {repeat: 2}}", "r.yaml", List.of()));
        assertEquals(
                now, Recipe.parse("data: {repeat: 2, outside: box}", "r.yaml", List.of("target=mask", "outside=box")));

        JsonObject written = now.toJson(); // as a checkpoint had it
        JsonObject data = written.getAsJsonObject("data");
        written.add("target", data.remove("target"));
        written.add("outside", data.remove("outside"));
        assertEquals(now, Recipe.fromJson(written, "recipe.json"));
        assertTrue(written.has("target"), "what was read is changed");
    }

    @Test
    void jsonBringsItBackWhole() {
        Recipe recipe = Recipe.parse("seed: 7", "r.yaml", List.of("architecture=segformer-mit_b0"));
        assertEquals(recipe, Recipe.fromJson(recipe.toJson(), "recipe.json"));
    }

    @Test
    void aRecipeWrittenBeforeASettingCameHasItsDefault() {
        JsonObject json = Recipe.parse("epochs: 3", "r.yaml", List.of()).toJson();
        json.remove("optimizer");
        Recipe recipe = Recipe.fromJson(json, "recipe.json");
        assertEquals(OptimizerKind.ADAMW, recipe.optimizer());
        assertEquals(3, recipe.epochs());
    }

    @Test
    void aLossIsAnySumOfItsKinds() {
        Recipe recipe = Recipe.parse(
                "loss: {crossEntropy: 0, lovasz: 0.5, focal: 1, focalGamma: 1.5}",
                "r.yaml",
                List.of("loss.dice=0", "loss.weights=[0.5, 2]"));
        assertEquals(0.5, recipe.loss().lovasz());
        assertEquals(1.5, recipe.loss().focalGamma());
        assertEquals(List.of(0.5, 2.0), recipe.loss().weights());
        assertEquals(recipe, Recipe.fromJson(recipe.toJson(), "recipe.json"));
    }

    @Test
    void aRecipeWrittenBeforeTheLossHadMoreKindsMeansTheSame() {
        JsonObject json = Recipe.defaults().toJson();
        json.add("loss", JsonParser.parseString("{\"crossEntropy\": 1, \"dice\": 1, \"classBalance\": 0.5}"));
        assertEquals(
                new SegmentationLoss.Settings(1, 1, 0.5),
                Recipe.fromJson(json, "recipe.json").loss());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epoch: 3 | r.yaml: no setting is called 'epoch'; did you mean 'epochs'?",
                "loss: {dise: 1} | r.yaml: no setting is called 'loss.dise'; did you mean 'loss.dice'?",
                "loss: 3 | r.yaml: 'loss' is a group of settings [crossEntropy, dice, classBalance",
                "epochs: {a: 1} | r.yaml: 'epochs' is a whole number, got",
                "epochs: 0 | r.yaml: epochs is at least 1",
                "target: mas | r.yaml: \"mas\" is none of [mask, labels]",
                "data: {target: mas} | r.yaml: \"mas\" is none of [mask, labels]",
                "{target: mask, data: {target: mask}} | r.yaml: 'target' and 'data.target' are the same setting; leave the first out",
                "{target: mask, data: 3} | r.yaml: 'data' is a group of settings [format, target, outside",
                "data: {format: xml} | r.yaml: \"xml\" is none of [auto, parquet, folder, coco, csv]",
                "data: {validationShare: 1} | r.yaml: data.validationShare lies above 0 and below 1, got 1.0",
                "data: {repeat: 0} | r.yaml: data.repeat is at least 1, got 0",
                "data: {ignoreId: 300} | r.yaml: data.ignoreId is a byte of a mask",
                "data: {validation: [val]} | r.yaml: data.validation without data.train",
                "loss: {labelSmoothing: 1} | r.yaml: loss: label smoothing lies in 0..1 and is not 1, got 1.0",
                "loss: {crossEntropy: 0, dice: 0} | r.yaml: a loss needs factors of at least 0, not all 0",
                "distillation: {weight: 0} | r.yaml: distillation.weight is above 0, got 0.0; leave --teacher out for none",
                "distillation: {temperature: 0} | r.yaml: distillation: the temperature is above 0, got 0.0",
                "distillation: {confidence: 2} | r.yaml: distillation: the confidence lies in 0..1, got 2.0",
                "distillation: {from: 1} | r.yaml: distillation.from lies in 0..1 and is not 1, got 1.0",
                "distillation: {unlabelledShare: 1} | r.yaml: distillation.unlabelledShare lies above 0 and below 1, got 1.0",
                "- 1 | r.yaml: a recipe is a mapping of keys to values",
            })
    void mistakesAreNamedWithTheirPlace(String yaml, String message) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Recipe.parse(yaml, "r.yaml", List.of()));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "width: 100 | r.yaml: unet-resnet18 takes widths and heights that are multiples of 32, got 100",
                "{architecture: vit_plain, cropWidth: 192} | r.yaml: vit_plain takes widths and heights that are"
                        + " exactly 224, got 192",
                "{architecture: deeplabv3plus-resnet18, batchSize: 1} | r.yaml: deeplabv3plus-resnet18 cannot be"
                        + " trained on one image of 224x224 at a time",
                "{architecture: unet-resnet18, batchSize: 1, cropWidth: 32, cropHeight: 32} | r.yaml: unet-resnet18"
                        + " cannot be trained on one image of 32x32 at a time",
                "{architecture: vit_plain, encoderRate: 0.1} | r.yaml: vit_plain has no part that is called encoder",
                "{architecture: vit_plain, freezeEncoderEpochs: 1} | r.yaml: vit_plain has no part that is called"
                        + " encoder",
            })
    void whatTheNetworkCannotDoIsRefused(String yaml, String message) {
        Recipe recipe = Recipe.parse(yaml, "r.yaml", List.of());
        Exception refused = assertThrows(IllegalArgumentException.class, () -> recipe.requireTrainable("r.yaml"));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
    }

    @Test
    void oneImageIsEnoughWhereItHasManyPixels() {
        for (String yaml : List.of("batchSize: 1", "{architecture: deeplabv3plus-resnet18, batchSize: 2}")) {
            Recipe recipe = Recipe.parse(yaml, "r.yaml", List.of());
            assertEquals(recipe, recipe.requireTrainable("r.yaml"));
        }
    }

    @Test
    void aPairWithoutAnEqualsSignIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Recipe.parse("", "r.yaml", List.of("epochs")));
    }
}
