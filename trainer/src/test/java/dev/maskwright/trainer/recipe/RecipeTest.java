package dev.maskwright.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.augment.Rotate;
import dev.maskwright.trainer.loss.LossSettings;
import dev.maskwright.trainer.loss.LovaszSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecipeTest {

    @Test
    void anEmptyFileIsTheDefaults() {
        assertEquals(Recipe.defaults(), RecipeReader.parse("# nothing yet\n", "empty.yaml", List.of()));
    }

    @Test
    void theFileOverridesDefaultsAndPairsOverrideTheFile() {
        String yaml = "epochs: 3\nloss:\n  dice: 0.25\naugmentation:\n  crop: {area: {min: 0.5}}\n";
        Recipe recipe = RecipeReader.parse(
                yaml, "r.yaml", List.of("epochs=5", "target=mask", "loss.crossEntropy.classBalance=0"));
        assertEquals(5, recipe.epochs());
        assertEquals(Target.MASK, recipe.data().target());
        assertEquals(0.25, recipe.loss().dice());
        assertEquals(0, recipe.loss().crossEntropy().classBalance());
        assertEquals(1, recipe.loss().crossEntropy().factor());
        assertEquals(0.5, recipe.augmentation().crop().area().min());
    }

    @Test
    void anEncoderThatWasTrainedBringsItsWeightsAndItsNormalization() {
        Recipe recipe = RecipeReader.parse("architecture: edgefpn-efficientnet_lite0", "r.yaml", List.of());
        assertEquals(EncoderWeights.IMAGENET, recipe.encoder().weights());
        assertEquals(List.of(0.5f, 0.5f, 0.5f), recipe.input().normalization().mean());
        assertEquals(recipe, RecipeReader.fromJson(recipe.toJson(), "recipe.json"));

        Recipe other = RecipeReader.parse(
                "{architecture: edgefpn-efficientnet_lite0, encoder: {weights: none}}",
                "r.yaml",
                List.of("input.normalization.mean=[0, 0, 0]"));
        assertEquals(EncoderWeights.NONE, other.encoder().weights());
        assertEquals(List.of(0f, 0f, 0f), other.input().normalization().mean());
        assertEquals(List.of(0.5f, 0.5f, 0.5f), other.input().normalization().std());

        Recipe notShipped = RecipeReader.parse("", "r.yaml", List.of("architecture=unet-efficientnet_lite1"));
        assertEquals(EncoderWeights.NONE, notShipped.encoder().weights());
        assertEquals(
                List.of(0.5f, 0.5f, 0.5f), notShipped.input().normalization().std());
    }

    @Test
    void whoBuildsARecipeInJavaGetsTheSameDefaults() {
        for (String architecture :
                List.of("edgefpn-efficientnet_lite0", "unet-efficientnet_lite1", "segformer-mit_b0")) {
            assertEquals(
                    RecipeReader.parse("architecture: " + architecture, "r.yaml", List.of()),
                    Recipe.defaults(architecture));
        }
    }

    @Test
    void aGroupChangesOneSettingAtATime() {
        Recipe defaults = Recipe.defaults();
        Recipe changed = defaults.withEpochs(7)
                .withOptimizer(defaults.optimizer().withLearningRate(0.5))
                .withBatch(defaults.batch().withCrop(96, 64))
                .withLoss(defaults.loss()
                        .withLovasz(LovaszSettings.off().withFactor(2).withFrom(0.8)))
                .withAugmentation(defaults.augmentation()
                        .withMotion(defaults.augmentation().motion().withRotate(new Rotate(0.5, 20))));
        assertEquals(RecipeReader.parse("""
                        epochs: 7
                        optimizer: {learningRate: 0.5}
                        batch: {cropWidth: 96, cropHeight: 64}
                        loss: {lovasz: {factor: 2, from: 0.8}}
                        augmentation: {motion: {rotate: {probability: 0.5, degrees: 20}}}
                        """, "r.yaml", List.of()), changed);
    }

    @Test
    void weightsThatDoNotExistAreRefused() {
        Recipe recipe =
                RecipeReader.parse("", "r.yaml", List.of("architecture=unet-resnet18", "encoder.weights=imagenet"));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> recipe.requireTrainable("r.yaml"));
        assertEquals(
                "r.yaml: there are no ImageNet weights for unet-resnet18; set encoder.weights to"
                        + " none, or give a file to start from",
                refused.getMessage());
    }

    @Test
    void splitsAreListsOfNames() {
        Recipe recipe =
                RecipeReader.parse("data: {train: [a.json, b.json]}", "r.yaml", List.of("data.validation=[c.json]"));
        assertEquals(List.of("a.json", "b.json"), recipe.data().train());
        assertEquals(List.of("c.json"), recipe.data().validation());
    }

    @Test
    void whatIsLearnedMayStandWhereItStoodBeforeItJoinedTheData() {
        Recipe now = RecipeReader.parse("data: {target: mask, outside: box, repeat: 2}", "r.yaml", List.of());
        assertEquals(Target.MASK, now.data().target());
        assertEquals(Outside.BOX, now.data().outside());
        assertEquals(now, RecipeReader.parse("{target: mask, outside: box, data: {repeat: 2}}", "r.yaml", List.of()));
        assertEquals(
                now,
                RecipeReader.parse("data: {repeat: 2, outside: box}", "r.yaml", List.of("target=mask", "outside=box")));
    }

    @Test
    void jsonBringsItBackWhole() {
        Recipe recipe = RecipeReader.parse("seed: 7", "r.yaml", List.of("architecture=segformer-mit_b0"));
        assertEquals(recipe, RecipeReader.fromJson(recipe.toJson(), "recipe.json"));
    }

    @Test
    void aRecipeWrittenBeforeASettingCameHasItsDefault() {
        JsonObject json = RecipeReader.parse("epochs: 3", "r.yaml", List.of()).toJson();
        json.remove("optimizer");
        Recipe recipe = RecipeReader.fromJson(json, "recipe.json");
        assertEquals(OptimizerKind.ADAMW, recipe.optimizer().kind());
        assertEquals(3, recipe.epochs());
    }

    @Test
    void aLossIsAnySumOfItsKinds() {
        Recipe recipe = RecipeReader.parse(
                "loss: {crossEntropy: {factor: 0}, lovasz: {factor: 0.5}, focal: {factor: 1, gamma: 1.5}}",
                "r.yaml",
                List.of("loss.dice=0", "loss.crossEntropy.weights=[0.5, 2]"));
        assertEquals(0.5, recipe.loss().lovasz().factor());
        assertEquals(1.5, recipe.loss().focal().gamma());
        assertEquals(List.of(0.5, 2.0), recipe.loss().crossEntropy().weights());
        assertEquals(recipe, RecipeReader.fromJson(recipe.toJson(), "recipe.json"));
    }

    @Test
    void aRecipeWrittenBeforeTheLossHadMoreKindsMeansTheSame() {
        JsonObject json = Recipe.defaults().toJson();
        json.add("loss", JsonParser.parseString("{\"crossEntropy\": 1, \"dice\": 1, \"classBalance\": 0.5}"));
        assertEquals(
                LossSettings.defaults(),
                RecipeReader.fromJson(json, "recipe.json").loss());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epoch: 3 | r.yaml: no setting is called 'epoch'; did you mean 'epochs'?",
                "loss: {dise: 1} | r.yaml: no setting is called 'loss.dise'; did you mean 'loss.dice'?",
                "loss: 3 | r.yaml: 'loss' is a group of settings [crossEntropy, dice, jaccard, focal",
                "epochs: {a: 1} | r.yaml: 'epochs' is a whole number, got",
                "epochs: 0 | r.yaml: epochs must be at least 1",
                "target: mas | r.yaml: \"mas\" is not one of [mask, labels]",
                "data: {format: xml} | r.yaml: \"xml\" is not one of [auto, parquet, folder, coco, csv]",
                "data: {validationShare: 1} | r.yaml: data.validationShare must be above 0 and below 1, got 1.0",
                "data: {repeat: 0} | r.yaml: data.repeat must be at least 1, got 0",
                "data: {ignoreId: 70000} | r.yaml: data.ignoreId must be a value of masks,"
                        + " 0..65535, or -1 for none, got 70000",
                "data: {ids: 3} | r.yaml: 'data.ids' is a group of your own keys, such as {a: b}, got 3",
                "data: {columns: {imag: a}} | r.yaml: no setting is called 'data.columns.imag';"
                        + " did you mean 'data.columns.image'?",
                "data: {validation: [val]} | r.yaml: data.validation without data.train",
                "loss: {crossEntropy: {labelSmoothing: 1}} | r.yaml: loss: label smoothing must"
                        + " be at least 0 and below 1, got 1.0",
                "loss: {crossEntropy: {factor: 0}, dice: 0} | r.yaml: a loss needs factors of at least 0, not all 0",
                "distillation: {weight: 0} | r.yaml: distillation.weight must be above 0, got"
                        + " 0.0; without a teacher it has no effect",
                "distillation: {temperature: 0} | r.yaml: distillation: the temperature must be above 0, got 0.0",
                "distillation: {confidence: 2} | r.yaml: distillation: the confidence must be in 0..1, got 2.0",
                "distillation: {from: 1} | r.yaml: distillation.from must be at least 0 and below 1, got 1.0",
                "distillation: {unlabelledShare: 1} | r.yaml: distillation.unlabelledShare must"
                        + " be above 0 and below 1, got 1.0",
                "optimizer: {learningRate: 0} | r.yaml: optimizer.learningRate must be at least 4.9E-324",
                "schedule: {warmUpEpochs: 41} | r.yaml: schedule.warmUpEpochs must be at least"
                        + " 0.0 and at most 40.0, got 41.0",
                "loss: {stride: 225} | r.yaml: loss.stride must be at least 1.0 and at most 224.0, got 225.0",
                "loss: {focal: {alpha: 2}} | r.yaml: loss.focal.alpha must be in 0..1, got 2.0",
                "validation: {keepBest: -1} | r.yaml: validation.keepBest must be at least 0",
                "- 1 | r.yaml: a recipe must be a mapping of keys to values",
            })
    void mistakesAreNamedWithTheirPlace(String yaml, String message) {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> RecipeReader.parse(yaml, "r.yaml", List.of()));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input: {width: 100} | r.yaml: unet-resnet18 takes widths and heights that are"
                        + " multiples of 32, got 100",
                "{architecture: vit_plain, batch: {cropWidth: 192}} | r.yaml: vit_plain takes"
                        + " widths and heights that are exactly 224, got 192",
                "{architecture: deeplabv3plus-resnet18, batch: {size: 1}} | r.yaml: deeplabv3plus-resnet18 cannot be"
                        + " trained on one image of 224x224 at a time",
                "{architecture: unet-resnet18, batch: {size: 1, cropWidth: 32, cropHeight: 32}} | r.yaml: unet-resnet18"
                        + " cannot be trained on one image of 32x32 at a time",
                "{architecture: vit_plain, encoder: {rate: 0.1}} | r.yaml: vit_plain has no part called encoder",
                "{architecture: vit_plain, encoder: {freezeEpochs: 1}} | r.yaml: vit_plain has no part called encoder",
            })
    void whatTheNetworkCannotDoIsRefused(String yaml, String message) {
        Recipe recipe = RecipeReader.parse(yaml, "r.yaml", List.of());
        Exception refused = assertThrows(IllegalArgumentException.class, () -> recipe.requireTrainable("r.yaml"));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
    }

    @Test
    void oneImageIsEnoughWhereItHasManyPixels() {
        for (String yaml : List.of("batch: {size: 1}", "{architecture: deeplabv3plus-resnet18, batch: {size: 2}}")) {
            Recipe recipe = RecipeReader.parse(yaml, "r.yaml", List.of());
            assertEquals(recipe, recipe.requireTrainable("r.yaml"));
        }
    }

    @Test
    void aPairWithoutAnEqualsSignIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RecipeReader.parse("", "r.yaml", List.of("epochs")));
    }
}
