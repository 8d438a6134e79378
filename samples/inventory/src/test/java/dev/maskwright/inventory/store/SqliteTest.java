package dev.maskwright.inventory.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
final class SqliteTest implements RecordingContract {

    @TempDir
    private Path folder;

    @Override
    public Database database() {
        return Database.open(folder.resolve("inventory.db"));
    }

    @Test
    void aLockedDatabaseIsSaidToBeLockedAndTakesTheScanLater() throws Exception {
        database();
        Path file = folder.resolve("inventory.db");
        Database impatient = Database.open(file.toString(), Optional.empty(), Duration.ofMillis(100));
        ScanRecorder recorder = new ScanRecorder(impatient, RecordingContract.once());
        NewScan scan = RecordingContract.scan("top", RecordingContract.NOON, RecordingContract.seen("sofa", 0.2));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            InventoryException fault = assertThrows(InventoryException.class, () -> recorder.record(scan));
            assertEquals(
                    file
                            + ": another process is writing to the database and did not finish in"
                            + " time; run it again, or use PostgreSQL where many write. Nothing"
                            + " was changed by this",
                    fault.getMessage());
            other.createStatement().execute("ROLLBACK");
        }
        assertEquals(List.of(), new Records(impatient).shelves());
        assertTrue(recorder.record(scan).isPresent());
        assertEquals(1, new Records(impatient).scans("top", 10).size());
    }

    @Test
    void aDatabaseOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        ScanRecorder recorder = new ScanRecorder(database(), RecordingContract.once());
        recorder.record(RecordingContract.sized(640, 480, "m 1"));
        long second = recorder.record(RecordingContract.sized(320, 240, "m 1"))
                .orElseThrow()
                .id();
        recorder.record(RecordingContract.sized(240, 320, "m 1"));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("inventory.db"))) {
            other.createStatement().execute("ALTER TABLE scan DROP COLUMN is_state");
            other.createStatement().execute("DELETE FROM inventory_schema WHERE version = '2'");
        }
        assertEquals(
                second, new Records(database()).lastScan("top").orElseThrow().id());
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
        database();
        Path file = folder.resolve("inventory.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            other.createStatement()
                    .execute("INSERT INTO inventory_schema SELECT 9, '9', 'later', type,"
                            + " 'V9__later.sql', 1, installed_by, installed_on, execution_time,"
                            + " success FROM inventory_schema WHERE version = '1'");
        }
        byte[] before = Files.readAllBytes(file);
        InventoryException fault = assertThrows(InventoryException.class, this::database);
        assertTrue(
                fault.getMessage()
                        .contains("is of version 9, written by a newer Maskwright than this one,"
                                + " which knows versions up to 2"),
                fault.getMessage());
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file)));
    }

    @Test
    void whatIsNoInventoryIsLeftAlone() throws Exception {
        Path text = Files.writeString(folder.resolve("text.db"), "this is no database, whatever it is called\n");
        assertTrue(
                fault(text.toString()).contains("text.db: the file is not a database; choose another"),
                fault(text.toString()));
        assertTrue(Files.readString(text).startsWith("this is no database"));
        Path other = folder.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other)) {
            connection.createStatement().execute("CREATE TABLE customer (name TEXT)");
        }
        assertTrue(
                fault(other.toString()).contains("holds tables of another program; choose another file"),
                fault(other.toString()));
        assertTrue(fault(folder.toString()).contains("a folder, but a file is needed"));
        assertTrue(fault(folder.resolve("no/such.db").toString()).contains("there is no folder"));
        assertFalse(Files.exists(folder.resolve("no")));
    }

    @Test
    void addressesAreReadAndPasswordsNeverShown() {
        assertTrue(fault("jdbc:mysql://h/d").contains("only SQLite and PostgreSQL are supported"));
        String refused = fault("jdbc:postgresql://localhost:1/shop?user=me&password=secret");
        assertTrue(refused.contains("PostgreSQL cannot be reached"), refused);
        assertTrue(refused.startsWith("jdbc:postgresql://localhost:1/shop?user=me&password=***:"), refused);
        assertFalse(refused.contains("secret"), refused);
        assertEquals(
                "jdbc:mysql://me:***@host/d?password=***",
                DatabaseAddress.withoutPassword("jdbc:mysql://me:a@b:c@host/d?password=x"));
    }

    private static String fault(String address) {
        return String.valueOf(assertThrows(
                        InventoryException.class, () -> Database.open(address, Optional.empty(), Duration.ofSeconds(1)))
                .getMessage());
    }
}
