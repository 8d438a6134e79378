package dev.maskwright.trainer.data.source.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.function.Function;

/** SHA-256 over names and contents of files. */
public final class Fingerprint {

    /** Identifies a split. */
    public interface Source {
        String compute();
    }

    /** Terminates a text, so that two consecutive ones are not confused with one. */
    private static final char ENDING = '\0';

    private final MessageDigest sha256;

    private Fingerprint(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    public static Fingerprint start() {
        try {
            return new Fingerprint(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** For files identified by their paths below a folder. Missing files count by their names. */
    public static Source ofFiles(Path dir, Collection<Path> files) {
        Path root = dir.toAbsolutePath();
        return of(
                files, file -> root.relativize(file.toAbsolutePath()).toString().replace('\\', '/') + ENDING);
    }

    /** For tables that contain everything of a split, wherever they are. */
    public static Source ofTables(Collection<Path> files) {
        return of(files, file -> file.getFileName().toString());
    }

    /** Computed on first use, because it reads every file. */
    private static Source of(Collection<Path> files, Function<Path, String> naming) {
        return new Source() {
            private String known = "";

            @Override
            public synchronized String compute() {
                if (known.isEmpty()) {
                    Fingerprint fingerprint = start();
                    for (Path file : files) {
                        fingerprint.update(naming.apply(file));
                        try {
                            if (Files.isRegularFile(file)) {
                                fingerprint.update(file);
                            }
                        } catch (IOException e) {
                            fingerprint.update("unreadable" + ENDING); // like its row, which is dropped
                        }
                    }
                    known = fingerprint.hex();
                }
                return known;
            }
        };
    }

    public Fingerprint add(String text) {
        update(text + ENDING);
        return this;
    }

    private void update(String text) {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private void update(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
        }
    }

    public String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
