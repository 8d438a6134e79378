package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {

    private final String home = System.getProperty("maskwright.home", "");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void findRecipes() {
        System.setProperty("maskwright.home", Run.ROOT.toString());
    }

    @AfterEach
    void restoreHome() {
        System.setProperty("maskwright.home", home);
    }

    /** One network on pictures so small that it is soon over. */
    private Run reproduce(String... more) {
        List<Object> arguments = new ArrayList<>(
                List.of("reproduce", "--data", Run.DATA, "--output", folder, "--only", "unet_plain-baseline"));
        for (String size : List.of("width", "height", "cropWidth", "cropHeight")) {
            arguments.addAll(List.of("--set", size + "=16"));
        }
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray());
    }

    @Test
    void trainsMeasuresAndPrintsTheTableAndDoesNothingTwice() throws IOException {
        Run first = reproduce("--epochs", "1", "--fixed", "--json");
        assertEquals(ExitCode.DONE, first.exitCode(), first.toString());
        JsonObject document = JsonParser.parseString(first.out()).getAsJsonObject();
        assertEquals(2, document.getAsJsonArray("trained").size());
        JsonObject trained = document.getAsJsonArray("trained").get(0).getAsJsonObject();
        assertEquals("notebook/unet_plain-baseline", trained.get("name").getAsString());
        assertEquals(1, trained.get("epochs").getAsInt());
        assertTrue(trained.get("seconds").getAsDouble() > 0);
        assertTrue(document.getAsJsonObject("references").has("always sofa"), first.out());

        String markdown = Files.readString(folder.resolve("reproduction.md"));
        assertTrue(first.err().contains(markdown.strip()), first.err());
        assertTrue(markdown.contains("| fixed/unet_plain-baseline |"), markdown);
        assertTrue(Files.readString(folder.resolve("reproduction.html")).contains("fixed/unet_plain-baseline"));

        Run second = reproduce("--epochs", "1");
        assertEquals(ExitCode.DONE, second.exitCode(), second.toString());
        assertTrue(second.out().contains("notebook/unet_plain-baseline is finished already"), second.out());
        assertFalse(second.out().contains("training 1 of"), second.out());
        assertEquals(markdown, Files.readString(folder.resolve("reproduction.md")));

        Run other = reproduce("--epochs", "2");
        assertEquals(ExitCode.COULD_NOT_RUN, other.exitCode(), other.toString());
        assertTrue(other.err().contains("epochs was 1 and is 2 now"), other.err());
    }

    @Test
    void trainingThatWasNotMeasuredIsMeasured() throws IOException {
        assertEquals(ExitCode.DONE, reproduce("--epochs", "1").exitCode());
        Path figures = folder.resolve("notebook/unet_plain-baseline/figures.json");
        String before = Files.readString(figures);
        Files.delete(figures);
        Run again = reproduce("--epochs", "1");
        assertEquals(ExitCode.DONE, again.exitCode(), again.toString());
        assertTrue(again.out().contains("all 1 epochs are done already"), again.out());
        assertEquals(before, Files.readString(figures));
    }

    @Test
    void timeDecidesHowManyEpochs() throws IOException {
        Run little = reproduce("--minutes", "0.0001");
        assertEquals(ExitCode.DONE, little.exitCode(), little.toString());
        assertEquals(1, epochs());
        // A longer time does not train again what is finished.
        assertEquals(ExitCode.DONE, reproduce("--minutes", "100").exitCode());
        assertEquals(1, epochs());
    }

    private int epochs() throws IOException {
        String json = Files.readString(folder.resolve("notebook/unet_plain-baseline/figures.json"));
        return JsonParser.parseString(json).getAsJsonObject().get("epochs").getAsInt();
    }
}
