package dev.maskwright.sdk;

import dev.maskwright.sdk.model.ModelCard;

/**
 * How a picture is cut into tiles.
 *
 * @param width of a tile, in pixels of the picture; tiles are resized like frames, so a tile of the network's own size
 *     is used pixel for pixel and a larger one is shrunk
 * @param height of a tile
 * @param overlap the number of pixels over which a tile is blended into the next; neighbours share at least this many,
 *     at most half of a tile
 * @param threads the number of tiles segmented at once; open the segmenter with correspondingly fewer threads per call
 */
public record Tiling(int width, int height, int overlap, int threads) {

    /**
     * The default overlap as a part of a tile's shorter side: at a tile's edge a network sees only half of an object.
     */
    private static final int OVERLAP_SHARE = 8;

    public Tiling {
        if (width < 2 || height < 2) {
            throw new IllegalArgumentException("a tile needs at least 2x2 pixels, got %dx%d".formatted(width, height));
        }
        if (overlap < 0 || overlap > Math.min(width, height) / 2) {
            throw new IllegalArgumentException("tiles of %dx%d may overlap by 0..%d pixels, got %d"
                    .formatted(width, height, Math.min(width, height) / 2, overlap));
        }
        if (threads < 1) {
            throw new IllegalArgumentException("tiling needs at least 1 thread, got %d".formatted(threads));
        }
    }

    /** Tiles that overlap by an eighth, one at a time. */
    public static Tiling of(int width, int height) {
        return new Tiling(width, height, Math.min(width, height) / OVERLAP_SHARE, 1);
    }

    /** Tiles of the model's input size, so that the picture is used pixel for pixel. */
    public static Tiling of(ModelCard card) {
        return of(card.input().width(), card.input().height());
    }

    public Tiling withOverlap(int newOverlap) {
        return new Tiling(width, height, newOverlap, threads);
    }

    public Tiling withThreads(int newThreads) {
        return new Tiling(width, height, overlap, newThreads);
    }
}
