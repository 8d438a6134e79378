package dev.maskwright.folder.source;

import dev.maskwright.folder.FolderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * Pictures as they arrive in folders. The folders are polled, which also works on network drives; a file is taken when
 * its size and time are the same in two polls, and again if it has changed after that. It never ends by itself, only by
 * {@link FolderRun#stop}. A few bytes are kept in memory for each existing picture.
 */
public final class WatchedFolder implements PictureSource {

    private final Pictures pictures;
    private final Duration between;

    private WatchedFolder(Pictures pictures, Duration between) {
        this.pictures = pictures;
        this.between = between;
    }

    /**
     * Watches for the pictures that a search would find.
     *
     * @param between looks
     */
    public static WatchedFolder of(Pictures pictures, Duration between) {
        return new WatchedFolder(pictures, between);
    }

    /** There is no end. */
    @Override
    public OptionalLong count() {
        return OptionalLong.empty();
    }

    @Override
    public Cursor open(LeftOut leftOut) {
        return new Watch(leftOut);
    }

    /** The state of a file in a poll. */
    private record Look(long size, FileTime time, boolean isTaken) {

        boolean isSameFile(BasicFileAttributes now) {
            return size == now.size() && time.equals(now.lastModifiedTime());
        }
    }

    private final class Watch implements Cursor {

        private final LeftOut leftOut;
        private final Queue<Picture> ready = new ArrayDeque<>();
        private Map<String, Look> looks = new HashMap<>();
        private boolean isFirst = true;

        Watch(LeftOut leftOut) {
            this.leftOut = leftOut;
        }

        @Override
        public Optional<Picture> next() throws IOException, InterruptedException {
            while (ready.isEmpty()) {
                if (!isFirst) {
                    Thread.sleep(between.toMillis());
                }
                look();
                isFirst = false;
            }
            return Optional.of(ready.remove());
        }

        private void look() throws IOException {
            Map<String, Look> now = new HashMap<>();
            try (Cursor all = pictures.open(isFirst ? leftOut : new LeftOut())) {
                for (Optional<Picture> one = next(all); one.isPresent(); one = next(all)) {
                    look(one.get(), now);
                }
            }
            looks = now;
        }

        private Optional<Picture> next(Cursor all) throws IOException {
            try {
                return all.next();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        private void look(Picture picture, Map<String, Look> now) throws IOException {
            BasicFileAttributes attributes;
            try {
                attributes = Files.readAttributes(picture.file(), BasicFileAttributes.class);
            } catch (NoSuchFileException e) {
                return; // gone again
            }
            Optional<Look> same =
                    Optional.ofNullable(looks.get(picture.name())).filter(look -> look.isSameFile(attributes));
            boolean wasTaken = same.isPresent() && same.get().isTaken;
            boolean isReady = same.isPresent() && attributes.size() > 0;
            if (isReady && !wasTaken) {
                ready.add(picture);
            }
            now.put(picture.name(), new Look(attributes.size(), attributes.lastModifiedTime(), isReady));
        }

        @Override
        public void close() {
            looks.clear();
        }
    }
}
