package dev.maskwright.folder;

import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureSource;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.MaskImages;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pictures, the shipped model, and what a source gives. */
public final class TestPictures {

    public static final Path HOME = Path.of(System.getProperty("maskwright.home", "../.."));
    public static final Path SAMPLES = HOME.resolve("samples/images");
    public static final int WIDTH = 96;
    public static final int HEIGHT = 72;

    private TestPictures() {}

    public static Segmenter segmenter() {
        return Segmenter.open(
                HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx"),
                Options.defaults().withThreads(1));
    }

    /** A small JPEG file; its folders are made. */
    public static Path jpeg(Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, WIDTH, HEIGHT, Color.BLUE));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.dispose();
        Files.createDirectories(file.getParent());
        MaskImages.writeJpeg(image, file);
        return file;
    }

    /** A file that is no picture; its folders are made. */
    public static Path text(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "this is no picture\n");
    }

    public static List<String> names(PictureSource source, LeftOut leftOut) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        try (PictureSource.Cursor cursor = source.open(leftOut)) {
            for (Optional<Picture> one = cursor.next(); one.isPresent(); one = cursor.next()) {
                names.add(one.get().name());
            }
        }
        return names;
    }
}
