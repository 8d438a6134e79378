package dev.maskwright.models.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The entries of a zip file in memory, as PyTorch writes them: stored, not compressed. The JDK's own reader only takes
 * files on disk, trusts the sizes in them, and allows two entries with the same name.
 */
final class ZipArchive {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int ENCRYPTED = 1;
    /** Whether a name is absolute, has a drive, a step upwards or characters that no path contains. */
    private static final Pattern PATH_TRICK =
            Pattern.compile("[/\\\\].*|.*[\\\\:\\x00].*|(.*/)?\\.\\.?(/.*)?", Pattern.DOTALL);

    private final ByteBuffer file;
    private final Map<String, ByteBuffer> entries = new LinkedHashMap<>();

    private ZipArchive(ByteBuffer file) {
        this.file = file;
    }

    /** Whether this is the beginning of a zip file. */
    static boolean isZip(ByteBuffer file) {
        return file.limit() >= 4
                && file.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(0) == LOCAL_SIGNATURE;
    }

    /**
     * Finds all entries of a file; none of them is copied.
     *
     * @param file the whole file, from 0 to its limit
     */
    static ZipArchive of(ByteBuffer file) throws MalformedException {
        ZipArchive archive = new ZipArchive(file.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        archive.readDirectory();
        return archive;
    }

    Set<String> names() {
        return entries.keySet();
    }

    /** The bytes of an entry, from 0 to the limit. */
    Optional<ByteBuffer> entry(String name) {
        return Optional.ofNullable(entries.get(name)).map(ByteBuffer::duplicate);
    }

    private void readDirectory() throws MalformedException {
        int end = end();
        int count = unsignedShort(end + 10);
        long length = unsignedInt(end + 12);
        long begin = unsignedInt(end + 16);
        if (begin + length > end) {
            throw new MalformedException(
                    "its directory claims bytes %d to %d of %d; the file is cut off", begin, begin + length, end);
        }
        long at = begin;
        for (int i = 0; i < count; i++) {
            at += readEntry((int) at, (int) begin, (int) (begin + length));
        }
    }

    /** Where the last record begins. */
    private int end() throws MalformedException {
        int last = file.limit() - END_LENGTH;
        for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.getInt(at) == END_SIGNATURE && unsignedShort(at + 20) == last - at) {
                return at;
            }
        }
        throw new MalformedException("it has no zip directory; the file is cut off");
    }

    /** Reads one line of the directory and returns its length. */
    private int readEntry(int at, int directory, int end) throws MalformedException {
        if (end - at < CENTRAL_LENGTH || file.getInt(at) != CENTRAL_SIGNATURE) {
            throw new MalformedException("its zip directory ends early, at byte %d", at);
        }
        int nameLength = unsignedShort(at + 28);
        int length = CENTRAL_LENGTH + nameLength + unsignedShort(at + 30) + unsignedShort(at + 32);
        if (end - at < length) {
            throw new MalformedException("its zip directory ends early, at byte %d", at);
        }
        String name = name(at + CENTRAL_LENGTH, nameLength);
        int flags = unsignedShort(at + 8);
        int method = unsignedShort(at + 10);
        long size = unsignedInt(at + 20);
        if (PATH_TRICK.matcher(name).matches()) {
            throw new MalformedException("its entry '%s' points out of the archive", Quoted.of(name));
        }
        if (name.contains("/code/__torch__")) {
            throw new MalformedException("it is a TorchScript archive, a program with its weights; save the weights"
                    + " alone: torch.save(torch.jit.load(\"old.pt\").state_dict(), \"new.pth\")");
        }
        if (method != 0 || (flags & ENCRYPTED) != 0 || size != unsignedInt(at + 24)) {
            throw new MalformedException(
                    "its entry '%s' is compressed or encrypted; PyTorch stores entries"
                            + " uncompressed, so load it there and save it again",
                    Quoted.of(name));
        }
        long local = unsignedInt(at + 42);
        if (local + LOCAL_LENGTH > directory
                || file.getInt((int) local) != LOCAL_SIGNATURE
                || unsignedShort((int) local + 26) != nameLength
                || local + LOCAL_LENGTH + nameLength > directory
                || !name.equals(name((int) local + LOCAL_LENGTH, nameLength))) {
            throw new MalformedException(
                    "its entry '%s' is not at byte %d, where it should be", Quoted.of(name), local);
        }
        long begin = local + LOCAL_LENGTH + nameLength + unsignedShort((int) local + 28);
        if (begin + size > directory) {
            throw new MalformedException(
                    "its entry '%s' claims bytes %d to %d of %d", Quoted.of(name), begin, begin + size, directory);
        }
        if (entries.put(name, file.slice((int) begin, (int) size)) != null) {
            throw new MalformedException("it has two entries called '%s'", Quoted.of(name));
        }
        return length;
    }

    private String name(int at, int length) {
        byte[] bytes = new byte[length];
        file.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int unsignedShort(int at) {
        return Short.toUnsignedInt(file.getShort(at));
    }

    private long unsignedInt(int at) {
        return Integer.toUnsignedLong(file.getInt(at));
    }
}
