package dev.maskwright.trainer.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_250L);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void beginsAsEveryFileThatTensorBoardReads() throws Exception {
        EventFile.create(folder, NOW, "host").close();
        Path file = folder.resolve("events.out.tfevents.1700000000.host");
        byte[] bytes = Files.readAllBytes(file);
        // The length 24 and its checksum, then the tag of wall_time: as TensorFlow itself begins such a file.
        assertArrayEquals(HexFormat.of().parseHex("1800000000000000a37f4b2209"), Arrays.copyOf(bytes, 13));
        List<Events.Event> events = Events.read(file);
        assertEquals(1, events.size());
        assertEquals("brain.Event:2", events.get(0).fileVersion());
        assertEquals(1_700_000_000.25, events.get(0).wallTime());
    }

    @Test
    void anIndependentReaderFindsTheScalars() throws Exception {
        try (EventFile file = EventFile.create(folder, NOW, "host")) {
            file.scalars(300, NOW, Map.of("train/loss", 0.25, "iou/Kühlschrank", 1e-3));
            file.scalars(301, NOW, Map.of("train/loss", 0.125, "validation/mean_iou", Double.NaN));
        }
        List<Events.Event> events = Events.read(folder.resolve("events.out.tfevents.1700000000.host"));
        assertEquals(3, events.size());
        assertEquals(300, events.get(1).step());
        assertEquals(
                Map.of("train/loss", 0.25f, "iou/Kühlschrank", 1e-3f),
                events.get(1).scalars());
        assertEquals(301, events.get(2).step());
        assertEquals(Map.of("train/loss", 0.125f), events.get(2).scalars());
    }

    @Test
    void aSessionThatGoesOnSaysFromWhere() throws Exception {
        try (EventFile file = EventFile.create(folder, NOW, "host")) {
            file.startAt(7, NOW);
        }
        Events.Event start = Events.read(folder.resolve("events.out.tfevents.1700000000.host"))
                .get(1);
        assertTrue(start.isStart());
        assertEquals(7, start.step());
    }

    @Test
    void twoFilesOfOneSecondAreTwo() throws Exception {
        EventFile.create(folder, NOW, "host").close();
        EventFile.create(folder, NOW, "host").close();
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("events.out.tfevents.1700000000.host", "events.out.tfevents.1700000000.host.1"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
