package dev.maskwright.folder.source;

import java.util.Locale;

/** The kind of a file by its extension; the contents of pictures are recognised by their first bytes. */
public enum FileKind {
    PICTURE("picture", "pictures", " jpg jpeg jpe jfif png webp tif tiff bmp gif pbm pgm pnm ppm "),
    HEIF("HEIC or HEIF file", "HEIC or HEIF files", " heic heif hif "),
    AVIF("AVIF file", "AVIF files", " avif "),
    JPEG_2000("JPEG 2000 file", "JPEG 2000 files", " jp2 j2k jpf jpx "),
    JPEG_XL("JPEG XL file", "JPEG XL files", " jxl "),
    RAW("camera raw file", "camera raw files", " arw cr2 cr3 dng nef orf raf rw2 "),
    VIDEO("video", "videos", " avi m4v mkv mov mp4 webm "),
    OTHER("other file", "other files", ""),
    FOLDER("folder", "folders", ""),
    BROKEN_LINK("broken link", "broken links", ""),
    OTHER_ENCODING(
            "file whose name is not text in the encoding of this system (rename it)",
            "files whose names are not text in the encoding of this system (rename them)",
            ""),
    LINK_BACK("link to a folder that contains it", "links to folders that contain them", ""),
    NO_PATH("line that is not a path", "lines that are not paths", ""),
    UNREADABLE("unreadable folder", "unreadable folders", "");

    private final String one;
    private final String many;
    private final String extensions; // with a space before and after each

    FileKind(String one, String many, String extensions) {
        this.one = one;
        this.many = many;
        this.extensions = extensions;
    }

    /** {@code 1 video}, {@code 2 videos}. */
    public String count(long count) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /** The kind of a file by its name. */
    public static FileKind of(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        for (FileKind kind : values()) {
            if (kind.extensions.contains(" " + extension + " ") && extension.length() < name.length()) {
                return kind;
            }
        }
        return OTHER;
    }
}
