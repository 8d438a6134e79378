package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.cli.Run;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.models.files.FolderLock;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample data with faults in it. */
class BadDataTest {

    private static final String TRAIN = "train-00000-of-00001.parquet";
    private static final String VALIDATION = "val-00000-of-00001.parquet";

    private final Path data;
    private final Path checkpoint;

    BadDataTest(@TempDir Path folder) throws IOException {
        data = folder.resolve("data");
        checkpoint = folder.resolve("checkpoint");
        Files.createDirectories(data);
        Files.copy(Run.DATA.resolve("classes.json"), data.resolve("classes.json"));
        for (String file : new String[] {TRAIN, VALIDATION}) {
            Files.copy(Run.DATA.resolve("data").resolve(file), data.resolve(file));
        }
    }

    @Test
    void badRowsAreNamedAndTheTrainingIsDone() throws Exception {
        change(TRAIN, """
                SELECT CASE number WHEN 2 THEN {'bytes': 'no picture'::BLOB, 'path': image.path} ELSE image END AS image,
                    CASE number WHEN 3 THEN {'bytes': '%s'::BLOB, 'path': mask.path} ELSE mask END AS mask,
                    CASE number WHEN 4 THEN [900.0, 10.0, 50.0, 50.0] ELSE bbox END AS bbox,
                    category FROM rows""".formatted(blob(png(16, 16))));
        change(
                VALIDATION,
                "SELECT image, mask, bbox, CASE number WHEN 1 THEN 'Spaceship' ELSE category END"
                        + " AS category FROM rows");

        Run run = TinyModel.train(checkpoint, data, "--set", "target=mask");
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        assertNamed(run, TRAIN + " row 2", "not a picture that can be read: it starts with the text \"no picture\"");
        assertNamed(
                run,
                TRAIN + " row 3",
                "mask is 16x16 but the image is 384x288; give both the same size or remove the row");
        assertNamed(
                run, TRAIN + " row 4", "bbox [900.0, 10.0, 50.0, 50.0] is not [x, y, width, height] inside the image");
        assertNamed(
                run, VALIDATION + " row 1", "category 'spaceship' has no training row; add some or remove this row");
        assertTrue(run.err().startsWith("4 rows skipped:"), run.err());
        assertTrue(run.out().contains(": 16 rows to train on, 7 of 8 rows to validate, "), run.out());
        assertTrue(Files.exists(checkpoint.resolve("weights.safetensors")));
    }

    @Test
    void badRowsAreNamedAndTheOthersMakeASubset() throws Exception {
        change(
                TRAIN,
                "SELECT CASE number WHEN 2 THEN {'bytes': ''::BLOB, 'path': 'x.jpg'} ELSE image"
                        + " END AS image, mask, bbox, category, labels FROM rows");
        Run run = Run.of("subset", "--data", data, "--output", checkpoint);
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        assertNamed(run, TRAIN + " row 2 (x.jpg)", "the file is empty");
        assertEquals(1, run.err().lines().count(), run.err());
        try (var pictures = Files.list(checkpoint.resolve("images"))) {
            assertEquals(15, pictures.count());
        }
    }

    @Test
    void badRowsAreNamedAndTheOthersMeasured() throws Exception {
        change(
                VALIDATION,
                "SELECT CASE number WHEN 5 THEN {'bytes': ''::BLOB, 'path': 'x.jpg'} ELSE image"
                        + " END AS image, mask, bbox, category, labels FROM rows");
        Run run = Run.of("evaluate", "--data", data, "--split", "validation", "--model", TinyModel.file());
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        assertNamed(run, VALIDATION + " row 5 (x.jpg)", "the file is empty");
        assertTrue(run.out().contains("(7 rows, 64x64): mean IoU 0."), run.out());
    }

    @Test
    void missingParquetIsNoRun() throws IOException {
        Files.delete(data.resolve(TRAIN));
        Files.delete(data.resolve(VALIDATION));
        assertNotTrained(data + ": no data set of a known format; looked for ");
    }

    @Test
    void nothingButBackgroundIsNoRun() throws Exception {
        change(TRAIN, """
                SELECT image, mask, bbox, category, {'bytes': '%s'::BLOB, 'path': 'x.png'} AS labels
                    FROM rows""".formatted(blob(png(384, 288))));
        assertNotTrained(data
                + ", training: none of the 16 rows has a pixel of any class but background"
                + " that counts: the masks hold only 0");
    }

    @Test
    void aCheckpointThatAnotherTrainingWritesIsNoRun() throws IOException {
        try (FolderLock other = FolderLock.take(checkpoint)) {
            Run run = TinyModel.train(checkpoint, data);
            assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
            assertEquals(
                    checkpoint + ": another run is writing there; wait until it ends, or choose another folder",
                    run.err().strip());
        }
        assertFalse(Files.exists(checkpoint.resolve("recipe.json")));
    }

    @Test
    void withoutAValidationSplitSomeRowsAreHeldBack() throws IOException {
        Files.delete(data.resolve(VALIDATION));
        Run run = TinyModel.train(checkpoint, data);
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("held back"), run.out());
    }

    @Test
    void validationAloneIsMeasuredButNotTrainedOn() throws IOException {
        Run whole = Run.of("evaluate", "--data", data, "--split", "val", "--model", TinyModel.file());
        Files.delete(data.resolve(TRAIN));
        Run alone = Run.of("evaluate", "--data", data, "--split", "val", "--model", TinyModel.file());
        assertEquals(ExitCode.DONE, alone.exitCode(), alone.toString());
        assertEquals(whole.out(), alone.out());

        String reason =
                data + ": there is only a validation split, on which a network can be evaluated but not trained";
        assertNotTrained(reason);
        Run onTraining = Run.of("evaluate", "--data", data, "--split", "train", "--model", TinyModel.file());
        assertEquals(ExitCode.COULD_NOT_RUN, onTraining.exitCode());
        assertTrue(onTraining.err().startsWith(reason), onTraining.err());
    }

    @Test
    void missingFolderIsNoRun() {
        Run run = Run.of("evaluate", "--data", data.resolve("nowhere"), "--split", "val", "--model", TinyModel.file());
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().startsWith(data.resolve("nowhere") + ": no such folder"), run.err());
    }

    @Test
    void truncatedParquetIsNoRun() throws IOException {
        byte[] bytes = Files.readAllBytes(data.resolve(TRAIN));
        Files.write(data.resolve(TRAIN), Arrays.copyOf(bytes, bytes.length / 2));
        assertNotTrained(data.resolve(TRAIN) + ": not a readable Parquet file; copy or write it again");
    }

    @Test
    void otherClassesThanTheModelsAreNoRun() throws IOException {
        Files.writeString(
                data.resolve("classes.json"),
                Files.readString(data.resolve("classes.json")).replace("Sofa", "Couch"));
        Run run = Run.of("evaluate", "--data", data, "--split", "val", "--model", TinyModel.file());
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().contains("[background, sofa, ") && run.err().contains("[background, couch, "), run.err());
    }

    @Test
    void resumeOnOtherDataWarns() throws Exception {
        TinyModel.train(checkpoint, data);
        change(TRAIN, "SELECT image, mask, bbox, category, labels FROM rows WHERE number < 8");
        Run run = Run.of("train", "--data", data, "--output", checkpoint, "--resume");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.err().contains("is not the data that %s was started with".formatted(checkpoint)), run.err());
    }

    private void assertNotTrained(String message) {
        Run run = TinyModel.train(checkpoint, data);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().startsWith(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(Files.exists(checkpoint));
    }

    private static void assertNamed(Run run, String row, String fault) {
        assertEquals(
                1,
                run.err()
                        .lines()
                        .filter(line -> line.contains(row) && line.contains(fault))
                        .count(),
                run.err());
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
        return bytes.toByteArray();
    }

    /** Bytes as DuckDB writes them in a literal. */
    private static String blob(byte[] bytes) {
        return "\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
    }

    /** Writes a file anew as a query sees it: {@code rows} are its rows with their number. */
    private void change(String file, String query) throws SQLException, IOException {
        Path changed = data.resolve("changed");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute(("CREATE VIEW rows AS SELECT *, file_row_number AS number FROM"
                            + " read_parquet('%s', file_row_number = true)")
                    .formatted(data.resolve(file)));
            statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, changed));
        }
        Files.move(changed, data.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
}
