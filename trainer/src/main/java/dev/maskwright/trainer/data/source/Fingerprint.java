package dev.maskwright.trainer.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** SHA-256 over names and contents of files. */
final class Fingerprint {

    /** What a split is known by. */
    interface Source {
        String compute();
    }

    private final MessageDigest sha256;

    private Fingerprint(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    static Fingerprint start() {
        try {
            return new Fingerprint(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Computed when it is first asked for, for it reads every file. Files that are gone by then count by their names. */
    static Source ofFiles(Path dir, Collection<Path> files) {
        return new Source() {
            private String known = "";

            @Override
            public synchronized String compute() {
                if (known.isEmpty()) {
                    Fingerprint fingerprint = start();
                    for (Path file : files) {
                        try {
                            fingerprint.add(dir.relativize(file).toString().replace('\\', '/'));
                            if (Files.isRegularFile(file)) {
                                fingerprint.add(file);
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException("%s: cannot be read".formatted(file), e);
                        }
                    }
                    known = fingerprint.hex();
                }
                return known;
            }
        };
    }

    Fingerprint add(String text) {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        return this;
    }

    Fingerprint add(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
        }
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
