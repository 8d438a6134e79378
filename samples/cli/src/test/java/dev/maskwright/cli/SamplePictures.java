package dev.maskwright.cli;

import dev.maskwright.sdk.image.MaskImages;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Picture files, good and bad. */
public final class SamplePictures {

    public static final int WIDTH = 96;
    public static final int HEIGHT = 72;

    private SamplePictures() {}

    public static Path good(Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, WIDTH, HEIGHT, Color.BLUE));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.dispose();
        Files.createDirectories(file.getParent());
        MaskImages.writeJpeg(image, file);
        return file;
    }

    public static Path truncated(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(good(file));
        return Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    public static Path text(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "this is no picture\n");
    }
}
