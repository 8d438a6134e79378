package dev.maskwright.cli.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.SamplePictures;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.option.RegionSettings;
import dev.maskwright.cli.segment.PictureResult.Failed;
import dev.maskwright.cli.segment.PictureResult.Segmented;
import dev.maskwright.cli.source.Picture;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.DataSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoFileTest {

    private static final int WIDTH = SamplePictures.WIDTH;
    private static final int HEIGHT = SamplePictures.HEIGHT;

    private final Path folder;

    CocoFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Masks with specks, holes and regions in holes are written and then read by what the trainer reads COCO with. */
    @Test
    void theTrainerReadsTheSameMasks() throws Exception {
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(TinyModel.file())) {
            card = segmenter.card();
        }
        Random random = new Random(4);
        Map<String, Mask> masks = new HashMap<>();
        List<PictureResult> outcomes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Mask mask = mask(card.classes(), random);
            Path file = folder.resolve("in/%d.jpg".formatted(i));
            Files.createDirectories(file.getParent());
            MaskImages.writeJpeg(MaskImages.colours(mask), file);
            Picture picture = new Picture(file, Path.of("p" + i));
            masks.put(picture.file().getFileName().toString(), mask);
            outcomes.add(written(picture, mask));
        }
        outcomes.add(2, new Failed(new Picture(folder.resolve("in/bad.jpg"), Path.of("bad")), "bad"));
        new CocoFile(output(), card).write(outcomes);

        JsonObject json = JsonParser.parseString(Files.readString(output().resolve("coco.json")))
                .getAsJsonObject();
        assertEquals(5, json.getAsJsonArray("images").size());
        List<JsonObject> annotations = json.getAsJsonArray("annotations").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
        assertTrue(annotations.stream().anyMatch(one -> one.get("segmentation").isJsonArray()));
        assertTrue(annotations.stream().anyMatch(one -> one.get("segmentation").isJsonObject()), "some have holes");
        assertEquals(
                annotations.size(),
                annotations.stream().map(one -> one.get("id")).distinct().count());

        int read = 0;
        try (DataSource source = DataSources.open(output(), DataSettings.defaults(), CacheOptions.none())) {
            for (Dataset split : List.of(source.train(), source.validation())) {
                for (int i = 0; i < split.size(); i++, read++) {
                    Sample sample = split.read(i);
                    String name = split.describe(i);
                    Mask mask = masks.entrySet().stream()
                            .filter(entry -> name.contains(entry.getKey()))
                            .findFirst()
                            .orElseThrow()
                            .getValue();
                    assertArrayEquals(names(mask, card), names(sample, split), name);
                }
            }
        }
        assertEquals(5, read);
    }

    private static String[] names(Mask mask, ModelCard card) {
        String[] names = new String[WIDTH * HEIGHT];
        Arrays.setAll(names, i -> card.classes().get(mask.classIds()[i]).name());
        return names;
    }

    private static String[] names(Sample sample, Dataset split) {
        String[] names = new String[WIDTH * HEIGHT];
        Arrays.setAll(names, i -> split.classes().name(sample.target()[i]));
        return names;
    }

    private PictureResult written(Picture picture, Mask mask) throws Exception {
        RegionSettings settings = new RegionSettings(Edges.NEAREST, 0, 0, 0);
        Files.createDirectories(picture.regions(output()).getParent());
        PictureRegions.of(mask, 1, settings.of(mask), true, 0).write(picture.regions(output()));
        return new Segmented(picture, WIDTH, HEIGHT, List.of(), List.of(), OptionalDouble.empty(), 1);
    }

    private Path output() {
        return folder.resolve("out");
    }

    /** Boxes in boxes, and specks. */
    private static Mask mask(List<ClassLabel> classes, Random random) {
        byte[] ids = new byte[WIDTH * HEIGHT];
        Arrays.fill(ids, (byte) background(classes));
        for (int box = 0; box < 12; box++) {
            int left = random.nextInt(WIDTH);
            int top = random.nextInt(HEIGHT);
            int right = Math.min(WIDTH, left + 1 + random.nextInt(40));
            int bottom = Math.min(HEIGHT, top + 1 + random.nextInt(40));
            byte id = (byte) random.nextInt(classes.size());
            for (int y = top; y < bottom; y++) {
                Arrays.fill(ids, y * WIDTH + left, y * WIDTH + right, id);
            }
        }
        for (int i = 0; i < 60; i++) {
            ids[random.nextInt(ids.length)] = (byte) random.nextInt(classes.size());
        }
        return Mask.of(WIDTH, HEIGHT, ids, new byte[ids.length], classes);
    }

    private static int background(List<ClassLabel> classes) {
        return classes.stream()
                .filter(ClassLabel::isBackground)
                .findFirst()
                .orElseThrow()
                .id();
    }
}
