package dev.maskwright.folder;

import java.util.Locale;
import java.util.Set;

/** What a file is by the end of its name; what is in pictures, their first bytes say. */
public enum FileKind {
    PICTURE("pictures", "jpg", "jpeg", "jpe", "jfif", "png", "webp", "tif", "tiff", "bmp", "gif"),
    HEIF("HEIC or HEIF", "heic", "heif", "hif"),
    AVIF("AVIF", "avif"),
    JPEG_2000("JPEG 2000", "jp2", "j2k", "jpf", "jpx"),
    JPEG_XL("JPEG XL", "jxl"),
    RAW("camera raw", "arw", "cr2", "cr3", "dng", "nef", "orf", "raf", "rw2"),
    VIDEO("video", "avi", "m4v", "mkv", "mov", "mp4", "webm"),
    OTHER("other files"),
    FOLDER("folders"),
    BROKEN_LINK("broken links"),
    LINK_BACK("links to a folder that they lie in"),
    UNREADABLE("unreadable folders");

    private final String words;
    private final Set<String> extensions;

    FileKind(String words, String... extensions) {
        this.words = words;
        this.extensions = Set.of(extensions);
    }

    /** What people call files of this kind. */
    public String words() {
        return words;
    }

    /** The kind of a file by its name. */
    public static FileKind of(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        for (FileKind kind : values()) {
            if (kind.extensions.contains(extension) && extension.length() < name.length()) {
                return kind;
            }
        }
        return OTHER;
    }
}
