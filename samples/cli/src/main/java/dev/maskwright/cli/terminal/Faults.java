package dev.maskwright.cli.terminal;

import com.google.gson.JsonParseException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/** Error messages for users. */
public final class Faults {

    private Faults() {}

    /** One line that says what is wrong, where, and what to do. */
    public static String oneLine(Throwable fault) {
        String text = text(fault).strip().replaceAll("\\s*\\R\\s*", " ");
        return Printable.line(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }

    private static String text(Throwable fault) {
        String message = Optional.ofNullable(fault.getMessage()).orElse("");
        if (fault instanceof UncheckedIOException && fault.getCause() != null) {
            return text(fault.getCause());
        }
        if (fault instanceof FileSystemException file) {
            return text(file);
        }
        if (fault instanceof OutOfMemoryError) {
            return ("not enough memory (Java may use %d MB); give it more, as in"
                            + " MASKWRIGHT_JAVA_OPTS=-Xmx8g, or use fewer --threads")
                    .formatted(Runtime.getRuntime().maxMemory() >> 20);
        }
        if (fault instanceof CharacterCodingException) {
            return "a text that is not UTF-8, the encoding expected of text; save it as UTF-8";
        }
        if (fault instanceof StackOverflowError) {
            return "something is nested too deeply to be read; run it again with --debug to see what";
        }
        if (fault instanceof InvalidPathException) {
            return "%s; if the name has characters outside ASCII, set LC_ALL=C.UTF-8".formatted(message);
        }
        return isMeantForPeople(fault) && !message.isBlank()
                ? message
                : "unexpected %s; run it again with --debug and report what it prints".formatted(fault);
    }

    private static String text(FileSystemException fault) {
        if (fault instanceof NoSuchFileException) {
            return "%s: there is no such file or folder; check the path".formatted(fault.getFile());
        }
        if (fault instanceof AccessDeniedException) {
            return "%s: access denied; check its permissions".formatted(fault.getFile());
        }
        if (fault instanceof FileAlreadyExistsException || fault instanceof NotDirectoryException) {
            return "%s: a file, but a folder is needed here; choose another path".formatted(fault.getFile());
        }
        if (fault instanceof DirectoryNotEmptyException) {
            return "%s: a folder, but a file is to be written there; move it, or choose another path"
                    .formatted(fault.getFile());
        }
        // for a move, the second file is the relevant one
        String file = fault.getOtherFile() == null ? fault.getFile() : fault.getOtherFile();
        if ("File name too long".equals(fault.getReason())) {
            return ("%s: longer than file systems allow, which is 255 bytes for each name; choose a"
                            + " shorter one, also for the input that it is named after")
                    .formatted(file);
        }
        return "%s: %s; check disk and permissions".formatted(file, fault.getReason());
    }

    /** The messages of Maskwright's own exceptions are written for users; of others, only those of some kinds. */
    private static boolean isMeantForPeople(Throwable fault) {
        return fault.getClass().getName().startsWith("dev.maskwright.")
                || fault instanceof ParameterException
                || fault instanceof java.io.IOException
                || fault instanceof IllegalArgumentException
                || fault instanceof ArithmeticException
                || fault instanceof JsonParseException;
    }
}
