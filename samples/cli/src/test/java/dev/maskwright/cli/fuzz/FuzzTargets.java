package dev.maskwright.cli.fuzz;

import dev.maskwright.folder.RegionFiles;
import dev.maskwright.inventory.MarkedItems;
import dev.maskwright.models.weights.WeightFile;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageLimits;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;
import dev.maskwright.sdk.image.LargeImage;
import dev.maskwright.sdk.image.MjpegStream;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The readers of the project. */
final class FuzzTargets {

    /** Those without native code, where a fault is an exception. */
    static final List<String> JAVA = List.of(
            "jpeg",
            "png",
            "webp",
            "tiff",
            "bmp",
            "gif",
            "pnm",
            "mjpeg",
            "safetensors",
            "torch",
            "card",
            "recipe",
            "coco",
            "items",
            "regions");

    /** Those whose faults can end the process. */
    static final List<String> NATIVE = List.of("csv", "parquet", "onnx");

    /** So that the watchdog tells memory that a claim takes from memory that a picture takes. */
    private static final ImageLimits LIMITS = ImageLimits.defaults().withPixels(1 << 18);

    private FuzzTargets() {}

    static FuzzTarget named(String name) {
        return switch (name) {
            case "jpeg" -> picture(name, "baseline", "progressive", "grey", "cmyk", "restart");
            case "png" -> picture(name, "rgb", "grey16", "palette", "bits", "alpha");
            case "webp" -> picture(name, "lossless", "lossy", "alpha", "palette", "animated");
            case "tiff" ->
                picture(name, "plain16", "tiff_lzw", "tiff_deflate", "packbits", "jpeg", "fax", "cmyk", "palette");
            case "bmp" -> picture(name, "rgb", "palette", "bits", "runs");
            case "gif" -> picture(name, "plain", "animated");
            case "pnm" -> picture(name, "pixmap", "greymap16", "bitmap", "digits");
            case "mjpeg" ->
                new FuzzTarget(
                        name,
                        List.of(seed("jpeg/baseline"), seed("jpeg/grey")),
                        false,
                        List.of(ImageReadException.class),
                        (file, folder) -> stream(file));
            case "safetensors" -> weights(name, "plain");
            case "torch" -> weights(name, "torch", "nested");
            case "card" ->
                text(name, List.of(ModelFormatException.class), (file, folder) -> card(file), "logits", "golden");
            case "recipe" ->
                text(name, List.of(IllegalArgumentException.class), (file, folder) -> recipe(file), "plain", "anchors");
            case "coco" -> data(name, "annotations/val.json", "plain");
            case "items" ->
                text(
                        name,
                        List.of(IOException.class),
                        (file, folder) ->
                                MarkedItems.read(Files.write(folder.resolve("items.json"), file), Optional.empty()),
                        "plain");
            case "regions" ->
                text(
                        name,
                        List.of(IOException.class),
                        (file, folder) -> RegionFiles.read(Files.write(folder.resolve("regions.json"), file)),
                        "plain",
                        "outlined");
            case "csv" -> data(name, "val.csv", "plain", "tabs");
            case "parquet" -> data(name, "val-00000-of-00001.parquet", "plain", "packed");
            case "onnx" -> model();
            default -> throw new IllegalArgumentException("no reader is called " + name);
        };
    }

    private static FuzzTarget picture(String format, String... seeds) {
        return new FuzzTarget(
                format, seeds(format, seeds), false, List.of(ImageReadException.class), (file, folder) -> {
                    try {
                        ImageSize size = ImageFiles.size(file, "picture");
                        if (size.width() * (long) size.height() < LIMITS.pixels()) {
                            ImageFiles.decodeLabels(file, "picture");
                        }
                    } catch (ImageReadException e) {
                        // it may still be a picture
                    }
                    ImageFiles.orientation(file);
                    if (file.length % 8 == 0) {
                        large(file, folder);
                    }
                    check(ImageFiles.decode(file, "picture", LIMITS));
                });
    }

    private static void check(Frame frame) {
        if (frame.rgb().length != 3 * frame.width() * frame.height()) {
            throw new IllegalStateException("a frame of another size than it says");
        }
    }

    private static void large(byte[] file, Path folder) throws IOException {
        try {
            LargeImage image = LargeImage.open(Files.write(folder.resolve("picture"), file));
            if (image.width() * (long) image.height() < LIMITS.pixels()) {
                image.read(0, 0, image.width(), image.height(), new byte[3 * image.width() * image.height()]);
                image.preview(4);
            }
        } catch (ImageReadException e) {
            // as for a file in memory
        }
    }

    private static void stream(byte[] file) throws IOException {
        byte[] twice = Arrays.copyOf(file, 2 * file.length);
        System.arraycopy(file, 0, twice, file.length, file.length);
        try (MjpegStream stream = new MjpegStream(new ByteArrayInputStream(twice))) {
            Optional<Frame> frame = stream.next();
            while (frame.isPresent()) {
                check(frame.get());
                frame = stream.next();
            }
        }
    }

    private static FuzzTarget weights(String name, String... seeds) {
        return new FuzzTarget(
                name, seeds(name, seeds), false, List.of(IOException.class), (file, folder) -> WeightFile.parse(
                                ByteBuffer.wrap(file), "weights")
                        .keys());
    }

    private static FuzzTarget text(
            String name, List<Class<? extends Exception>> refusals, FuzzTarget.Reader reader, String... seeds) {
        return new FuzzTarget(name, seeds(name, seeds), true, refusals, reader);
    }

    private static void card(byte[] file) {
        ModelCard card = ModelCard.parse(new String(file, StandardCharsets.UTF_8), "model");
        if (!ModelCard.parse(card.toJson(), "model").equals(card)
                && card.golden().isEmpty()) {
            throw new IllegalStateException("a card that reads otherwise once it was written");
        }
    }

    private static void recipe(byte[] file) {
        RecipeReader.parse(new String(file, StandardCharsets.UTF_8), "recipe.yaml", List.of());
    }

    private static FuzzTarget data(String name, String file, String... seeds) {
        return new FuzzTarget(
                name,
                seeds(name, seeds),
                !name.equals("parquet"),
                List.of(BadDatasetException.class),
                (bytes, folder) -> rows(bytes, folder, folder.resolve(file)));
    }

    private static void rows(byte[] file, Path folder, Path place) throws IOException, BadDatasetException {
        prepare(folder);
        Files.createDirectories(folder.resolve("annotations"));
        Files.write(place, file);
        try (DataSource source = DataSources.open(folder, DataSettings.defaults(), CacheOptions.none())) {
            read(source.validation());
            if (source.findTrain().isPresent()) {
                read(source.train());
            }
        }
    }

    private static void read(Dataset rows) {
        for (int row = 0; row < Math.min(rows.rawSize(), 20); row++) {
            rows.raw(row);
            try {
                if (row < rows.size()) {
                    rows.read(row);
                }
            } catch (BadSampleException e) {
                // one row
            }
        }
    }

    private static void prepare(Path folder) throws IOException {
        if (Files.exists(folder.resolve("classes.json"))) {
            return;
        }
        for (String picture : new String[] {"a.png", "b.png", "a-mask.png", "b-mask.png"}) {
            byte[] file = seed(picture.contains("mask") ? "png/bits" : "png/palette");
            Files.write(folder.resolve(picture), file);
            Files.write(Files.createDirectories(folder.resolve("images")).resolve(picture), file);
        }
        Files.writeString(folder.resolve("classes.json"), "{\"1\": \"bed\"}");
    }

    private static FuzzTarget model() {
        return new FuzzTarget(
                "onnx",
                seeds("onnx", "pixels", "pixels-logits", "logits", "tensor"),
                true,
                List.of(ModelFormatException.class, SegmentationException.class),
                (file, folder) -> {
                    Path model = Files.write(folder.resolve("model.onnx"), file);
                    try (Segmenter segmenter =
                            Segmenter.open(model, Options.defaults().withThreads(1))) {
                        segmenter.segment(Frame.rgb(new byte[3 * 4 * 4], 4, 4)).atFrameSize();
                    }
                });
    }

    private static List<byte[]> seeds(String folder, String... names) {
        return Arrays.stream(names).map(name -> seed(folder + "/" + name)).toList();
    }

    private static byte[] seed(String name) {
        try (InputStream stream = FuzzTargets.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("there is no seed " + name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
