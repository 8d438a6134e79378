package dev.maskwright.cli.inventory;

import dev.maskwright.inventory.store.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The database of scans. */
final class DatabaseOption {

    private static final String DEFAULT = "inventory.db";

    @Option(
            names = "--database",
            paramLabel = "ADDRESS",
            description = {
                "An SQLite file, or jdbc:postgresql://HOST/NAME?user=USER (password in PGPASSWORD). Default: the "
                        + "value of the",
                "environment variable MASKWRIGHT_INVENTORY, or " + DEFAULT + " in the current folder."
            })
    private @Nullable String address;

    Database open() {
        String chosen = Optional.ofNullable(address)
                .or(() -> environment("MASKWRIGHT_INVENTORY"))
                .orElse(DEFAULT);
        return Database.open(chosen, environment("PGPASSWORD"));
    }

    static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
}
