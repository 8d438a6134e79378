package dev.maskwright.sdk.image;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.function.Function;

/** Writes on images, if Java has fonts. */
final class Lettering {

    private static final int LEAST_SIZE = 11;
    private static final int LINES = 32; // of a picture

    private Lettering() {}

    /**
     * Draws on an image.
     *
     * @param height of the picture, in pixels, which determines the size of letters
     * @return the result of the drawing, or empty if there are no fonts
     */
    static <T> Optional<T> on(BufferedImage image, int height, Function<Graphics2D, T> drawing) {
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(LEAST_SIZE, height / LINES)));
            return Optional.of(drawing.apply(graphics));
        } catch (RuntimeException | LinkageError | InternalError e) {
            return Optional.empty(); // in all these ways AWT reports that a server or small container has no fonts
        } finally {
            graphics.dispose();
        }
    }
}
