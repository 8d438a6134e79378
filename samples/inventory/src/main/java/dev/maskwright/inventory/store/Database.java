package dev.maskwright.inventory.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A database of scans: SQLite in one file, or PostgreSQL. Its tables are created when it is opened, and migrated if an
 * older version created them. Any number of threads may call, and any number of processes may use the same database.
 */
public final class Database {

    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final String LOCATION = "classpath:dev/maskwright/inventory/store";
    private static final String HISTORY = "inventory_schema";

    private final DatabaseAddress address;
    private final Jdbi jdbi;

    private Database(DatabaseAddress address) {
        this.address = address;
        jdbi = Jdbi.create(address.source());
    }

    /** Opens an SQLite file, which is created if it does not exist. */
    public static Database open(Path file) {
        return open(file.toString(), Optional.empty());
    }

    /** As {@link #open(String, Optional, Duration)}; waits up to 15 seconds for a locked database. */
    public static Database open(String address, Optional<String> password) {
        return open(address, password, WAIT);
    }

    /**
     * Opens a database.
     *
     * @param address a file for SQLite, or {@code jdbc:postgresql://host/database?user=name}. There the tables are in
     *     the schema {@code inventory}, unless the address names another by {@code currentSchema=}
     * @param password for PostgreSQL, if the address has none
     * @param wait how long to wait for a locked database
     * @throws InventoryException if it cannot be reached, is locked, contains other tables, or is of a newer version
     */
    public static Database open(String address, Optional<String> password, Duration wait) {
        Database database = new Database(DatabaseAddress.parse(address, password, wait));
        database.migrate();
        return database;
    }

    /** Its file or address, without a password. */
    public String name() {
        return address.name();
    }

    private void migrate() {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(address.source())
                .locations(LOCATION)
                .table(HISTORY)
                .placeholders(
                        address.isPostgres()
                                ? Map.of("id", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bytes", "BYTEA")
                                : Map.of("id", "INTEGER PRIMARY KEY AUTOINCREMENT", "bytes", "BLOB"))
                .loggers("slf4j")
                .connectRetries(0);
        address.schema().ifPresent(schema -> configuration.schemas(schema).defaultSchema(schema));
        Flyway flyway = configuration.load();
        try {
            requireKnown(flyway.info());
            flyway.migrate();
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    private void requireKnown(MigrationInfoService info) {
        for (var migration : info.all()) {
            MigrationState state = migration.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new InventoryException(("%s: the database is of version %s, written by a newer Maskwright than"
                                + " this one, which knows versions up to %s; use the newer one, or another"
                                + " database. Nothing was changed")
                        .formatted(name(), migration.getVersion(), newestKnown(info)));
            }
        }
    }

    private static String newestKnown(MigrationInfoService info) {
        String newest = "none";
        for (var migration : info.all()) {
            if (migration.getState() != MigrationState.FUTURE_SUCCESS
                    && migration.getState() != MigrationState.FUTURE_FAILED) {
                newest = String.valueOf(migration.getVersion());
            }
        }
        return newest;
    }

    /** Reads. */
    <T> T read(Function<Handle, T> work) {
        try {
            return jdbi.withHandle(work::apply);
        } catch (JdbiException e) {
            throw translated(e);
        }
    }

    /** Writes all or nothing. */
    <T> T write(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw translated(e);
        }
    }

    private InventoryException translated(Exception fault) {
        String reason = DatabaseAddress.withoutPassword(reason(fault));
        return new InventoryException("%s: %s. Nothing was changed by this".formatted(name(), reason), fault);
    }

    private String reason(Exception fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return reason(sqlite.getResultCode(), String.valueOf(sqlite.getMessage()));
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return reason(sql.getSQLState(), firstLine(sql));
            }
        }
        String text = firstLine(fault);
        return text.contains("non-empty schema")
                ? "it holds tables of another program; choose another "
                        + (address.isPostgres() ? "schema by ?currentSchema=NAME" : "file")
                : text;
    }

    private static String reason(SQLiteErrorCode code, String message) {
        return switch (code.code & 0xff) { // the rest distinguishes kinds of the same error
            case 5, 6 -> // SQLITE_BUSY, SQLITE_LOCKED
                "another process is writing to the database and did not finish in time; run it"
                        + " again, or use PostgreSQL where many write";
            case 26 -> "the file is not a database; choose another"; // SQLITE_NOTADB
            case 8 ->
                "the database cannot be written; check its permissions and those of its folder"; // SQLITE_READONLY
            case 13 -> "the disk is full; free some space"; // SQLITE_FULL
            case 11 -> "the database is damaged; restore a copy of it"; // SQLITE_CORRUPT
            default -> message;
        };
    }

    private static String reason(String state, String message) {
        if (state.startsWith("08")) {
            return "PostgreSQL cannot be reached (%s); check host and port, and whether it is running"
                    .formatted(message);
        }
        return switch (state) {
            case "28P01", "28000" -> "PostgreSQL refuses the user or the password; give them in ?user= and PGPASSWORD";
            case "3D000" -> "PostgreSQL has no such database; create it with: createdb NAME";
            case "42501" -> "the user may not create or change tables there (%s); grant it CREATE".formatted(message);
            case "55P03" -> "another process holds a lock and did not finish in time; run it again";
            default -> message;
        };
    }

    private static String firstLine(Throwable fault) {
        return String.valueOf(fault.getMessage()).strip().lines().findFirst().orElse("unknown fault");
    }
}
