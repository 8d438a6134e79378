package dev.maskwright.cli.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.SamplePictures;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.DataSources;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoFileTest {

    /**
     * Pictures of noise, whose masks have specks, holes and regions in holes, are segmented and then read by what the
     * trainer reads COCO with.
     */
    @Test
    void theTrainerReadsTheSameMasks(@TempDir Path folder) throws Exception {
        Path input = Files.createDirectories(folder.resolve("in"));
        Path output = folder.resolve("out");
        Random random = new Random(4);
        for (int i = 0; i < 5; i++) {
            MaskImages.writeJpeg(noise(random), input.resolve("%d.jpg".formatted(i)));
        }
        SamplePictures.text(input.resolve("bad.jpg"));
        Run run =
                Run.of("segment", input, "--output", output, "--model", TinyModel.file(), "--coco", "--min-share", "0");
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());

        JsonObject json = JsonParser.parseString(Files.readString(output.resolve("coco.json")))
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

        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(TinyModel.file())) {
            card = segmenter.card();
        }
        int read = 0;
        try (DataSource source = DataSources.open(output, DataSettings.defaults(), CacheOptions.none())) {
            for (Dataset split : List.of(source.train(), source.validation())) {
                for (int i = 0; i < split.size(); i++, read++) {
                    String name = split.describe(i).replaceFirst("(?s).*?(\\d\\.jpg).*", "$1");
                    assertArrayEquals(names(output, name, card), names(split.read(i), split), name);
                }
            }
        }
        assertEquals(5, read);
    }

    private static BufferedImage noise(Random random) {
        BufferedImage image =
                new BufferedImage(SamplePictures.WIDTH, SamplePictures.HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int box = 0; box < 60; box++) {
            int left = random.nextInt(image.getWidth());
            int top = random.nextInt(image.getHeight());
            int rgb = random.nextInt(1 << 24);
            for (int y = top; y < Math.min(image.getHeight(), top + 30); y++) {
                for (int x = left; x < Math.min(image.getWidth(), left + 30); x++) {
                    image.setRGB(x, y, rgb);
                }
            }
        }
        return image;
    }

    private static String[] names(Path output, String name, ModelCard card) throws Exception {
        byte[] png = Files.readAllBytes(output.resolve("masks").resolve(name + ".png"));
        LabelImage mask = ImageFiles.decodeLabels(png, name);
        String[] names = new String[mask.ids().length];
        Arrays.setAll(names, i -> card.classes().get(mask.ids()[i] & 0xff).name());
        return names;
    }

    private static String[] names(Sample sample, Dataset split) {
        String[] names = new String[sample.target().length];
        Arrays.setAll(names, i -> split.classes().name(sample.target()[i]));
        return names;
    }
}
