package dev.maskwright.cli.segment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.maskwright.cli.segment.PictureResult.Segmented;
import dev.maskwright.cli.source.Picture;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code coco.json}: the regions of all pictures as annotations of COCO. It is written from the files of the pictures, one after the other, so memory
 * does not grow with their number.
 */
public final class CocoFile {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final Path folder;
    private final ModelCard card;

    CocoFile(Path folder, ModelCard card) {
        this.folder = folder;
        this.card = card;
    }

    private Path file() {
        return folder.resolve("coco.json");
    }

    /** Removes what an earlier run has written, which holds no longer. */
    void remove() throws IOException {
        Files.deleteIfExists(file());
    }

    /** Writes the file; pictures that failed are left out. */
    void write(List<PictureResult> outcomes) throws IOException {
        List<Picture> pictures = outcomes.stream()
                .filter(Segmented.class::isInstance)
                .map(PictureResult::picture)
                .toList();
        WholeFile.write(file(), channel -> {
            Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            JsonWriter json = new JsonWriter(writer);
            json.beginObject();
            json.name("info").beginObject();
            json.name("description").value("segmented by " + card.name() + " " + card.version());
            json.endObject();
            json.name("categories").beginArray();
            for (ClassLabel label : card.classes()) {
                if (!label.isBackground()) {
                    json.beginObject();
                    json.name("id").value(label.id());
                    json.name("name").value(label.name());
                    json.endObject();
                }
            }
            json.endArray();
            json.name("images").beginArray();
            for (int i = 0; i < pictures.size(); i++) {
                writer.write("\n");
                PictureRegions regions = PictureRegions.read(pictures.get(i).regions(folder));
                json.beginObject();
                json.name("id").value(i + 1);
                json.name("file_name").value(name(pictures.get(i).file()));
                json.name("width").value(regions.width());
                json.name("height").value(regions.height());
                json.endObject();
            }
            json.endArray();
            json.name("annotations").beginArray();
            int annotations = 0;
            for (int i = 0; i < pictures.size(); i++) {
                for (JsonObject region :
                        PictureRegions.read(pictures.get(i).regions(folder)).regions()) {
                    writer.write("\n");
                    annotations++;
                    GSON.toJson(Annotations.cocoAnnotation(region, annotations, i + 1), json);
                }
            }
            json.endArray();
            json.endObject();
            writer.write("\n");
            writer.flush();
        });
    }

    /** The picture as seen from the folder of this file, so that both can be moved together; as it is where there is no such way. */
    private String name(Path picture) {
        Path absolute = picture.toAbsolutePath().normalize();
        Path from = folder.toAbsolutePath().normalize();
        boolean sameRoot = absolute.getRoot().equals(from.getRoot());
        return (sameRoot ? from.relativize(absolute) : absolute).toString().replace('\\', '/');
    }
}
