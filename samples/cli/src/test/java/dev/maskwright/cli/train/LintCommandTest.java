package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample data, whole and with faults. */
class LintCommandTest {

    private static final String TRAIN = "train-00000-of-00001.parquet";
    private static final String VALIDATION = "val-00000-of-00001.parquet";

    private final Path folder;

    LintCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void sampleDataHasNoErrors() {
        Run run = Run.of("lint", "--data", Run.DATA);
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("0 errors, 7 warnings, 4 notes"), run.out());
        assertTrue(run.out().contains("classes that only training has"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
    }

    @Test
    void faultsAreErrorsWithPictures() throws Exception {
        Path data = broken();
        Path output = folder.resolve("out");
        Run run = Run.of("lint", "--data", data, "--set", "target=mask", "--json", "--output", output);
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());

        JsonObject document = JsonParser.parseString(run.out()).getAsJsonObject();
        List<String> errors = new ArrayList<>();
        for (JsonElement kind : document.getAsJsonArray("kinds")) {
            if (kind.getAsJsonObject().get("severity").getAsString().equals("error")) {
                errors.add(kind.getAsJsonObject().get("kind").getAsString());
            }
        }
        assertEquals(
                List.of("unreadable_picture", "left_out", "bad_box", "box_misfit", "split_duplicate"),
                errors,
                run.toString());
        assertEquals(document, JsonParser.parseString(Files.readString(output.resolve("lint.json"))));

        String page = Files.readString(output.resolve("lint.html"));
        assertTrue(page.contains("data:image/"), "no picture");
        assertFalse(page.matches("(?s).*(src|href)=.?https?:.*"), "the page needs the network");
        for (String row : List.of(TRAIN + " row 2", TRAIN + " row 4", VALIDATION + " row 1", VALIDATION + " row 5")) {
            assertTrue(page.contains(row), row);
        }
    }

    @Test
    void wrongUsageAndNoDataAreToldApart() {
        Run misspelt = Run.of("lint", "--data", Run.DATA, "--set", "targt=mask");
        assertEquals(ExitCode.WRONG_USAGE, misspelt.exitCode());
        assertTrue(misspelt.err().contains("did you mean 'data.target'"), misspelt.err());
        assertEquals(
                ExitCode.WRONG_USAGE,
                Run.of("lint", "--data", Run.DATA, "--least-box-iou", "7").exitCode());
        assertEquals(
                ExitCode.COULD_NOT_RUN,
                Run.of("lint", "--data", folder.resolve("nowhere")).exitCode());
    }

    @Test
    void longTextIsBrokenBetweenWords() {
        assertEquals(List.of("one two", "three", "incomparable"), LintText.wrapped("one two three incomparable", 9));
    }

    /**
     * The sample data with an unreadable picture, two wrong boxes, a category without training rows and a picture in
     * both splits.
     */
    private Path broken() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.copy(Run.DATA.resolve("classes.json"), data.resolve("classes.json"));
        write(data, TRAIN, """
                SELECT CASE number WHEN 2 THEN {'bytes': 'no picture'::BLOB, 'path': image.path} ELSE image END AS image, mask,
                    CASE number WHEN 4 THEN [300.0, 10.0, 350.0, 50.0] WHEN 6 THEN [0.0, 0.0, 2.0, 2.0] ELSE bbox END AS bbox,
                    category FROM rows""");
        write(data, VALIDATION, """
                SELECT CASE number WHEN 5 THEN (SELECT image FROM train WHERE number = 7) ELSE image END AS image, mask, bbox,
                    CASE number WHEN 1 THEN 'Spaceship' ELSE category END AS category FROM rows""");
        return data;
    }

    private static void write(Path data, String file, String query) throws Exception {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            String view = "CREATE VIEW %s AS SELECT *, file_row_number AS number FROM"
                    + " read_parquet('%s', file_row_number = true)";
            statement.execute(view.formatted("rows", Run.DATA.resolve("data").resolve(file)));
            statement.execute(view.formatted("train", Run.DATA.resolve("data").resolve(TRAIN)));
            statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, data.resolve(file)));
        }
    }
}
