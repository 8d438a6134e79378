package dev.maskwright.trainer.data.source.store;

import dev.maskwright.models.files.Leftovers;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.Sample;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decoded rows of a split in a file. It is filled when rows are decoded for the first time; once complete it gets
 * its final name, and is read through memory maps from then on, by this run and by later ones with the same key. A file
 * with another key is replaced. Any number of threads may read and fill it.
 *
 * <p>The file: magic, key (64 characters), number of rows (4 bytes), where the index begins (8 bytes); then the pixels
 * of each row, RGB and target, none of which crosses a boundary of {@link #SEGMENT} bytes; then the index. Numbers are
 * big-endian.
 */
public final class DecodedCache implements AutoCloseable {

    private static final byte[] MAGIC = {'M', 'W', 'D', 'E', 'C', 'O', 'D', '1'};
    private static final int KEY_LENGTH = 64;
    private static final int HEADER = MAGIC.length + KEY_LENGTH + 4 + 8;

    /** One memory map; a map cannot be larger than 2 GiB. */
    static final long SEGMENT = 1 << 30;

    /** Where a row's pixels are. {@code fault} is set instead of the rest for a row that cannot be used. */
    private record Entry(long offset, int width, int height, Optional<Box> box, Optional<String> fault) {}

    private final Path file;
    private final String key;
    private final @Nullable Entry[] entries;
    private @Nullable PartFile part;
    private @Nullable FileChannel filling;
    private volatile ByteBuffer[] maps = {};
    private long end = HEADER;
    private int filled;

    private DecodedCache(Path file, String key, int rows) {
        this.file = file;
        this.key = key;
        this.entries = new Entry[rows];
    }

    /**
     * Opens the cache of a split, or starts a new one.
     *
     * @param file where it is, or will be
     * @param key  64 characters that change with everything that decoding depends on
     */
    public static DecodedCache open(Path file, String key, int rows) throws IOException {
        DecodedCache cache = new DecodedCache(file, key, rows);
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!cache.load()) {
            cache.begin();
        }
        return cache;
    }

    /** Whether it contains all rows, so that nothing needs decoding. */
    public boolean isWhole() {
        return maps.length > 0;
    }

    private boolean load() throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            InputStream stream = Channels.newInputStream(channel);
            DataInputStream header = new DataInputStream(stream);
            byte[] start = header.readNBytes(MAGIC.length + KEY_LENGTH);
            byte[] wanted = Arrays.copyOf(MAGIC, MAGIC.length + KEY_LENGTH);
            System.arraycopy(key.getBytes(StandardCharsets.US_ASCII), 0, wanted, MAGIC.length, KEY_LENGTH);
            if (!Arrays.equals(start, wanted) || header.readInt() != entries.length) {
                return false;
            }
            long index = header.readLong();
            channel.position(index);
            readIndex(new DataInputStream(new BufferedInputStream(stream)));
            maps = mapped(channel, index);
            return true;
        } catch (EOFException e) {
            return false; // truncated by hand; written again
        }
    }

    private static ByteBuffer[] mapped(FileChannel channel, long end) throws IOException {
        ByteBuffer[] maps = new ByteBuffer[(int) ((end + SEGMENT - 1) / SEGMENT)];
        for (int i = 0; i < maps.length; i++) {
            long from = i * SEGMENT;
            maps[i] = channel.map(MapMode.READ_ONLY, from, Math.min(SEGMENT, end - from));
        }
        return maps;
    }

    private void begin() throws IOException {
        Leftovers.removeIn(Objects.requireNonNull(file.toAbsolutePath().getParent())); // each may be gigabytes large
        part = PartFile.of(file);
        filling = part.open();
    }

    /**
     * A row, if it is in the cache.
     *
     * @throws BadSampleException if it is known to be unusable
     */
    public Optional<Sample> get(int row) throws BadSampleException {
        Entry entry;
        FileChannel channel;
        ByteBuffer[] mapped = maps;
        if (mapped.length > 0) {
            entry = entries[row];
            channel = null;
        } else {
            synchronized (this) {
                entry = entries[row];
                channel = filling;
                mapped = maps;
            }
        }
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.fault().isPresent()) {
            throw new BadSampleException(entry.fault().get());
        }
        int pixels = entry.width() * entry.height();
        byte[] rgb = new byte[3 * pixels];
        byte[] target = new byte[pixels];
        if (mapped.length > 0) {
            ByteBuffer map = mapped[(int) (entry.offset() / SEGMENT)];
            int from = (int) (entry.offset() % SEGMENT);
            map.get(from, rgb);
            map.get(from + rgb.length, target);
        } else if (channel == null || !read(channel, entry.offset(), rgb, target)) {
            return Optional.empty(); // currently being finished
        }
        return Optional.of(new Sample(rgb, target, entry.width(), entry.height(), entry.box()));
    }

    private static boolean read(FileChannel channel, long offset, byte[] rgb, byte[] target) {
        try {
            long at = offset;
            for (byte[] bytes : List.of(rgb, target)) {
                ByteBuffer to = ByteBuffer.wrap(bytes);
                while (to.hasRemaining()) {
                    int count = channel.read(to, at);
                    if (count < 0) {
                        return false;
                    }
                    at += count;
                }
            }
            return true;
        } catch (ClosedChannelException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("decoded pictures cannot be read again", e);
        }
    }

    /** Stores a row. */
    public void put(int row, Sample sample) {
        put(row, sample.width(), sample.height(), sample.box(), Optional.empty(), sample.rgb(), sample.target());
    }

    /** Stores why a row cannot be used. */
    public void putFault(int row, String fault) {
        put(row, 0, 0, Optional.empty(), Optional.of(fault), new byte[0], new byte[0]);
    }

    private synchronized void put(
            int row, int width, int height, Optional<Box> box, Optional<String> fault, byte[] rgb, byte[] target) {
        if (filling == null || entries[row] != null) {
            return; // another thread was faster
        }
        long length = (long) rgb.length + target.length;
        if (end % SEGMENT + length > SEGMENT) {
            end = (end / SEGMENT + 1) * SEGMENT;
        }
        try {
            write(filling, end, rgb);
            write(filling, end + rgb.length, target);
            entries[row] = new Entry(end, width, height, box, fault);
            end += length;
            filled++;
            if (filled == entries.length) {
                finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    ("%s: decoded pictures cannot be written (%s); free some space, or choose"
                                    + " another folder or none for them")
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static void write(FileChannel channel, long offset, byte[] bytes) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining()) {
            channel.write(from, offset + from.position());
        }
    }

    private void finish() throws IOException {
        FileChannel channel = Objects.requireNonNull(filling);
        PartFile written = Objects.requireNonNull(part);
        write(channel, end, index());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(bytes);
        header.write(MAGIC);
        header.writeBytes(key);
        header.writeInt(entries.length);
        header.writeLong(end);
        write(channel, 0, bytes.toByteArray());
        channel.force(true);
        maps = mapped(channel, end);
        filling = null;
        channel.close();
        written.takeNameUnforced();
        part = null;
    }

    private byte[] index() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Entry entry : entries) {
            Entry known = Objects.requireNonNull(entry);
            out.writeLong(known.offset());
            out.writeInt(known.width());
            out.writeInt(known.height());
            out.writeBoolean(known.box().isPresent());
            if (known.box().isPresent()) {
                Box box = known.box().get();
                for (double side : new double[] {box.x(), box.y(), box.width(), box.height()}) {
                    out.writeDouble(side);
                }
            }
            byte[] fault = known.fault().orElse("").getBytes(StandardCharsets.UTF_8);
            out.writeInt(fault.length);
            out.write(fault);
        }
        return bytes.toByteArray();
    }

    /** Fills in the entries, all or none of them. */
    private void readIndex(DataInputStream in) throws IOException {
        Entry[] read = new Entry[entries.length];
        for (int i = 0; i < read.length; i++) {
            long offset = in.readLong();
            int width = in.readInt();
            int height = in.readInt();
            Optional<Box> box = in.readBoolean()
                    ? Optional.of(new Box(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()))
                    : Optional.empty();
            byte[] fault = new byte[in.readInt()];
            in.readFully(fault);
            String text = new String(fault, StandardCharsets.UTF_8);
            read[i] = new Entry(offset, width, height, box, text.isEmpty() ? Optional.empty() : Optional.of(text));
        }
        System.arraycopy(read, 0, entries, 0, read.length);
    }

    /** Removes an incomplete file. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        try {
            if (filling != null) {
                filling.close();
                filling = null;
            }
            if (part != null) {
                part.close();
                part = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s: an unfinished cache was not removed".formatted(file), e);
        }
    }
}
