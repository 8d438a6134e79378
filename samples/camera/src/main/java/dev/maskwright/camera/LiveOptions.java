package dev.maskwright.camera;

import dev.maskwright.sdk.VideoOptions;
import dev.maskwright.sdk.image.OverlayStyle;
import java.util.List;

/**
 * The options of a live run.
 *
 * @param video how frames are segmented
 * @param counted what is counted in their masks
 * @param style how masks are painted over them
 */
public record LiveOptions(VideoOptions video, CountOptions counted, OverlayStyle style) {

    /** Each frame independently, nothing counted, masks half transparent with a legend. */
    public static LiveOptions defaults() {
        return new LiveOptions(
                VideoOptions.eachFrame(), CountOptions.of(List.of(), List.of()), OverlayStyle.defaults());
    }

    /** The same with other ways to segment. */
    public LiveOptions withVideo(VideoOptions changed) {
        return new LiveOptions(changed, counted, style);
    }

    /** The same with other things to count. */
    public LiveOptions withCounted(CountOptions changed) {
        return new LiveOptions(video, changed, style);
    }

    /** The same in another style. */
    public LiveOptions withStyle(OverlayStyle changed) {
        return new LiveOptions(video, counted, changed);
    }
}
