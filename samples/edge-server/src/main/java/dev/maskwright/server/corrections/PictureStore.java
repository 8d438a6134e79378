package dev.maskwright.server.corrections;

import com.google.gson.JsonParseException;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Kept pictures on disk: for each its file, the model's mask, a thumbnail with mask and corrections painted over it,
 * and its description, which is written last and deleted first. So after a kill each is either complete or removed at
 * the next start. Thread-safe.
 */
final class PictureStore {

    private static final String FACTS = ".json";
    private static final String PICTURE = ".picture";
    private static final String MASK = ".mask.png";
    private static final String SMALL = ".small.jpg";

    /** The encoded result for a picture. */
    @SuppressWarnings("ArrayRecordComponent") // files, not meant to be compared
    record Found(byte[] mask, byte[] small) {

        long bytes() {
            return (long) mask.length + small.length;
        }
    }

    private final Path dir;
    private final Map<String, KeptPicture> pictures = new TreeMap<>();

    private PictureStore(Path dir) {
        this.dir = dir;
    }

    /** Opens a folder, which is created if it does not exist. */
    static PictureStore open(Path dir) throws IOException {
        PictureStore store = new PictureStore(Files.createDirectories(dir));
        store.read();
        return store;
    }

    private void read() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(dir)) {
            files = listed.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(FACTS)) {
                parsed(file).ifPresent(picture -> pictures.put(picture.id(), picture));
            }
        }
        for (Path file : files) {
            if (!pictures.containsKey(String.valueOf(file.getFileName()).replaceFirst("\\..*", ""))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Optional<KeptPicture> parsed(Path file) throws IOException {
        try {
            KeptPicture picture = KeptPicture.parse(Files.readString(file));
            return Optional.of(picture)
                    .filter(one -> file.equals(file(one.id(), FACTS)))
                    .filter(one -> Files.exists(file(one.id(), PICTURE)) && Files.exists(file(one.id(), MASK)));
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    private Path file(String id, String ending) {
        return dir.resolve(id + ending);
    }

    synchronized Optional<KeptPicture> get(String id) {
        return Optional.ofNullable(pictures.get(id));
    }

    synchronized Collection<KeptPicture> all() {
        return List.copyOf(pictures.values());
    }

    synchronized int size() {
        return pictures.size();
    }

    synchronized long bytes() {
        return pictures.values().stream().mapToLong(KeptPicture::bytes).sum();
    }

    synchronized void add(KeptPicture picture, byte[] content, Found found) throws IOException {
        try {
            write(file(picture.id(), PICTURE), content);
            writeFound(picture.id(), found);
            writeFacts(picture);
        } catch (IOException e) {
            if (!pictures.containsKey(picture.id())) {
                deleteFiles(picture.id());
            }
            throw e;
        }
    }

    /** Stores the result of another model. */
    synchronized void replaceFound(KeptPicture picture, Found found) throws IOException {
        if (pictures.containsKey(picture.id())) {
            writeFound(picture.id(), found);
            writeFacts(picture);
        }
    }

    synchronized void replaceSmall(String id, byte[] small) throws IOException {
        if (pictures.containsKey(id)) {
            write(file(id, SMALL), small);
        }
    }

    synchronized void mark(String id, boolean corrected) throws IOException {
        KeptPicture picture = pictures.get(id);
        if (picture != null) {
            writeFacts(picture.withCorrected(corrected));
        }
    }

    private void writeFound(String id, Found found) throws IOException {
        write(file(id, MASK), found.mask());
        write(file(id, SMALL), found.small());
    }

    private void writeFacts(KeptPicture picture) throws IOException {
        WholeFile.write(file(picture.id(), FACTS), picture.toJson());
        pictures.put(picture.id(), picture);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        WholeFile.write(file, channel -> WholeFile.writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    byte[] content(String id) throws IOException {
        return Files.readAllBytes(file(id, PICTURE));
    }

    byte[] mask(String id) throws IOException {
        return Files.readAllBytes(file(id, MASK));
    }

    byte[] small(String id) throws IOException {
        return Files.readAllBytes(file(id, SMALL));
    }

    synchronized void remove(String id) throws IOException {
        pictures.remove(id);
        deleteFiles(id);
    }

    private void deleteFiles(String id) throws IOException {
        for (String ending : List.of(FACTS, SMALL, MASK, PICTURE)) {
            Files.deleteIfExists(file(id, ending));
        }
    }
}
