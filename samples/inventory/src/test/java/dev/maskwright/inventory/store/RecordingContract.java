package dev.maskwright.inventory.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.inventory.capture.CaptureFigures;
import dev.maskwright.inventory.capture.Signature;
import dev.maskwright.inventory.shelf.CompareOptions;
import dev.maskwright.inventory.shelf.ItemArea;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.shelf.Limit;
import dev.maskwright.inventory.shelf.OutlineText;
import dev.maskwright.inventory.shelf.Seen;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every database does. */
interface RecordingContract {

    Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    Signature VIEW = view(1);

    /** An empty database. */
    Database database() throws Exception;

    @Test
    default void whatIsRecordedIsReadAgain() throws Exception {
        Database database = database();
        ScanRecorder recorder = new ScanRecorder(database, once());
        recorder.record(scan("top \"1\"", NOON, seen("sofa", 0.2), seen("rug", 0.6)));
        Scan second = recorder.record(scan("top \"1\"", NOON.plusSeconds(60), seen("sofa", 0.2)))
                .orElseThrow();
        assertEquals("[vanished rug]", said(second));
        List<Scan> read = new Records(database).scans("top \"1\"", 10);
        assertEquals(2, read.size());
        assertEquals(second.changes(), read.get(1).changes());
        assertEquals(second.levels(), read.get(1).levels());
        assertEquals(second, read.get(1));
        assertEquals(read.get(0).id(), read.get(1).comparedWith().orElseThrow());
        assertEquals(1, new Records(database).shelves().get(0).regions());
        assertEquals(
                VIEW, new Records(database).lastScan("top \"1\"").orElseThrow().signature());
    }

    @Test
    default void aPictureIsRecordedOnceForAShelf() throws Exception {
        Database database = database();
        ScanRecorder recorder = new ScanRecorder(database, once());
        assertTrue(recorder.record(known("a")).isPresent());
        assertTrue(recorder.record(known("a")).isEmpty());
        assertTrue(recorder.record(known("b")).isPresent());
        assertTrue(new ScanRecorder(database, once().withAgain(true))
                .record(known("a"))
                .isPresent());
        assertTrue(new Records(database).isRecorded(Optional.empty(), "a"));
        assertTrue(new Records(database).isRecorded(Optional.of("top"), "a"));
        assertEquals(false, new Records(database).isRecorded(Optional.of("other"), "a"));
    }

    private static NewScan known(String identity) {
        NewScan scan = scan("top", NOON, seen("sofa", 0.2));
        return new NewScan(
                scan.shelf(),
                scan.takenAt(),
                scan.source(),
                Optional.of(identity),
                scan.width(),
                scan.height(),
                scan.model(),
                scan.classes(),
                scan.regions(),
                scan.levels(),
                scan.signature(),
                scan.picture());
    }

    @Test
    default void aClockThatGoesBackLosesNothing() throws Exception {
        ScanRecorder recorder = new ScanRecorder(database(), once());
        recorder.record(scan("top", NOON, seen("sofa", 0.2)));
        Scan back = recorder.record(scan("top", NOON.minusSeconds(3600))).orElseThrow();
        assertEquals("[vanished sofa]", said(back));
        assertTrue(
                back.notes().get(0).contains("before the last scan (2026-03-01T12:00:00Z): a clock went back"),
                back.notes().toString());
    }

    @Test
    default void anotherSizeIsComparedAndAnotherShapeIsNot() throws Exception {
        Database database = database();
        ScanRecorder recorder = new ScanRecorder(database, once());
        recorder.record(scan("top", NOON, seen("sofa", 0.2)));
        Scan half = recorder.record(sized(320, 240, "m 1")).orElseThrow();
        assertEquals("[vanished sofa]", said(half));
        assertTrue(
                half.notes().get(0).contains("320x240, where the last scan has 640x480"),
                half.notes().toString());
        Scan upright = recorder.record(sized(240, 320, "m 1")).orElseThrow();
        assertTrue(
                upright.notes().get(0).startsWith("not compared: 240x320 has another aspect ratio"),
                upright.notes().toString());
        assertTrue(upright.comparedWith().isEmpty());
        assertEquals(
                half.id(), new Records(database).lastScan("top").orElseThrow().id(), "the state is of that one");
        Scan again = recorder.record(sized(640, 480, "m 1")).orElseThrow();
        assertEquals(half.id(), again.comparedWith().orElseThrow(), "one wrong picture makes no second one wrong");
    }

    static NewScan sized(int width, int height, String model) {
        return new NewScan(
                "top",
                NOON,
                "b.jpg",
                Optional.empty(),
                width,
                height,
                model,
                List.of("sofa", "rug"),
                List.of(),
                List.of(),
                VIEW,
                new byte[1]);
    }

    /** A thing whose class the new model does not know is neither missing nor gone. */
    @Test
    default void aClassThatTheModelDoesNotHaveIsNotLookedFor() throws Exception {
        Database database = database();
        ScanRecorder recorder = new ScanRecorder(database, once());
        new SettingStore(database).put(limit(Optional.empty(), "vase", 0.1));
        recorder.record(scan("top", NOON, seen("vase", 0.2), seen("sofa", 0.6)));
        Scan other = recorder.record(sized(640, 480, "other 2")).orElseThrow();
        assertEquals("[vanished sofa]", said(other));
        assertEquals(
                List.of(
                        "another model than that of the last scan: other 2, not m 1",
                        "1 region was not looked for: model other 2 does not know [vase]",
                        "the limit of 'vase' was not checked: model other 2 has no such class"),
                other.notes());
        assertEquals(1, new Records(database).shelves().get(0).regions());
    }

    @Test
    default void anAlertIsRaisedOnceAndEndsByAMargin() throws Exception {
        Database database = database();
        SettingStore settings = new SettingStore(database);
        settings.put(limit(Optional.empty(), "sofa", 0.9));
        settings.put(limit(Optional.of("top"), "sofa", 0.05)); // the shelf's own comes first
        ScanRecorder recorder = new ScanRecorder(database, once());
        StringBuilder said = new StringBuilder();
        for (double share : new double[] {0.06, 0.04, 0.03, 0.051, 0.06, 0.04}) {
            Scan scan = recorder.record(level("top", share)).orElseThrow();
            said.append(scan.alerts().isEmpty() ? "-" : scan.alerts().get(0).isRaised() ? "A" : "e");
            assertEquals(scan, new Records(database).scans("top", 1).get(0));
        }
        assertEquals("-A--eA", said.toString());
        assertEquals(1, new Records(database).shelves().get(0).alerts());
        assertEquals(1, settings.removeLimits(Optional.of("top"), "sofa"));
        assertEquals(0, new Records(database).shelves().get(0).alerts());
        assertEquals(List.of(limit(Optional.empty(), "sofa", 0.9)), settings.limits());
    }

    /** A change of the limit of all shelves leaves alone what a shelf's own limit has raised. */
    @Test
    default void anAlertOfTheShelfsOwnLimitOutlastsTheGeneralOne() throws Exception {
        Database database = database();
        SettingStore settings = new SettingStore(database);
        settings.put(limit(Optional.of("top"), "sofa", 0.05));
        settings.put(limit(Optional.empty(), "sofa", 0.05));
        ScanRecorder recorder = new ScanRecorder(database, once());
        recorder.record(level("top", 0.01));
        recorder.record(level("low", 0.01));
        Records records = new Records(database);
        settings.put(limit(Optional.empty(), "sofa", 0.04));
        assertEquals(
                List.of("low 0", "top 1"),
                records.shelves().stream()
                        .map(line -> line.name() + " " + line.alerts())
                        .toList());
        assertEquals(1, settings.removeLimits(Optional.empty(), "sofa"));
        assertEquals(1, records.shelves().get(1).alerts());
    }

    private static Limit limit(Optional<String> shelf, String label, double least) {
        return new Limit(shelf, label, Limit.Unit.SHARE, OptionalDouble.of(least), OptionalDouble.empty());
    }

    private static NewScan level(String shelf, double share) {
        NewScan scan = scan(shelf, NOON);
        return new NewScan(
                shelf,
                NOON,
                scan.source(),
                Optional.empty(),
                640,
                480,
                "m 1",
                scan.classes(),
                List.of(),
                List.of(new Level("sofa", share, 1, OptionalDouble.empty())),
                VIEW,
                new byte[1]);
    }

    @Test
    default void aNewBaselineSaysNothingAndForgetsWhatWas() throws Exception {
        Database database = database();
        new ScanRecorder(database, once()).record(scan("top", NOON, seen("sofa", 0.2)));
        Scan renewed = new ScanRecorder(database, once().withNewBaseline(true))
                .record(scan("top", NOON, seen("rug", 0.5)))
                .orElseThrow();
        assertEquals("[]", said(renewed));
        assertEquals(
                "[]",
                said(new ScanRecorder(database, once())
                        .record(scan("top", NOON, seen("rug", 0.5)))
                        .orElseThrow()));
    }

    @Test
    default void picturesOfOldScansAreRemovedAndFiguresAreKept() throws Exception {
        Database database = database();
        ScanRecorder recorder = new ScanRecorder(database, once().withPicturesKept(2));
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(recorder.record(scan("top", NOON, seen("sofa", 0.2)))
                    .orElseThrow()
                    .id());
        }
        Records records = new Records(database);
        assertEquals(
                List.of(false, false, true, true),
                ids.stream().map(id -> records.picture(id).isPresent()).toList());
        assertEquals(4, records.scans("top", 10).size());
    }

    @Test
    default void areasOfItemsAreKeptForAShelfAndForAll() throws Exception {
        SettingStore settings = new SettingStore(database());
        ItemArea all = ItemArea.of(Optional.empty(), "vase", List.of(0.01, 0.02, 0.04));
        ItemArea top = ItemArea.of(Optional.of("top"), "vase", List.of(0.1));
        settings.put(ItemArea.of(Optional.empty(), "vase", List.of(0.5)));
        settings.put(all);
        settings.put(top);
        assertEquals(List.of(all, top), settings.itemAreas());
        assertEquals(top, ItemArea.find(settings.itemAreas(), "top", "vase").orElseThrow());
        assertEquals(all, ItemArea.find(settings.itemAreas(), "low", "vase").orElseThrow());
    }

    /** Scans of one shelf by many threads are compared one after the other, and all are there. */
    @Test
    default void manyMayRecordAtOnce() throws Exception {
        Database database = database();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Scan>> work = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                work.add(() -> new ScanRecorder(database, once())
                        .record(scan("top", NOON, seen("sofa", 0.2)))
                        .orElseThrow());
            }
            List<Scan> scans = new ArrayList<>();
            for (Future<Scan> done : threads.invokeAll(work)) {
                scans.add(done.get());
            }
            assertEquals(
                    1,
                    scans.stream().filter(scan -> scan.comparedWith().isEmpty()).count());
            assertTrue(scans.stream().allMatch(scan -> scan.changes().isEmpty()), scans.toString());
            assertEquals(12, new Records(database).scans("top", 100).size());
            assertEquals(1, new Records(database).shelves().get(0).regions());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void eventsAreWrittenWithTheScanForEachTarget() throws Exception {
        Database database = database();
        RecordOptions options = once().withTargets(List.of("http://a/", "mqtt://b"), "shop");
        ScanRecorder recorder = new ScanRecorder(database, options);
        recorder.record(scan("top/1", NOON, seen("sofa", 0.2)));
        recorder.record(scan("top/1", NOON));
        Outbox outbox = new Outbox(database);
        assertEquals(List.of("http://a/", "mqtt://b"), outbox.targets());
        Outbox.Message message = outbox.next("mqtt://b").orElseThrow();
        assertEquals("shop/top_1/vanished", message.topic());
        assertTrue(message.body().contains("\"class\":\"sofa\""), message.body());
        outbox.failed(message, "no", NOON);
        assertEquals(1, outbox.next("mqtt://b").orElseThrow().attempts());
        outbox.refused(message, "never");
        assertEquals(1, outbox.refused());
        assertEquals(1, outbox.waiting());
        outbox.retryRefused();
        outbox.sent(message);
        assertEquals(1, outbox.waiting());
    }

    static RecordOptions once() {
        return RecordOptions.defaults().withCompare(new CompareOptions(0.005, 0.2, 1));
    }

    private static String said(Scan scan) {
        return scan.changes().stream()
                .map(change -> change.kind().words() + " " + change.label())
                .toList()
                .toString();
    }

    static NewScan scan(String shelf, Instant time, Seen... regions) {
        return new NewScan(
                shelf,
                time,
                "a.jpg",
                Optional.empty(),
                640,
                480,
                "m 1",
                List.of("sofa", "rug", "vase"),
                List.of(regions),
                List.of(
                        new Level("vase", 0.5, 2, OptionalDouble.of(3.5)),
                        new Level("sofa", 0.25, 1, OptionalDouble.empty())),
                VIEW,
                new byte[] {1, 2});
    }

    static Seen seen(String label, double x) {
        return new Seen(label, 0.09, new Box(x, 0.2, 0.3, 0.3), 0.9, new OutlineText("M1 2L3 4L5 6Z"));
    }

    private static Signature view(long seed) {
        byte[] noise = new byte[64 * 64];
        new Random(seed).nextBytes(noise);
        return CaptureFigures.of(Frame.grey(noise, 64, 64)).signature();
    }
}
