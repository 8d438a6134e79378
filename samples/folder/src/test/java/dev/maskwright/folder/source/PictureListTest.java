package dev.maskwright.folder.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.folder.TestPictures;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureListTest {

    private static List<String> names(String lines) throws Exception {
        return TestPictures.names(PictureList.from(new StringReader(lines)), new LeftOut());
    }

    @Test
    void resultsAreCalledLikeThePathsAsWritten() throws Exception {
        assertEquals(
                List.of("a.jpg", "deep/a.jpg", "home/me/b.jpg", "c.jpg", " d.jpg"),
                names("a.jpg\ndeep/./a.jpg\r\n\n/home/me/b.jpg\n../../c.jpg\n d.jpg"));
    }

    @Test
    void marksOfEditorsAreNoPartOfAPath(@TempDir Path folder) throws Exception {
        assertEquals(List.of("a.jpg"), names("\uFEFFa.jpg\r\n"));
        Path list = folder.resolve("list.txt");
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Files.writeString(list, "\uFEFFa.jpg\r\n\r\nb.jpg\r\n", charset);
            assertEquals(List.of("a.jpg", "b.jpg"), TestPictures.names(PictureList.in(list), new LeftOut()));
            assertEquals(OptionalLong.of(2), PictureList.in(list).count());
        }
    }

    @Test
    void aLineThatIsNoPathStopsNoOther() throws Exception {
        LeftOut leftOut = new LeftOut();
        assertEquals(
                List.of("a.jpg", "c.jpg"),
                TestPictures.names(PictureList.from(new StringReader("a.jpg\nb\0.jpg\nc.jpg\n")), leftOut));
        assertEquals(List.of("1 line that is not a path: b\0.jpg"), leftOut.lines());
    }

    @Test
    void aPathThatComesAgainIsTakenOnce() throws Exception {
        assertEquals(List.of("x/a.jpg"), names("x/a.jpg\n./x/a.jpg\nx/y/../a.jpg\n"));
    }

    @Test
    void pathsThatWouldWriteTheSameResultsAreRefused() {
        IOException e = assertThrows(IOException.class, () -> names("a.jpg\n../a.jpg\n"));
        assertEquals(
                "a.jpg and ../a.jpg: the results of both would be named a.jpg; use a separate run for each",
                e.getMessage());
    }

    @Test
    void aFileIsCountedAndAStreamIsNot(@TempDir Path folder) throws Exception {
        Path list = Files.writeString(folder.resolve("list.txt"), "a.jpg\n\nb.jpg\na.jpg\n");
        assertEquals(OptionalLong.of(2), PictureList.in(list).count());
        assertEquals(List.of("a.jpg", "b.jpg"), TestPictures.names(PictureList.in(list), new LeftOut()));
        assertEquals(
                OptionalLong.empty(),
                PictureList.from(new StringReader("a.jpg")).count());
    }
}
