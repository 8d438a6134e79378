package dev.maskwright.folder.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maskwright.folder.TestPictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in place of ffmpeg, which writes what that would. */
@NullUnmarked
class VideoTest {

    private final Path folder;
    private final Path clip;

    VideoTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        clip = Files.write(folder.resolve("clip.mp4"), new byte[] {1});
    }

    private Path program(String... lines) throws IOException {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there are no scripts");
        Path script = Files.writeString(folder.resolve("ffmpeg"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void framesAreNamedByTheirNumbersInTheVideo() throws Exception {
        Path ffmpeg = program(
                "echo \"$@\" >\"$(dirname \"$0\")/arguments\"",
                "printf 'P6\\n2 1\\n255\\nabcdef'",
                "printf 'P6\\n2 1\\n255\\nABC\\n\\nF'");
        Video video = Video.of(clip, 10).by(ffmpeg);
        try (PictureSource.Cursor cursor = video.open(new LeftOut())) {
            Picture first = cursor.next().orElseThrow();
            assertEquals("clip.mp4/00000000", first.name());
            assertArrayEquals(
                    "abcdef".getBytes(StandardCharsets.US_ASCII), first.read().rgb());
            Picture second = cursor.next().orElseThrow();
            assertEquals("clip.mp4/00000010", second.name());
            assertEquals(clip + "#10", second.source());
            assertArrayEquals(
                    "ABC\n\nF".getBytes(StandardCharsets.US_ASCII),
                    second.read().rgb());
            assertEquals(2, second.read().width());
            assertTrue(cursor.next().isEmpty());
        }
        assertTrue(Files.readString(folder.resolve("arguments")).contains("select=not(mod(n\\,10))"));
    }

    @Test
    void whatFfmpegSaysIsSaid() throws Exception {
        Video video = Video.of(clip, 1).by(program("echo 'clip.mp4: moov atom not found' >&2", "exit 1"));
        IOException e = assertThrows(IOException.class, () -> TestPictures.names(video, new LeftOut()));
        assertEquals(clip + ": ffmpeg could not read it: clip.mp4: moov atom not found", e.getMessage());
    }

    @Test
    void aFrameThatIsCutShortIsAFault() throws Exception {
        Video video = Video.of(clip, 1).by(program("printf 'P6\\n2 1\\n255\\nabc'"));
        IOException e = assertThrows(IOException.class, () -> TestPictures.names(video, new LeftOut()));
        assertEquals(clip + ": ffmpeg ended within frame 0", e.getMessage());
    }

    @Test
    void withoutFfmpegItIsSaidWhatToDo() {
        Video video = Video.of(clip, 1).by(folder.resolve("none"));
        IOException e = assertThrows(IOException.class, () -> video.open(new LeftOut()));
        assertTrue(e.getMessage().startsWith(clip + ": videos are decoded by ffmpeg, which could not be started"));
        assertTrue(e.getMessage().endsWith("install it (Debian: apt install ffmpeg), or give its pictures as files"));
        assertEquals(List.of(), List.of(folder.toFile().list((dir, name) -> name.startsWith("maskwright-ffmpeg"))));
    }
}
