package dev.maskwright.bench;

import com.sun.management.ThreadMXBean;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.VideoOptions;
import dev.maskwright.sdk.VideoSegmenter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The cost and the loss in accuracy of segmenting only changes, and the gain from steady masks, compared with
 * segmenting every frame independently, on clips in which the class of every pixel is known.
 */
final class Video {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long FRAME_NANOS = Duration.ofSeconds(1).toNanos() / 30;
    private static final double NOISE = 3;
    private static final int PLANT = 18;
    private static final int ARMCHAIR = 2;
    private static final VideoOptions EACH = VideoOptions.eachFrame();
    private static final VideoOptions CHANGES = EACH.withChangesOnly(Duration.ofSeconds(2));
    private static final VideoOptions STEADY = EACH.withSteady(Duration.ofMillis(300));

    /** A room and the object that moves in it. */
    private record Scene(String room, String thing, int classId) {}

    private static final List<Scene> SCENES = List.of(
            new Scene("purple-sofa", "potted-plant", PLANT),
            new Scene("living-room", "potted-plant", PLANT),
            new Scene("red-sofa", "armchair", ARMCHAIR),
            new Scene("green-sofa", "potted-plant", PLANT),
            new Scene("bed", "potted-plant", PLANT),
            new Scene("armchair", "potted-plant", PLANT),
            new Scene("sofa-and-palm", "armchair", ARMCHAIR),
            new Scene("purple-sofa", "armchair", ARMCHAIR));

    /**
     * The measurements of one way of segmenting.
     *
     * @param processorMillis processor time of the calling thread per frame
     * @param flicker the share of pixels that change their class from one frame to the next, 0..1
     * @param nearEdges the share of pixels near borders of the labels that have the right class, 0..1
     */
    record Measured(
            double processorMillis, double meanIou, double nearEdges, double flicker, VideoSegmenter.Figures figures) {}

    private final Size size;
    private final int frames;

    Video(Size size, int frames) {
        this.size = size;
        this.frames = frames;
    }

    /**
     * Prints all figures; with a second argument, only those of an object that moves in every frame and has this share
     * of the frame's height.
     */
    public static void main(String[] args) throws IOException {
        Video video = new Video(Size.parse("1280x720"), args.length > 0 ? Integer.parseInt(args[0]) : 120);
        if (args.length > 1) {
            double share = Double.parseDouble(args[1]);
            print("an object of %.0f %% of the height moves".formatted(100 * share), video.moving(share, 1));
            return;
        }
        video.moving(0.2, 1); // warms up
        for (double share : new double[] {0.12, 0.2, 0.3}) {
            print("an object of %.0f %% of the height moves".formatted(100 * share), video.moving(share, 1));
            print("it moves a third of the time", video.moving(share, 1 / 3.0));
        }
        print("still", video.still());
        print("pan", video.pan());
    }

    private static void print(String what, Measured[] outcomes) {
        System.out.println(what);
        for (Measured outcome : outcomes) {
            System.out.printf(
                    Locale.ROOT,
                    "  %6.3f ms (1/%.2f)  mIoU %.4f (%+.2f points)  near edges %.4f  flicker"
                            + " %.3f %%  network %.3f  %s%n",
                    outcome.processorMillis,
                    outcomes[0].processorMillis / outcome.processorMillis,
                    outcome.meanIou,
                    100 * (outcome.meanIou - outcomes[0].meanIou),
                    outcome.nearEdges,
                    100 * outcome.flicker,
                    outcome.figures.networkShare(),
                    outcome.figures);
        }
    }

    private interface Shots {
        Clip.Shot at(int frame);
    }

    /**
     * An object moves through each room. Returns every frame, changes only without a pause, changes only, and changes
     * only with steady masks.
     *
     * @param share the object's height, as a share of the frame's height
     * @param time the share of the clip during which it moves, 0..1; then it stands still
     */
    Measured[] moving(double share, double time) throws IOException {
        Sum[] sums = sums(EACH, CHANGES.withPause(Duration.ZERO), CHANGES, CHANGES.withSteady(Duration.ofMillis(300)));
        for (Scene scene : SCENES) {
            Clip clip = new Clip(size.width(), size.height(), NOISE, 1);
            Clip.Picture room = clip.room(scene.room, 1);
            Clip.Picture thing = clip.thing(scene.thing, scene.classId, share);
            run(sums, frame -> {
                double way = Math.min(1, frame / (time * frames));
                int left = (int) ((size.width() - thing.width()) * (0.1 + 0.7 * way));
                int top = (int) ((size.height() - thing.height()) * (0.95 - 0.3 * way));
                return clip.with(room, thing, left, top);
            });
        }
        return outcomes(sums);
    }

    /** Nothing moves. Returns every frame, steady masks, changes only, and both. */
    Measured[] still() throws IOException {
        Sum[] sums = sums(EACH, STEADY, CHANGES, CHANGES.withSteady(Duration.ofMillis(300)));
        for (Scene scene : SCENES) {
            Clip clip = new Clip(size.width(), size.height(), NOISE, 2);
            Clip.Picture room = clip.room(scene.room, 1);
            run(sums, frame -> clip.still(room));
        }
        return outcomes(sums);
    }

    /** The camera pans. Returns every frame, steady masks, and steady masks that blend without regard to motion. */
    Measured[] pan() throws IOException {
        Sum[] sums = sums(EACH, STEADY, STEADY.withLeastChange(3 * 255));
        for (Scene scene : SCENES) {
            Clip clip = new Clip(size.width(), size.height(), NOISE, 3);
            Clip.Picture room = clip.room(scene.room, 1.5);
            int way = room.width() - size.width();
            run(sums, frame -> clip.window(room, way * frame / frames, (room.height() - size.height()) / 2));
        }
        return outcomes(sums);
    }

    /** The sums over all scenes for one way of segmenting. */
    private static final class Sum {

        private final VideoOptions options;
        private final Confusion all = new Confusion(256);
        private final Confusion edges = new Confusion(256);
        private long nanos;
        private long count;
        private double flicker;
        private long whole;
        private long partial;
        private long unchanged;
        private double seen;
        private double agreement;

        Sum(VideoOptions options) {
            this.options = options;
        }

        Measured outcome() {
            return new Measured(
                    nanos / 1e6 / count,
                    all.meanIou(),
                    edges.accuracy(),
                    flicker / count,
                    new VideoSegmenter.Figures(
                            whole, partial, unchanged, seen / SCENES.size(), agreement / SCENES.size(), 0));
        }
    }

    private static Sum[] sums(VideoOptions... options) {
        return Arrays.stream(options).map(Sum::new).toArray(Sum[]::new);
    }

    private static Measured[] outcomes(Sum[] sums) {
        return Arrays.stream(sums).map(Sum::outcome).toArray(Measured[]::new);
    }

    /** Gives each frame to all of them in turn. */
    private void run(Sum[] sums, Shots shots) {
        int near = size.width() / 100;
        try (Segmenter segmenter = Segmenter.open(Home.MODEL, Options.defaults().withThreads(1))) {
            VideoSegmenter[] videos = Arrays.stream(sums)
                    .map(sum -> VideoSegmenter.of(segmenter, sum.options))
                    .toArray(VideoSegmenter[]::new);
            byte[][] before = new byte[sums.length][];
            for (int frame = 0; frame < frames; frame++) {
                Clip.Shot shot = shots.at(frame);
                for (int i = 0; i < sums.length; i++) {
                    long begin = THREADS.getCurrentThreadCpuTime();
                    Mask mask = videos[i].segment(shot.frame(), frame * FRAME_NANOS);
                    sums[i].nanos += THREADS.getCurrentThreadCpuTime() - begin;
                    sums[i].count++;
                    sums[i].all.add(mask, shot.labels(), 0);
                    sums[i].edges.add(mask, shot.labels(), near);
                    if (before[i] != null) {
                        sums[i].flicker += changed(before[i], mask.classIds());
                    }
                    before[i] = mask.classIds().clone();
                }
            }
            for (int i = 0; i < sums.length; i++) {
                VideoSegmenter.Figures figures = videos[i].figures();
                sums[i].whole += figures.whole();
                sums[i].partial += figures.partial();
                sums[i].unchanged += figures.unchanged();
                sums[i].seen += figures.networkShare();
                sums[i].agreement += figures.agreement();
            }
        }
    }

    private static double changed(byte[] before, byte[] after) {
        int changed = 0;
        for (int i = 0; i < before.length; i++) {
            changed += before[i] == after[i] ? 0 : 1;
        }
        return (double) changed / before.length;
    }
}
