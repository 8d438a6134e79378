package dev.maskwright.inventory;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageFrames;
import dev.maskwright.sdk.image.MaskImages;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Pictures of a made-up room: a papered wall with mouldings, a floor, and things cut out of the sample pictures by
 * their masks, where a test puts them. The same seed gives the same room.
 */
final class RenderedRoom {

    static final Path HOME = Path.of(System.getProperty("maskwright.home", "../.."));
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    private static final int MARGIN = 80; // that a moved camera looks into

    /** A thing that is put somewhere: its middle and its height as shares of the picture. */
    record Placed(String thing, double x, double y, double height) {

        Placed at(double newX, double newY) {
            return new Placed(thing, newX, newY, height);
        }

        Placed sized(double factor) {
            return new Placed(thing, x, y, height * factor);
        }
    }

    private final long seed;
    private final Map<String, BufferedImage> cutouts = new HashMap<>();

    RenderedRoom(long seed) {
        this.seed = seed;
    }

    static Path model() {
        return HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
    }

    static Segmenter segmenter() {
        return Segmenter.open(model(), Options.defaults().withThreads(1));
    }

    /** Cuts out the largest region of a picture. */
    RenderedRoom cut(Segmenter segmenter, String thing, String picture, String label) throws IOException {
        Frame frame = ImageFiles.read(HOME.resolve("samples/images").resolve(picture));
        Mask mask = segmenter.segment(frame).atFrameSize();
        Region region = mask.regions().stream()
                .filter(one -> one.label().name().equals(label))
                .max(Comparator.comparingInt(Region::area))
                .orElseThrow();
        Box box = region.box();
        BufferedImage all = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_ARGB);
        ImageFrames.draw(frame, all);
        var bits = region.runLengths().bits();
        for (int x = 0; x < frame.width(); x++) {
            for (int y = 0; y < frame.height(); y++) {
                if (!bits.get(x * frame.height() + y)) {
                    all.setRGB(x, y, 0);
                }
            }
        }
        cutouts.put(thing, all.getSubimage((int) box.x(), (int) box.y(), (int) box.width(), (int) box.height()));
        return this;
    }

    BufferedImage picture(List<Placed> things) {
        return picture(things, 0, 0, 0);
    }

    /**
     * The room.
     *
     * @param dx by how many pixels the camera is moved to the right, up to 80
     * @param noise the deviation of each pixel's noise, in grey levels
     */
    BufferedImage picture(List<Placed> things, int dx, int dy, double noise) {
        BufferedImage room = new BufferedImage(WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = room.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        paintRoom(graphics, new Random(seed));
        graphics.setComposite(AlphaComposite.SrcOver);
        for (Placed placed : things) {
            BufferedImage cutout = Objects.requireNonNull(cutouts.get(placed.thing), placed.thing);
            double height = placed.height * HEIGHT;
            double width = height * cutout.getWidth() / cutout.getHeight();
            int left = (int) Math.round(MARGIN + placed.x * WIDTH - width / 2);
            int top = (int) Math.round(MARGIN + placed.y * HEIGHT - height / 2);
            graphics.drawImage(cutout, left, top, (int) width, (int) height, null);
        }
        graphics.dispose();
        BufferedImage seen = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        seen.createGraphics().drawImage(room, -MARGIN - dx, -MARGIN - dy, null);
        addNoise(seen, noise, new Random(seed + 31L * dx + dy));
        return seen;
    }

    private static void paintRoom(Graphics2D graphics, Random random) {
        int width = WIDTH + 2 * MARGIN;
        int height = HEIGHT + 2 * MARGIN;
        int floor = MARGIN + (int) (0.72 * HEIGHT);
        graphics.setPaint(new GradientPaint(0, 0, new Color(222, 214, 200), width, 0, new Color(196, 190, 180)));
        graphics.fillRect(0, 0, width, floor);
        graphics.setPaint(new GradientPaint(0, floor, new Color(150, 116, 84), 0, height, new Color(120, 90, 64)));
        graphics.fillRect(0, floor, width, height - floor);
        graphics.setColor(new Color(240, 238, 232));
        graphics.fillRect(0, floor - 14, width, 14); // the skirting board, by which a moved camera is known
        for (int x = 0; x < width; x += 60 + random.nextInt(50)) {
            graphics.setColor(new Color(96, 70, 50));
            graphics.drawLine(x, floor, x + (x - width / 2) / 3, height);
        }
        for (int i = 0; i < 90; i++) { // wallpaper
            int x = random.nextInt(width);
            int y = random.nextInt(floor - 40);
            int size = 12 + random.nextInt(30);
            graphics.setColor(i % 2 == 0 ? new Color(190, 184, 168) : new Color(234, 228, 216));
            graphics.setStroke(new BasicStroke(3));
            graphics.drawArc(x, y, size, size, random.nextInt(360), 120);
        }
        graphics.setStroke(new BasicStroke(1));
        for (int i = 0; i < 3; i++) { // mouldings on the wall
            int x = 40 + i * width / 3 + random.nextInt(40);
            int y = 30 + random.nextInt(40);
            graphics.setColor(new Color(176, 168, 156));
            graphics.drawRect(x, y, 150, floor - y - 60);
            graphics.setColor(new Color(236, 230, 220));
            graphics.drawRect(x + 1, y + 1, 150, floor - y - 60);
        }
    }

    private static void addNoise(BufferedImage image, double noise, Random random) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length && noise > 0; i++) {
            int rgb = pixels[i];
            int add = (int) Math.round(noise * random.nextGaussian());
            pixels[i] = grey(rgb >> 16, add) << 16 | grey(rgb >> 8, add) << 8 | grey(rgb, add);
        }
    }

    private static int grey(int value, int add) {
        return Math.max(0, Math.min(255, (value & 0xff) + add));
    }

    static Path write(BufferedImage image, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        MaskImages.writeJpeg(image, file);
        return file;
    }
}
