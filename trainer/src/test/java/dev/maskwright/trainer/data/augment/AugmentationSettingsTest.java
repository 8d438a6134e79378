package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How recipes name what happens to pictures. */
class AugmentationSettingsTest {

    @Test
    void theNotebooksHypothesisIsARecipe() {
        Recipe recipe = RecipeReader.parse("""
                augmentation:
                  crop: {kind: box, toBox: 0, enlarge: {min: 1, max: 1}, area: {min: 1, max: 1}, aspect: {min: 1, max: 1}}
                  flip: {horizontal: 0.5}
                  motion: {rotate: {probability: 0.5, degrees: 15}}
                  pixels: {color: {brightness: 0, contrast: 0, saturation: 0, hue: 0, grey: 0}}
                """, "r.yaml", List.of());
        assertEquals(
                Augmentation.none()
                        .withCrop(CropSettings.whole().withKind(CropKind.BOX))
                        .withFlip(new FlipSettings(0.5, 0))
                        .withMotion(MotionSettings.never().withRotate(new Rotate(0.5, 15))),
                recipe.augmentation());
    }

    @Test
    void everythingThatCameLaterIsOffUnlessAsked() {
        Augmentation defaults = RecipeReader.parse("", "r.yaml", List.of()).augmentation();
        assertEquals(CropKind.RANDOM, defaults.crop().kind());
        assertEquals(0, defaults.flip().vertical());
        defaults.motion().inOrder().forEach(motion -> assertEquals(0, motion.probability()));
        defaults.pixels().effects().forEach(effect -> assertEquals(0, effect.probability()));
        assertEquals(0, defaults.scene().copyPaste().probability());
        assertEquals(0, defaults.scene().materials().probability());
        assertEquals(0, defaults.scene().mosaic().probability());
    }

    @Test
    void allOfItComesBackFromJson() {
        Recipe recipe = RecipeReader.parse(
                "",
                "r.yaml",
                List.of(
                        "augmentation.crop.kind=whole",
                        "augmentation.pixels.cutOut.covered=keep",
                        "augmentation.pixels.cutOut.probability=0.3",
                        "augmentation.pixels.jpeg.quality.min=12",
                        "augmentation.motion.scale.factor={min: 0.5, max: 3}"));
        assertEquals(recipe, RecipeReader.fromJson(recipe.toJson(), "recipe.json"));
        assertEquals(12, recipe.augmentation().pixels().jpeg().quality().min());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "motion.rotate.probability=1.5 | rotate.probability is a probability and must be 0..1, got 1.5",
                "motion.rotate.degrees=200 | rotate.degrees must be 0.0..180.0, got 200.0",
                "motion.rotate=15 | 'augmentation.motion.rotate' is a group of settings [probability, degrees]",
                "motion.rotate.degree=5 | no setting is called"
                        + " 'augmentation.motion.rotate.degree'; did you mean"
                        + " 'augmentation.motion.rotate.degrees'?",
                "motion.scale.factor.min=0.01 | scale.factor.min must be 0.1..10.0, got 0.01",
                "motion.translate.x=1 | translate.x must be 0.0..0.9, got 1.0",
                "motion.perspective.strength=0.4 | perspective.strength must be 0.0..0.25, got 0.4",
                "flip.horizontal=2 | flip.horizontal is a probability and must be 0..1, got 2.0",
                "crop.toBox=1.5 | crop.toBox is a probability and must be 0..1, got 1.5",
                "crop.enlarge.min=0.5 | crop.enlarge must be at least 1 to keep the product",
                "flip.vertical=-1 | flip.vertical is a probability and must be 0..1, got -1.0",
                "pixels.blur.sigma.max=11 | blur.sigma.max must be 0.1..10.0, got 11.0",
                "pixels.noise.sigma.min=0 | a range needs 0 < min <= max, got 0.0 to 12.0",
                "pixels.jpeg.quality.max=101 | jpeg.quality.max must be 1.0..100.0, got 101.0",
                "pixels.cutOut.count=0 | cutOut.count must be 1.0..32.0, got 0.0",
                "pixels.cutOut.size.max=0.6 | cutOut.size.max must be 0.01..0.5, got 0.6",
                "scene.copyPaste.objects=33 | copyPaste.objects must be 1.0..32.0, got 33.0",
                "scene.copyPaste.area.max=1.5 | copyPaste.area.max must be 1.0E-4..1.0, got 1.5",
                "scene.copyPaste.scale.min=0.01 | copyPaste.scale.min must be 0.1..10.0, got 0.01",
                "scene.copyPaste.flip=2 | copyPaste.flip is a probability and must be 0..1, got 2.0",
                "scene.materials.share=-0.1 | materials.share is a probability and must be 0..1, got -0.1",
                "scene.materials.hue=0.6 | materials.hue must be 0.0..0.5, got 0.6",
                "scene.materials.tint=2 | materials.tint must be 0.0..1.0, got 2.0",
                "scene.materials.brightness=1 | materials.brightness must be 0.0..0.9, got 1.0",
                "scene.mosaic.spread=0.5 | mosaic.spread must be 0.0..0.4, got 0.5",
                "pixels.cutOut.covered=drop | \"drop\" is not one of [ignore, keep]",
                "crop.kind=centre | \"centre\" is not one of [random, whole, box]",
            })
    void settingsOutOfBoundsAreNamed(String setting, String message) {
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> RecipeReader.parse("", "r.yaml", List.of("augmentation." + setting)));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
    }
}
