package dev.maskwright.exporter;

import com.google.gson.JsonObject;
import dev.maskwright.models.checkpoint.SavedNetwork;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.Normalization;
import java.io.IOException;
import java.util.List;

/**
 * What the card of a model says besides what its network and the {@link ExportOptions} determine.
 *
 * @param name what the model is called
 * @param version what distinguishes this state of it from others
 * @param classes names by id, one for each class of the network
 * @param width of its pictures; frames are scaled to it unless the options fix a size
 * @param height likewise
 * @param normalization that it was trained with
 * @param provenance where it comes from, as far as is known
 */
public record Description(
        String name,
        String version,
        List<ClassLabel> classes,
        int width,
        int height,
        Normalization normalization,
        JsonObject provenance) {

    public Description {
        classes = List.copyOf(classes);
        provenance = provenance.deepCopy();
    }

    /**
     * The description in a checkpoint: the network is named after its architecture, and its provenance is what it was
     * trained on, with which recipe, and what was measured in the epoch whose weights are exported.
     *
     * @param producer name and version of the exporting program
     */
    public static Description of(SavedNetwork saved, String producer) throws IOException {
        JsonObject provenance = new JsonObject();
        provenance.addProperty("producer", producer);
        provenance.add("data", saved.data().deepCopy());
        provenance.add("recipe", saved.recipe().deepCopy());
        provenance.add("metrics", saved.metrics());
        return new Description(
                saved.network().architecture(),
                saved.version(),
                ClassLabel.of(saved.classes()),
                saved.width(),
                saved.height(),
                new Normalization(saved.mean(), saved.std()),
                provenance);
    }

    public Description withName(String newName) {
        return new Description(newName, version, classes, width, height, normalization, provenance);
    }

    /** Adds licences of the parts of the model: a text for each of {@code weights} and {@code data}, if known. */
    public Description withLicenses(JsonObject licenses) {
        JsonObject more = provenance();
        more.add("licenses", licenses.deepCopy());
        return new Description(name, version, classes, width, height, normalization, more);
    }

    /** A copy. */
    @Override
    public JsonObject provenance() {
        return provenance.deepCopy();
    }
}
