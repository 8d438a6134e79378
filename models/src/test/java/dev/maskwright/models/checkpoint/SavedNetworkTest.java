package dev.maskwright.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SavedNetworkTest {

    private static final String RECIPE = """
            {"architecture": "segformer-mit_b0", "epochs": 3, "input": {"width": 96, "height": 64,
             "normalization": {"mean": [0.5, 0.25, 0.125], "std": [0.5, 1, 2]}}}
            """;

    /** As versions wrote it in which settings did not come in groups. */
    private static final String EARLIER_RECIPE = """
            {"architecture": "segformer-mit_b0", "width": 96, "height": 64, "epochs": 3,
             "normalization": {"mean": [0.5, 0.25, 0.125], "std": [0.5, 1, 2]}}
            """;

    private final Path folder;

    SavedNetworkTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everythingComesBack() throws IOException {
        SavedNetwork saved = saved();
        saved.writeRecipe();
        Network network = Architectures.build("segformer-mit_b0", 3, 2);
        Weights weights = Initializer.fromScratch(network, 7);
        saved.writeWeights(weights, Map.of("epoch", "2"));

        SavedNetwork opened = SavedNetwork.open(folder);
        assertEquals(saved, opened);
        assertEquals(96, opened.width());
        assertEquals(64, opened.height());
        assertEquals(List.of(0.5f, 0.25f, 0.125f), opened.mean());
        assertEquals(List.of(0.5f, 1f, 2f), opened.std());
        assertEquals(network.parameters(), opened.network().parameters());
        assertEquals(weights.asMap(), opened.weights().asMap());
        assertTrue(opened.version().matches("[0-9a-f]{12}"), opened.version());
    }

    @Test
    void metricsAreThoseOfTheEpochThatTheWeightsComeFrom() throws IOException {
        SavedNetwork saved = saved();
        saved.writeRecipe();
        Network network = saved.network();
        saved.writeWeights(Initializer.fromScratch(network, 7), Map.of("epoch", "2"));
        assertEquals("2", saved.metrics().get("epoch").getAsString(), "what stands with the weights");
        Files.writeString(folder.resolve("metrics.jsonl"), """
                {"epoch": 1, "meanIou": 0.1}
                {"epoch": 2, "meanIou": 0.2}
                {"epoch": 3, "meanIou": 0.15}
                """);
        assertEquals(0.2, saved.metrics().get("meanIou").getAsDouble());
    }

    @Test
    void folderWithoutWeightsSaysWhy() throws IOException {
        SavedNetwork saved = saved();
        saved.writeRecipe();
        Exception refused = assertThrows(IOException.class, saved::weights);
        assertEquals(
                folder + " has no weights.safetensors: no epoch of its training has finished; train longer",
                refused.getMessage());
    }

    @Test
    void recipeThatDoesNotTellTheNetworkIsNamed() throws IOException {
        Path file = folder.resolve("recipe.json");
        Files.writeString(
                file, "{\"recipe\": {\"architecture\": \"unet-resnet18\", \"width\": 64}, \"classes\": [\"a\"]}");
        Exception refused = assertThrows(IOException.class, () -> SavedNetwork.open(folder));
        assertEquals(
                file
                        + " cannot be read: the recipe has no 'input.height'; restore it as train"
                        + " wrote it, or train again",
                refused.getMessage());
    }

    @Test
    void recipesOfEarlierVersionsSayTheSame() {
        SavedNetwork earlier = new SavedNetwork(
                folder, JsonParser.parseString(EARLIER_RECIPE).getAsJsonObject(), saved().classes(), saved().data());
        assertEquals(96, earlier.width());
        assertEquals(64, earlier.height());
        assertEquals(saved().mean(), earlier.mean());
        assertEquals(saved().std(), earlier.std());
        assertEquals(saved().network().parameters(), earlier.network().parameters());
    }

    private SavedNetwork saved() {
        JsonObject data = new JsonObject();
        data.addProperty("trainRows", 12);
        return new SavedNetwork(
                folder, JsonParser.parseString(RECIPE).getAsJsonObject(), List.of("background", "lamp"), data);
    }
}
