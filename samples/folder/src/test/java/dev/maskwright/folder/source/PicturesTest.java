package dev.maskwright.folder.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.folder.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class PicturesTest {

    private final Path folder;

    PicturesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path empty(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    private List<String> names(Pictures pictures) throws Exception {
        List<String> names = TestPictures.names(pictures, new LeftOut());
        assertEquals(names.size(), pictures.count().orElseThrow());
        assertEquals(names, pictures.list().stream().map(PictureFile::name).toList());
        return names;
    }

    @Test
    void resultsAreCalledLikeTheirPicturesSoThatNeighboursChangeNothing() throws Exception {
        empty("a.jpg");
        empty("deep/a.jpg");
        assertEquals(List.of("a.jpg", "deep/a.jpg"), names(Pictures.in(folder).recursive(true)));
        empty("a.png");
        empty("A.jpg");
        empty("deep/b.JPEG");
        assertEquals(
                List.of("A.jpg", "a.jpg", "a.png", "deep/a.jpg", "deep/b.JPEG"),
                names(Pictures.in(folder).recursive(true)));
    }

    @Test
    void whatIsLeftOutIsCountedAndNamed() throws Exception {
        for (String name : List.of("a.jpg", "b.HEIC", "c.heif", "d.avif", "e.jp2", "f.txt", "g.mp4", "h.nef", "i")) {
            empty(name);
        }
        empty(".hidden.txt");
        empty("sub/j.jpg");
        LeftOut leftOut = new LeftOut();
        assertEquals(List.of("a.jpg"), TestPictures.names(Pictures.in(folder), leftOut));
        assertEquals(
                Map.of(
                        FileKind.HEIF, 2L,
                        FileKind.AVIF, 1L,
                        FileKind.JPEG_2000, 1L,
                        FileKind.OTHER, 2L,
                        FileKind.VIDEO, 1L,
                        FileKind.RAW, 1L,
                        FileKind.FOLDER, 1L),
                leftOut.counts());
        assertEquals(
                "2 HEIC or HEIF files: %s, %s".formatted(folder.resolve("b.HEIC"), folder.resolve("c.heif")),
                leftOut.lines().get(0));
    }

    @Test
    void patternsTakeNamesOrPaths() throws Exception {
        for (String name : List.of("a.jpg", "a.png", "old/a.jpg", "old/deep/b.jpg", "new/a.jpg")) {
            empty(name);
        }
        Pictures all = Pictures.in(folder).recursive(true);
        assertEquals(List.of("a.png"), names(all.including(List.of("*.png"))));
        assertEquals(
                List.of("new/a.jpg", "old/a.jpg", "old/deep/b.jpg"), names(all.including(List.of("{old,new}/**.jpg"))));
        assertEquals(List.of("a.jpg", "a.png", "new/a.jpg"), names(all.excluding(List.of("old"))));
        assertEquals(List.of("a.png", "old/deep/b.jpg"), names(all.excluding(List.of("a.jpg"))));
        assertThrows(IllegalArgumentException.class, () -> all.including(List.of("[")));
    }

    @Test
    void linksAreFollowedAndLoopsLeftOut() throws Exception {
        empty("in/a.jpg");
        empty("elsewhere/b.jpg");
        assumeTrue(canLink(), "this system has no links for us");
        Files.createSymbolicLink(folder.resolve("in/linked"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("in/picture.jpg"), folder.resolve("elsewhere/b.jpg"));
        Files.createSymbolicLink(folder.resolve("elsewhere/back"), folder.resolve("in"));
        Files.createSymbolicLink(folder.resolve("in/self"), folder.resolve("in/self"));
        Files.createSymbolicLink(folder.resolve("in/gone.jpg"), folder.resolve("nothing"));
        Path whole = Files.createSymbolicLink(folder.resolve("whole"), folder.resolve("in"));
        LeftOut leftOut = new LeftOut();
        assertEquals(
                List.of("a.jpg", "linked/b.jpg", "picture.jpg"),
                TestPictures.names(Pictures.in(whole).recursive(true), leftOut));
        assertEquals(Map.of(FileKind.LINK_BACK, 2L, FileKind.BROKEN_LINK, 1L), leftOut.counts());
    }

    private boolean canLink() {
        try {
            Files.delete(Files.createSymbolicLink(folder.resolve("link"), folder));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void resultsAreNoInput() throws Exception {
        empty("a.jpg");
        empty("out/masks/a.jpg.png");
        assertEquals(List.of("a.jpg"), names(Pictures.in(folder).recursive(true).except(folder.resolve("out"))));
    }

    @Test
    void aPictureThatIsMetTwiceIsTakenOnce() throws Exception {
        Path file = empty("x/a.jpg");
        empty("x/b.jpg");
        assertEquals(List.of("a.jpg", "b.jpg"), names(Pictures.in(file, folder.resolve("x"), file)));
        assertEquals(
                List.of("a.jpg", "b.jpg"), names(Pictures.in(folder.resolve("x"), file, folder.resolve("x/../x"))));
    }

    @Test
    void picturesThatWouldWriteTheSameResultsAreRefused() throws Exception {
        Path x = empty("x/a.jpg");
        Path y = empty("y/a.jpg");
        String expected = ("%s and %s: the results of both would be named a.jpg; name the folder above"
                        + " both, or use a separate run for each")
                .formatted(x, y);
        for (Pictures pictures :
                List.of(Pictures.in(x, y), Pictures.in(x.getParent(), y.getParent()), Pictures.in(x.getParent(), y))) {
            assertEquals(
                    expected, assertThrows(IOException.class, pictures::count).getMessage());
        }
    }
}
