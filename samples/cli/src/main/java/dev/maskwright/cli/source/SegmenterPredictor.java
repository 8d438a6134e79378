package dev.maskwright.cli.source;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.evaluation.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model file, measured like a network in training: its frames already have the size of its input. */
public record SegmenterPredictor(Segmenter segmenter) implements Predictor {

    @Override
    public byte[] classIds(Batch batch) {
        int pixels = batch.width() * batch.height();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            byte[] rgb = Arrays.copyOfRange(batch.images(), 3 * pixels * i, 3 * pixels * (i + 1));
            frames.add(Frame.rgb(rgb, batch.width(), batch.height()));
        }
        byte[] classIds = new byte[pixels * batch.count()];
        int at = 0;
        for (Mask mask : segmenter.segmentBatch(frames)) {
            System.arraycopy(mask.atFrameSize().classIds(), 0, classIds, at, pixels);
            at += pixels;
        }
        return classIds;
    }
}
