package dev.maskwright.inventory.capture;

/**
 * Blur without a sharp picture to compare with: a picture is smoothed, and what its neighbouring pixels differ by less
 * than before is its sharpness. Unlike the variance of a Laplacian, it hardly depends on what the picture shows.
 *
 * @see <a href="https://doi.org/10.1117/12.702790">Crété et al. 2007: The blur effect</a>; the smoothing is theirs, 9
 *     pixels, across and down
 */
final class Blur {

    private static final int REACH = 4;

    private Blur() {}

    /** 0..1; 1 also where there is nothing to see. */
    static double of(GreyPicture picture) {
        return Math.max(along(picture, 1, 0), along(picture, 0, 1));
    }

    private static double along(GreyPicture picture, int stepX, int stepY) {
        double differences = 0;
        double lost = 0;
        for (int y = stepY; y < picture.height(); y++) {
            for (int x = stepX; x < picture.width(); x++) {
                double sharp = Math.abs(picture.at(x, y) - picture.at(x - stepX, y - stepY));
                double smooth = Math.abs(
                        smoothed(picture, x, y, stepX, stepY) - smoothed(picture, x - stepX, y - stepY, stepX, stepY));
                differences += sharp;
                lost += Math.max(0, sharp - smooth);
            }
        }
        return differences == 0 ? 1 : (differences - lost) / differences;
    }

    private static double smoothed(GreyPicture picture, int x, int y, int stepX, int stepY) {
        double sum = 0;
        for (int i = -REACH; i <= REACH; i++) {
            int u = Math.min(picture.width() - 1, Math.max(0, x + i * stepX));
            int v = Math.min(picture.height() - 1, Math.max(0, y + i * stepY));
            sum += picture.at(u, v);
        }
        return sum / (2 * REACH + 1);
    }
}
