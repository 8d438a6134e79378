package dev.maskwright.folder;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.sdk.annotation.CocoCategories;
import dev.maskwright.sdk.model.ModelCard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code coco.json}: the regions of all pictures as annotations of COCO. Annotations are read from the files of the
 * pictures; the list of images, which comes at the end, is collected in a separate file, so memory does not grow with
 * their number.
 */
final class CocoReport implements Report {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final OutputFolder folder;
    private final CocoCategories categories;
    private final PartFile imagesFile; // read back for the end, and never given its name
    private final Writer images;
    private final ResultFile file;
    private final JsonWriter json;
    private int imageCount;
    private int annotationCount;

    CocoReport(OutputFolder folder, ModelCard card) throws IOException {
        this.folder = folder;
        categories = CocoCategories.of(card.classes());
        file = ResultFile.begin(file(folder));
        imagesFile = PartFile.of(folder.path().resolve("coco.images"));
        images = Files.newBufferedWriter(imagesFile.path(), StandardCharsets.UTF_8);
        json = new JsonWriter(file.writer());
        json.setHtmlSafe(false);
        json.beginObject();
        json.name("info").beginObject();
        json.name("description").value("segmented by " + card.name() + " " + card.version());
        json.endObject();
        json.name("categories");
        GSON.toJson(categories.json(), json);
        json.name("annotations").beginArray();
    }

    static Path file(OutputFolder folder) {
        return folder.path().resolve("coco.json");
    }

    @Override
    public void add(PictureResult result) throws IOException {
        if (!(result instanceof Segmented)) {
            return;
        }
        PictureRegions regions = PictureRegions.read(folder.regions(result.picture()));
        imageCount++;
        JsonObject image = new JsonObject();
        image.addProperty("id", imageCount);
        image.addProperty("file_name", name(result.picture()));
        image.addProperty("width", regions.width());
        image.addProperty("height", regions.height());
        images.write(GSON.toJson(image) + "\n");
        for (JsonObject region : regions.regions()) {
            file.writer().write("\n");
            annotationCount++;
            GSON.toJson(Annotations.cocoAnnotation(region, annotationCount, imageCount, categories), json);
        }
    }

    /**
     * The path of the picture relative to the folder of this file, so that both can be moved together; unchanged if
     * that is not possible.
     */
    private String name(Picture picture) {
        if (!(picture instanceof PictureFile pictureFile)) {
            return picture.name();
        }
        Path absolute = pictureFile.file().toAbsolutePath().normalize();
        Path from = folder.path().toAbsolutePath().normalize();
        boolean hasSameRoot = absolute.getRoot().equals(from.getRoot());
        return (hasSameRoot ? from.relativize(absolute) : absolute).toString().replace('\\', '/');
    }

    @Override
    public void finish() throws IOException {
        json.endArray();
        json.name("images").beginArray();
        images.close();
        try (BufferedReader lines = Files.newBufferedReader(imagesFile.path(), StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.writer().write("\n");
                json.jsonValue(line);
            }
        }
        json.endArray();
        json.endObject();
        json.flush();
        file.writer().write("\n");
        file.takeName();
        imagesFile.close();
    }

    @Override
    public void close() throws IOException {
        images.close();
        imagesFile.close();
        file.close();
    }
}
