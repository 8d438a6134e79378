package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.fit.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How recipes name what happens to pictures. */
class AugmentationSettingsTest {

    @Test
    void theNotebooksHypothesisIsARecipe() {
        Recipe recipe = Recipe.parse("""
                augmentation:
                  crop: box
                  enlarge: {min: 1, max: 1}
                  flip: 0.5
                  rotate: {probability: 0.5, degrees: 15}
                  cropToBox: 0
                  area: {min: 1, max: 1}
                  aspect: {min: 1, max: 1}
                  color: {brightness: 0, contrast: 0, saturation: 0, hue: 0, grey: 0}
                """, "r.yaml", List.of());
        assertEquals(
                Augmentation.none().withCrop(CropKind.BOX).withFlip(0.5, 0).withRotate(new Rotate(0.5, 15)),
                recipe.augmentation());
    }

    @Test
    void everythingThatCameLaterIsOffUnlessAsked() {
        Augmentation defaults = Recipe.parse("", "r.yaml", List.of()).augmentation();
        assertEquals(CropKind.RANDOM, defaults.crop());
        assertEquals(0, defaults.flipVertical());
        for (Motion motion :
                List.of(defaults.rotate(), defaults.scale(), defaults.translate(), defaults.perspective())) {
            assertEquals(0, motion.probability());
        }
        for (Effect effect : List.of(defaults.blur(), defaults.noise(), defaults.jpeg(), defaults.cutOut())) {
            assertEquals(0, effect.probability());
        }
        assertEquals(0, defaults.copyPaste().probability());
        assertEquals(0, defaults.materials().probability());
        assertEquals(0, defaults.mosaic().probability());
    }

    @Test
    void allOfItComesBackFromJson() {
        Recipe recipe = Recipe.parse(
                "",
                "r.yaml",
                List.of(
                        "augmentation.crop=whole",
                        "augmentation.cutOut.covered=keep",
                        "augmentation.cutOut.probability=0.3",
                        "augmentation.jpeg.quality.min=12",
                        "augmentation.scale.factor={min: 0.5, max: 3}"));
        assertEquals(recipe, Recipe.fromJson(recipe.toJson(), "recipe.json"));
        assertEquals(12, recipe.augmentation().jpeg().quality().min());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rotate.probability=1.5 | rotate.probability is a probability and must be 0..1, got 1.5",
                "rotate.degrees=200 | rotate.degrees must be 0.0..180.0, got 200.0",
                "rotate=15 | 'augmentation.rotate' is a group of settings [probability, degrees]",
                "rotate.degree=5 | no setting is called 'augmentation.rotate.degree'; did you mean 'augmentation.rotate.degrees'?",
                "scale.factor.min=0.01 | scale.factor.min must be 0.1..10.0, got 0.01",
                "translate.x=1 | translate.x must be 0.0..0.9, got 1.0",
                "perspective.strength=0.4 | perspective.strength must be 0.0..0.25, got 0.4",
                "flipVertical=-1 | flipVertical is a probability and must be 0..1, got -1.0",
                "blur.sigma.max=11 | blur.sigma.max must be 0.1..10.0, got 11.0",
                "noise.sigma.min=0 | a range needs 0 < min <= max, got 0.0 to 12.0",
                "jpeg.quality.max=101 | jpeg.quality.max must be 1.0..100.0, got 101.0",
                "cutOut.count=0 | cutOut.count must be 1.0..32.0, got 0.0",
                "cutOut.size.max=0.6 | cutOut.size.max must be 0.01..0.5, got 0.6",
                "copyPaste.objects=33 | copyPaste.objects must be 1.0..32.0, got 33.0",
                "copyPaste.area.max=1.5 | copyPaste.area.max must be 1.0E-4..1.0, got 1.5",
                "copyPaste.scale.min=0.01 | copyPaste.scale.min must be 0.1..10.0, got 0.01",
                "copyPaste.flip=2 | copyPaste.flip is a probability and must be 0..1, got 2.0",
                "materials.share=-0.1 | materials.share is a probability and must be 0..1, got -0.1",
                "materials.hue=0.6 | materials.hue must be 0.0..0.5, got 0.6",
                "materials.tint=2 | materials.tint must be 0.0..1.0, got 2.0",
                "materials.brightness=1 | materials.brightness must be 0.0..0.9, got 1.0",
                "mosaic.spread=0.5 | mosaic.spread must be 0.0..0.4, got 0.5",
                "cutOut.covered=drop | \"drop\" is none of [ignore, keep]",
                "crop=centre | \"centre\" is none of [random, whole, box]",
            })
    void settingsOutOfBoundsAreNamed(String setting, String message) {
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> Recipe.parse("", "r.yaml", List.of("augmentation." + setting)));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
    }
}
