package dev.maskwright.trainer.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import dev.maskwright.trainer.recipe.OptimizerKind;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import dev.maskwright.trainer.recipe.ScheduleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotebookRecipesTest {

    private static final Path NOTEBOOK = Path.of("../recipes/notebook");
    private static final Path FIXED = NOTEBOOK.resolve("fixed");

    static List<NotebookCell> cells() {
        return NotebookCell.all();
    }

    private static Recipe read(Path folder, NotebookCell cell) throws IOException {
        Path file = folder.resolve(cell.name() + ".yaml");
        Recipe recipe = RecipeReader.parse(Files.readString(file), file.toString(), List.of());
        assertEquals(cell.architecture(), recipe.architecture());
        assertEquals(Target.MASK, recipe.data().target()); // the notebook's data has no other labels
        assertEquals(
                List.of(224, 224, 224, 224, 16),
                List.of(
                        recipe.input().width(),
                        recipe.input().height(),
                        recipe.batch().cropWidth(),
                        recipe.batch().cropHeight(),
                        recipe.batch().size()));
        return recipe.requireTrainable(file.toString());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void asMeantIsWhatTheNotebookDecided(NotebookCell cell) throws IOException {
        Recipe recipe = read(NOTEBOOK, cell);
        assertEquals(Outside.IGNORE, recipe.data().outside());
        assertEquals(OptimizerKind.ADAM, recipe.optimizer().kind());
        assertEquals(1e-3, recipe.optimizer().learningRate());
        assertEquals(3, recipe.epochs());
        assertEquals(ScheduleKind.CONSTANT, recipe.schedule().kind());
        assertEquals(
                List.of(0.0, 0.0, 0.0, 0.0),
                List.of(
                        recipe.optimizer().weightDecay(),
                        recipe.schedule().warmUpEpochs(),
                        recipe.optimizer().gradientNorm(),
                        recipe.optimizer().averageDecay()));
        assertEquals(1, recipe.loss().crossEntropy().factor());
        assertEquals(0, recipe.loss().dice());
        assertEquals(0, recipe.loss().crossEntropy().classBalance());

        Augmentation augmentation = recipe.augmentation();
        boolean crops = cell.hypothesis() != Hypothesis.BASELINE;
        assertEquals(crops ? CropKind.BOX : CropKind.WHOLE, augmentation.crop().kind());
        if (crops) {
            assertEquals(new Range(1, 1), augmentation.crop().enlarge());
        }
        assertTurnsOnlyInTheLastColumn(cell, augmentation);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void doneRightCountsTheBackgroundAndShowsWholePictures(NotebookCell cell) throws IOException {
        Recipe recipe = read(FIXED, cell);
        assertEquals(Outside.BOX, recipe.data().outside());
        assertTrue(recipe.loss().crossEntropy().classBalance() > 0
                && recipe.loss().dice() > 0
                && recipe.loss().crossEntropy().factor() > 0);
        Augmentation augmentation = recipe.augmentation();
        assertNotEquals(CropKind.BOX, augmentation.crop().kind());
        if (cell.hypothesis() != Hypothesis.BASELINE) {
            assertEquals(CropKind.RANDOM, augmentation.crop().kind());
            assertTrue(augmentation.crop().toBox() > 0 && augmentation.crop().toBox() < 1);
        } else {
            assertEquals(CropKind.WHOLE, augmentation.crop().kind());
        }
        assertTurnsOnlyInTheLastColumn(cell, augmentation);
    }

    private static void assertTurnsOnlyInTheLastColumn(NotebookCell cell, Augmentation augmentation) {
        boolean turns = cell.hypothesis() == Hypothesis.CROPPED_FLIP_ROTATE;
        assertEquals(turns ? 0.5 : 0, augmentation.flip().horizontal());
        assertEquals(turns ? 0.5 : 0, augmentation.motion().rotate().probability());
        assertEquals(15, augmentation.motion().rotate().degrees());
        assertEquals(0, augmentation.flip().vertical());
        assertEquals(ColorJitter.none(), augmentation.pixels().color());
    }

    @Test
    void everyCellHasItsRecipesAndNoRecipeIsLeftOver() throws IOException {
        Set<String> names =
                cells().stream().map(cell -> cell.name() + ".yaml").collect(Collectors.toCollection(TreeSet::new));
        assertEquals(10, names.size());
        for (Path folder : List.of(NOTEBOOK, FIXED)) {
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(
                        names,
                        files.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString())
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
    }

    @Test
    void cheapNetworksComeFirst() {
        List<String> systems = cells().stream()
                .sorted(NotebookCell.byCost())
                .map(NotebookCell::architecture)
                .distinct()
                .toList();
        assertEquals(List.of("vit_plain", "segformer-mit_b0", "unet-resnet18", "unet_plain"), systems);
    }
}
