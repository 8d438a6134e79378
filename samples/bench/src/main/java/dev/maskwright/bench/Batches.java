package dev.maskwright.bench;

import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Eight frames through the network as one batch or one by one: what a server would gain from batching. */
final class Batches implements AutoCloseable {

    private static final int FRAMES = 8;

    private final Segmenter segmenter =
            Segmenter.open(Home.MODEL, Options.defaults().withThreads(1));
    private final List<Frame> frames;

    Batches() throws IOException {
        frames = Collections.nCopies(FRAMES, Pictures.rgb(640, 480));
    }

    int together() {
        return segmenter.segmentBatch(frames).size();
    }

    int oneByOne() {
        frames.forEach(segmenter::segment);
        return frames.size();
    }

    @Override
    public void close() {
        segmenter.close();
    }
}
