package dev.maskwright.inventory.event;

import dev.maskwright.inventory.capture.CaptureFigures;
import dev.maskwright.inventory.shelf.OutlineText;
import dev.maskwright.inventory.shelf.Seen;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.NewScan;
import dev.maskwright.inventory.store.RecordOptions;
import dev.maskwright.inventory.store.ScanRecorder;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Scans in which regions appear, and events of that in the outbox. */
final class TestEvents {

    private TestEvents() {}

    static void record(Database database, List<String> targets, int count) {
        ScanRecorder recorder =
                new ScanRecorder(database, RecordOptions.defaults().withTargets(targets, "shop"));
        recorder.record(scan(0));
        recorder.record(scan(count));
    }

    private static NewScan scan(int count) {
        List<String> labels =
                IntStream.range(0, count).mapToObj("region %d"::formatted).toList();
        List<Seen> regions = labels.stream()
                .map(label -> new Seen(label, 0.01, new Box(0.1, 0.1, 0.1, 0.1), 0.9, new OutlineText("M1 2L3 4L5 6Z")))
                .toList();
        byte[] pixels = new byte[64 * 64];
        new Random(1).nextBytes(pixels);
        return new NewScan(
                "top",
                Instant.EPOCH,
                "a.jpg",
                Optional.empty(),
                64,
                64,
                "m 1",
                labels,
                regions,
                List.of(),
                CaptureFigures.of(Frame.grey(pixels, 64, 64)).signature(),
                new byte[1]);
    }
}
