package dev.maskwright.inventory.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a PostgreSQL of Debian's package, started here; as another user where this one is root, whom it refuses. */
@NullUnmarked
final class PostgresTest implements RecordingContract {

    private static Path folder;
    private static Path programs;
    private static int port;
    private static int count;

    @BeforeAll
    static void start() throws Exception {
        programs = programs();
        assumeTrue(
                programs != null,
                "PostgreSQL is not installed: no /usr/lib/postgresql/*/bin/initdb (Debian: apt install postgresql)");
        assumeTrue(
                !isRoot() || Files.isExecutable(Path.of("/usr/sbin/runuser")),
                "PostgreSQL refuses root, and there is no runuser");
        folder = Files.createTempDirectory("maskwright-postgres");
        if (isRoot()) {
            run("chown", "postgres", folder.toString());
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        run(program("initdb", "-D", folder + "/data", "-A", "trust", "-U", "shop", "--no-sync"));
        run(program(
                "pg_ctl",
                "-D",
                folder + "/data",
                "-w",
                "-l",
                folder + "/log",
                "-o",
                "-p %d -k %s -c fsync=off -c listen_addresses=127.0.0.1".formatted(port, folder),
                "start"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (folder != null) {
            run(program("pg_ctl", "-D", folder + "/data", "-m", "immediate", "-w", "stop"));
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return null;
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static String[] program(String name, String... arguments) {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static void run(String... command) throws Exception {
        Path log = Files.createTempFile("maskwright-postgres", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> List.of(command) + " does not end");
        assertEquals(0, process.exitValue(), List.of(command) + Files.readString(log));
        Files.delete(log);
    }

    /** A schema of its own for each test. */
    @Override
    public Database database() {
        return open("test" + count++);
    }

    private static Database open(String schema) {
        return Database.open(address() + "&currentSchema=" + schema, Optional.empty(), Duration.ofSeconds(5));
    }

    private static String address() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?user=shop".formatted(port);
    }

    @Test
    void tablesAreInASchemaOfTheirOwn() throws Exception {
        Database.open(address(), Optional.of("unused"));
        try (Connection connection = DriverManager.getConnection(address());
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'inventory'")) {
            assertTrue(rows.next());
            assertTrue(rows.getInt(1) > 8, "got " + rows.getInt(1));
        }
    }

    @Test
    void aLockedTableIsSaidToBeLocked() throws Exception {
        open("locked");
        Database impatient =
                Database.open(address() + "&currentSchema=locked", Optional.empty(), Duration.ofMillis(200));
        try (Connection connection = DriverManager.getConnection(address() + "&currentSchema=locked")) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE class_limit");
            InventoryException fault = assertThrows(
                    InventoryException.class, () -> new SettingStore(impatient).removeLimits(Optional.empty(), "sofa"));
            assertTrue(fault.getMessage().contains("another process holds a lock"), fault.getMessage());
        }
        assertEquals(0, new SettingStore(impatient).removeLimits(Optional.empty(), "sofa"));
    }

    @Test
    void aDatabaseThatThereIsNotIsNamed() {
        InventoryException fault = assertThrows(
                InventoryException.class,
                () -> Database.open(address().replace("/postgres?", "/shop?"), Optional.empty()));
        assertTrue(
                fault.getMessage().contains("PostgreSQL has no such database; create it with: createdb"),
                fault.getMessage());
    }
}
