package dev.maskwright.trainer.data.source.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FoundFilesTest {

    private final Path dir;

    FoundFilesTest(@TempDir Path dir) {
        this.dir = dir;
    }

    private Path file(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private FoundFiles find(String... names) {
        return FoundFiles.in(List.of(dir, dir.resolve("images")), List.of(names));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "images/a.png            | images/a.png | ",
                "a.png                   | images/a.png | ",
                "images\\a.png           | images/a.png | with / for \\",
                "images/my%20%C3%A4.png  | images/my ä.png | with the URL encoding undone",
                "C:\\Users\\Bob\\set\\images\\a.png | images/a.png | without the folders before it",
                "/home/bob/set/images/a.png | images/a.png | without the folders before it",
                "../nowhere/images/a.png         | images/a.png | without the folders before it",
                "https://host:8080/data/upload/1/a.png?token=b/c | images/a.png | without the folders before it",
                "s3://bucket/room/a.png  | images/a.png | without the folders before it",
                "/data/local-files/?d=images%5Ca.png | images/a.png | without the folders before it",
                "images/A.PNG            | images/a.png | under a name that differs only",
                "D:\\x\\A.PNG            | images/a.png | without the folders before it",
                "100%.png                | images/100%.png | ",
                "images/100%25.png       | images/100%.png | with the URL encoding undone",
            })
    void namesOfOtherMachinesMeanFilesOfThisOne(String written, String expected, String said) throws Exception {
        file("images/a.png");
        file("images/my ä.png");
        file("images/100%.png");
        FoundFiles found = find(written);
        assertEquals(Optional.of(dir.resolve(expected)), found.file(written).map(Path::normalize));
        List<String> notes = found.notes("list");
        assertEquals(said == null ? 0 : 1, notes.size(), notes::toString);
        if (said != null) {
            assertTrue(notes.get(0).startsWith("list: 1 file was found " + said), notes.get(0));
            assertTrue(notes.get(0).contains("'" + written + "' is "), notes.get(0));
        }
    }

    @Test
    void accentsMayBeStoredEitherWay() throws Exception {
        String composed = "Küche/Tür.png";
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        Path mac = file(decomposed);
        Path linux = file("bäd.png");
        assertEquals(Optional.of(mac), find(composed).file(composed));
        String name = Normalizer.normalize("bäd.png", Normalizer.Form.NFD);
        assertEquals(Optional.of(linux), find(name).file(name));
    }

    @Test
    void foldersThatTellFilesApartAreNotLeftOut() throws Exception {
        file("images/1.png");
        FoundFiles found = find("left/1.png", "right/1.png", "1.png");
        assertEquals(Optional.empty(), found.file("left/1.png"));
        assertEquals(Optional.empty(), found.file("right/1.png"));
        assertEquals(Optional.of(dir.resolve("images/1.png")), found.file("1.png"));
        assertTrue(found.reason("left/1.png").orElse("").contains("'left/1.png' is the same file as '"));
        assertEquals(List.of(), found.notes("list"));
    }

    @Test
    void asFewFoldersAsPossibleAreLeftOut() throws Exception {
        Path left = file("left/1.png");
        Path right = file("right/1.png");
        FoundFiles found = find("/mnt/left/1.png", "/mnt/right/1.png");
        assertEquals(Optional.of(left), found.file("/mnt/left/1.png"));
        assertEquals(Optional.of(right), found.file("/mnt/right/1.png"));
    }

    @Test
    void aWholeNameInOtherLettersComesBeforeOneWithoutFolders() throws Exception {
        Path left = file("images/left/1.png");
        file("images/1.png");
        assertEquals(Optional.of(left), find("left/1.PNG").file("left/1.PNG"));
    }

    @Test
    void foldersThatTellFilesOfTwoSourcesApartAreNotLeftOut() throws Exception {
        file("images/1.png");
        FoundFiles left = find("left/1.png");
        FoundFiles right = find("right/1.png");
        FoundFiles.tellApart(List.of(left, right));
        assertEquals(Optional.empty(), left.file("left/1.png"));
        assertEquals(Optional.empty(), right.file("right/1.png"));
        assertTrue(left.reason("left/1.png").orElse("").contains("is the same file as 'right/1.png'"));
    }

    @Test
    void namesThatNoFileCanHaveAreToldSo() {
        FoundFiles found = find("a\0b.png", "gone.png", "");
        assertEquals(Optional.empty(), found.file("a\0b.png"));
        assertTrue(found.reason("a\0b.png").orElse("").startsWith("its name contains a NUL character"));
        assertEquals(Optional.empty(), found.reason("gone.png"));
        assertEquals(Optional.empty(), found.file(""));
    }

    @Test
    void knownFilesAreFoundTheSameWay() {
        Path a = Path.of("a.png");
        for (String name : List.of("a", "x\\a.png", "A")) {
            FoundFiles found = FoundFiles.among(Map.of("a", a, "a.png", a), List.of(name, "b"));
            assertEquals(Optional.of(a), found.file(name));
            assertEquals(Optional.empty(), found.file("b"));
        }
    }
}
