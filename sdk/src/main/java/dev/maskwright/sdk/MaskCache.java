package dev.maskwright.sdk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.session.InputKey;
import dev.maskwright.sdk.internal.session.Run;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Caches masks of frames, for cases in which frames repeat: a still picture, a frozen stream, the same scan twice.
 * Frames are equal if they give the network the same input, whatever their format; the network then does not run.
 * Because of sensor noise, frames of a camera usually differ even if they look alike.
 *
 * <p>Masks are shared by all callers, so never pass them to {@link Segmenter#segmentInto}. Thread-safe. The caller
 * keeps ownership of the segmenter.
 */
public final class MaskCache {

    private static final int BYTES_BESIDE = 256; // of an entry besides its pixels

    private final Segmenter segmenter;
    private final Cache<InputKey, Mask> masks;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    private MaskCache(Segmenter segmenter, long maxBytes) {
        this.segmenter = segmenter;
        masks = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher(MaskCache::bytes)
                .build();
    }

    /**
     * An empty cache.
     *
     * @param maxBytes how much heap the masks may take; beyond it, the least recently used are dropped
     */
    public static MaskCache over(Segmenter segmenter, long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("masks may take 0 bytes or more, got %d".formatted(maxBytes));
        }
        return new MaskCache(segmenter, maxBytes);
    }

    /**
     * The mask of a frame, from the cache or from the network.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException if the segmenter is closed
     */
    public Mask segment(Frame frame) {
        try (Run run = segmenter.lease().begin(1)) {
            run.put(0, frame);
            InputKey key = run.key(0);
            Mask known = masks.getIfPresent(key);
            if (known != null) {
                hits.increment();
                return known;
            }
            misses.increment();
            Mask mask = segmenter.form().of(run);
            masks.put(key, mask);
            return mask;
        }
    }

    private static int bytes(InputKey key, Mask mask) {
        @Nullable LateEnlarging logits = mask.logits();
        long bytes =
                BYTES_BESIDE + 2L * mask.width() * mask.height() + (logits == null ? 0 : 4L * logits.values().length);
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** The number of frames whose mask came from the cache. */
    public long hits() {
        return hits.sum();
    }

    /** The number of frames for which the network ran. */
    public long misses() {
        return misses.sum();
    }
}
