package dev.maskwright.folder;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import java.io.IOException;
import java.util.Map;

/** {@code report.json}: the model and settings, and the result of each picture. */
final class JsonReport implements Report {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final OutputFolder folder;
    private final ResultFile file;
    private final JsonWriter json;
    private long failed;

    /** @param head what precedes the pictures */
    JsonReport(OutputFolder folder, JsonObject head) throws IOException {
        this.folder = folder;
        file = ResultFile.begin(folder.path().resolve("report.json"));
        json = new JsonWriter(file.writer());
        json.setIndent("  ");
        json.setHtmlSafe(false);
        json.beginObject();
        for (Map.Entry<String, JsonElement> entry : head.entrySet()) {
            json.name(entry.getKey());
            GSON.toJson(entry.getValue(), json);
        }
        json.name("pictures").beginArray();
    }

    @Override
    public void add(PictureResult result) throws IOException {
        json.beginObject();
        json.name("picture").value(result.picture().source());
        if (result instanceof Failed failure) {
            failed++;
            json.name("status").value("failed");
            json.name("reason").value(failure.reason());
        } else if (result instanceof Segmented segmented) {
            add(segmented);
        }
        json.endObject();
    }

    private void add(Segmented segmented) throws IOException {
        json.name("status").value("segmented");
        json.name("mask")
                .value(folder.path()
                        .relativize(folder.mask(segmented.picture()))
                        .toString()
                        .replace('\\', '/'));
        json.name("width").value(segmented.width());
        json.name("height").value(segmented.height());
        json.name("confidence").value(segmented.confidence());
        json.name("classes").beginArray();
        for (ClassArea area : segmented.classes()) {
            json.beginObject();
            json.name("id").value(area.label().id());
            json.name("name").value(area.label().name());
            json.name("pixels").value(area.pixels());
            json.name("share").value(Math.round(area.share() * 1e6) / 1e6);
            json.name("regions").value(area.regions());
            json.endObject();
        }
        json.endArray();
    }

    @Override
    public void finish() throws IOException {
        json.endArray();
        json.name("failed").value(failed);
        json.endObject();
        json.flush();
        file.writer().write("\n");
        file.takeName();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
