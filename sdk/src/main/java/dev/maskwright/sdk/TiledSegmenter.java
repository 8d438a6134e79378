package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.postprocess.Scores;
import dev.maskwright.sdk.internal.postprocess.ShareRows;
import dev.maskwright.sdk.internal.postprocess.TileAxis;
import dev.maskwright.sdk.internal.postprocess.TileBlender;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.internal.session.Run;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Segments large pictures tile by tile. Where tiles overlap they are blended, so no seams show; a picture smaller than
 * a tile is padded with its last row and column.
 *
 * <p>Class probabilities are blended: softmax of the logits if the model gives them. If a model gives only mask and
 * confidence, each pixel of a tile votes for its class with its confidence: within a tile this changes nothing; where
 * two tiles disagree, the more confident one counts more, and the confidence is the winner's share of both.
 *
 * <p>Memory does not grow with the height of the picture, except for the mask of {@link #segment(TileSource)}: it holds
 * some tiles, and for each class {@code overlap} rows of the picture as floats, twice. Thread-safe. Only the underlying
 * segmenter has to be closed.
 */
public final class TiledSegmenter {

    private final Segmenter segmenter;
    private final Tiling tiling;

    private TiledSegmenter(Segmenter segmenter, Tiling tiling) {
        this.segmenter = segmenter;
        this.tiling = tiling;
    }

    public static TiledSegmenter of(Segmenter segmenter, Tiling tiling) {
        return new TiledSegmenter(segmenter, tiling);
    }

    /**
     * Segments a frame; the mask has one pixel per pixel of the frame.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException if the segmenter is closed
     */
    public Mask segment(Frame frame) {
        try {
            return segment(TileSource.of(frame));
        } catch (IOException e) {
            throw new UncheckedIOException("a frame in memory cannot fail to be read", e);
        }
    }

    /**
     * Segments a picture; the mask has one pixel per pixel of the picture and takes two bytes of memory for each.
     *
     * @throws IOException if the picture cannot be read
     * @throws IllegalArgumentException if it has more than 2^31 pixels
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException if the segmenter is closed
     */
    public Mask segment(TileSource picture) throws IOException {
        int width = picture.width();
        if ((long) width * picture.height() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a mask of %dx%d pixels does not fit into an array; take its rows with a MaskSink"
                            .formatted(width, picture.height()));
        }
        Mask mask = Mask.blank(width, picture.height(), segmenter.card().classes());
        segment(picture, (y, count, classIds, confidences) -> {
            System.arraycopy(classIds, 0, mask.classIds(), y * width, count * width);
            System.arraycopy(confidences, 0, mask.confidences(), y * width, count * width);
        });
        return mask;
    }

    /**
     * Sends the rows of a picture's mask to a sink as they become ready.
     *
     * @throws IOException if the picture cannot be read, or from the sink
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException if the segmenter is closed
     */
    public void segment(TileSource picture, MaskSink sink) throws IOException {
        new Pass(picture, sink).all();
    }

    /** A sink that applies the options' confidence threshold. */
    private MaskSink thresholding(MaskSink sink) {
        return (y, count, classIds, confidences) -> {
            segmenter.form().threshold().apply(classIds, confidences);
            sink.rows(y, count, classIds, confidences);
        };
    }

    /** The shares 0..1 of the classes at each pixel of a frame's mask, as (K, H, W). */
    private void sharesInto(Frame frame, float[] shares) {
        try (Run run = segmenter.lease().begin(1)) {
            run.put(0, frame);
            run.executeForShares();
            run.takeShares(0, shares);
        }
    }

    /** The buffers of a tile on its way through the network, reused for later tiles. */
    private static final class Tile {

        private final byte[] rgb;
        private final float[] shares;
        private int column;
        private int row;
        private Future<?> done = CompletableFuture.completedFuture(null);

        Tile(int bytes, int values) {
            rgb = new byte[bytes];
            shares = new float[values];
        }
    }

    /** One picture in progress. */
    private final class Pass {

        private final TileSource picture;
        private final TileAxis columns;
        private final TileAxis rows;
        private final TileBlender blender;
        private final Queue<Tile> idle = new ArrayDeque<>();
        private final Queue<Tile> pending = new ArrayDeque<>();

        Pass(TileSource picture, MaskSink sink) {
            this.picture = picture;
            OpenModel model = segmenter.lease().model();
            int planeWidth = model.signature().logitsWidth();
            int planeHeight = model.signature().logitsHeight();
            int classes = segmenter.card().classes().size();
            columns = new TileAxis(picture.width(), tiling.width(), tiling.overlap());
            rows = new TileAxis(picture.height(), tiling.height(), tiling.overlap());
            ShareRows shares = new ShareRows(
                    planeWidth,
                    planeHeight,
                    tiling.width(),
                    tiling.height(),
                    model.fitting(tiling.width(), tiling.height()));
            Scores scores = Scores.of(segmenter.card());
            blender = new TileBlender(columns, rows, picture.width(), classes, shares, scores, thresholding(sink));
            for (int i = 0; i <= tiling.threads(); i++) { // one is being read while the others are in the network
                idle.add(new Tile(
                        Math.multiplyExact(Math.multiplyExact(tiling.width(), tiling.height()), 3),
                        Math.multiplyExact(Math.multiplyExact(planeWidth, planeHeight), classes)));
            }
        }

        void all() throws IOException {
            ExecutorService pool = Executors.newFixedThreadPool(tiling.threads());
            try {
                for (int row = 0; row < rows.count(); row++) {
                    for (int column = 0; column < columns.count(); column++) {
                        if (idle.isEmpty()) {
                            blendFirst();
                        }
                        Tile tile = idle.remove();
                        tile.column = column;
                        tile.row = row;
                        read(tile);
                        Frame frame = Frame.rgb(tile.rgb, tiling.width(), tiling.height());
                        tile.done = pool.submit(() -> sharesInto(frame, tile.shares));
                        pending.add(tile);
                    }
                }
                while (!pending.isEmpty()) {
                    blendFirst();
                }
            } finally {
                pool.shutdownNow(); // after a failure, waiting tiles are not started
            }
        }

        private void blendFirst() throws IOException {
            Tile tile = pending.remove();
            try {
                tile.done.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the network");
            }
            blender.add(tile.column, tile.row, tile.shares);
            idle.add(tile);
        }

        private void read(Tile tile) throws IOException {
            int width = columns.inside();
            int height = rows.inside();
            picture.read(columns.start(tile.column), rows.start(tile.row), width, height, tile.rgb);
            if (width < tiling.width() || height < tiling.height()) {
                fillUp(tile.rgb, width, height);
            }
        }

        /** Moves the rows of a picture smaller than the tile to their places, and repeats the last column and row. */
        private void fillUp(byte[] rgb, int width, int height) {
            int rowBytes = tiling.width() * 3;
            for (int y = height - 1; y >= 0; y--) {
                int target = y * rowBytes;
                System.arraycopy(rgb, y * width * 3, rgb, target, width * 3);
                for (int i = target + width * 3; i < target + rowBytes; i++) {
                    rgb[i] = rgb[i - 3];
                }
            }
            for (int y = height; y < tiling.height(); y++) {
                System.arraycopy(rgb, (height - 1) * rowBytes, rgb, y * rowBytes, rowBytes);
            }
        }
    }
}
