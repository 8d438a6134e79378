package dev.maskwright.inventory.capture;

/**
 * Blur without a sharp reference: a picture is smoothed, and the loss of differences between neighbouring pixels is its
 * sharpness. Unlike the variance of a Laplacian, it hardly depends on what the picture shows.
 *
 * @see <a href="https://doi.org/10.1117/12.702790">Crété et al. 2007: The blur effect</a>; the smoothing is theirs, 9
 *     pixels, across and down
 */
final class Blur {

    private static final int REACH = 4;

    private Blur() {}

    /** 0..1; 1 also for a uniform picture. */
    static double of(GreyPicture picture) {
        return Math.max(along(picture, 1, 0), along(picture, 0, 1));
    }

    /** The means of two windows side by side differ by what enters one and leaves the other. */
    private static double along(GreyPicture picture, int stepX, int stepY) {
        double differences = 0;
        double lost = 0;
        for (int y = stepY; y < picture.height(); y++) {
            for (int x = stepX; x < picture.width(); x++) {
                double sharp = Math.abs(picture.at(x, y) - picture.at(x - stepX, y - stepY));
                double entering = clamped(picture, x + REACH * stepX, y + REACH * stepY);
                double leaving = clamped(picture, x - (REACH + 1) * stepX, y - (REACH + 1) * stepY);
                differences += sharp;
                lost += Math.max(0, sharp - Math.abs(entering - leaving) / (2 * REACH + 1));
            }
        }
        return differences == 0 ? 1 : (differences - lost) / differences;
    }

    private static double clamped(GreyPicture picture, int x, int y) {
        return picture.at(
                Math.min(picture.width() - 1, Math.max(0, x)), Math.min(picture.height() - 1, Math.max(0, y)));
    }
}
