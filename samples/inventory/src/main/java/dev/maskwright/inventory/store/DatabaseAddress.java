package dev.maskwright.inventory.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The address of a database: a file for SQLite, or a URL for PostgreSQL.
 *
 * @param name its name in messages, without a password
 * @param isPostgres whether it is PostgreSQL; else SQLite
 */
record DatabaseAddress(String name, boolean isPostgres, DataSource source, Optional<String> schema) {

    private static final String POSTGRES = "jdbc:postgresql:";
    private static final String SCHEMA = "inventory";

    /**
     * Reads an address.
     *
     * @param text {@code inventory.db}, or {@code jdbc:postgresql://host/database?user=name}; {@code postgresql:} is
     *     accepted, too
     * @param password for PostgreSQL, if the address has none
     * @param wait how long to wait for a locked database
     * @throws InventoryException if it is not a valid address
     */
    static DatabaseAddress parse(String text, Optional<String> password, Duration wait) {
        if (text.startsWith("postgresql:") || text.startsWith("postgres:")) {
            return postgres("jdbc:postgresql:" + text.substring(text.indexOf(':') + 1), password, wait);
        }
        if (text.startsWith(POSTGRES)) {
            return postgres(text, password, wait);
        }
        if (text.startsWith("jdbc:") && !text.startsWith("jdbc:sqlite:")) {
            throw new InventoryException(("%s: only SQLite and PostgreSQL are supported; name a file, or"
                            + " jdbc:postgresql://host/database?user=name")
                    .formatted(withoutPassword(text)));
        }
        return sqlite(Path.of(text.replaceFirst("^jdbc:sqlite:", "")), wait);
    }

    private static DatabaseAddress sqlite(Path file, Duration wait) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new InventoryException(
                    Files.isDirectory(file)
                            ? "%s: a folder, but a file is needed for the database; name a file in it".formatted(file)
                            : "%s: there is no folder %s for the database; create it, or choose another file"
                                    .formatted(file, folder));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(Math.toIntExact(wait.toMillis()));
        config.setTransactionMode(
                SQLiteConfig.TransactionMode.IMMEDIATE); // a transaction waits at its beginning, not halfway
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return new DatabaseAddress(file.toString(), false, source, Optional.empty());
    }

    private static DatabaseAddress postgres(String url, Optional<String> password, Duration wait) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new InventoryException(
                    "%s: not the address of a database; write jdbc:postgresql://host:5432/database?user=name"
                            .formatted(withoutPassword(url)),
                    e);
        }
        if (source.getPassword() == null) {
            password.ifPresent(source::setPassword);
        }
        if (source.getCurrentSchema() == null) {
            source.setCurrentSchema(SCHEMA);
        }
        source.setLoginTimeout(Math.toIntExact(Math.max(1, wait.toSeconds())));
        source.setOptions("-c lock_timeout=" + wait.toMillis());
        source.setApplicationName("maskwright-inventory");
        return new DatabaseAddress(withoutPassword(url), true, source, Optional.ofNullable(source.getCurrentSchema()));
    }

    static String withoutPassword(String url) {
        return url.replaceFirst("(?i)(password=)[^&]*", "$1***").replaceFirst("(//[^/:@]*):[^/]*@", "$1:***@");
    }
}
