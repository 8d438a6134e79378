package dev.maskwright.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files: the same number makes the same damage. */
final class Mutator {

    /** What readers of text stumble over. */
    private static final List<String> TOKENS = List.of(
            "null",
            "true",
            "\"x\"",
            "\"\"",
            "{}",
            "[]",
            "-1",
            "0",
            "1e400",
            "-0.5",
            "NaN",
            ".nan",
            ".inf",
            "1e-400",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "9223372036854775807",
            "92233720368547758070",
            "65535",
            "50000",
            "\\u0000",
            "\u0000",
            "\u001b[31m",
            "\u202e",
            "../../../etc/passwd",
            "/",
            "\\",
            "C:\\a",
            "%00",
            "\"",
            "'",
            ",",
            ":",
            "\n",
            "\r\n",
            "\t",
            "&a",
            "*a",
            "&a [*a]",
            "!!java.lang.Object",
            "---",
            "? ",
            "|",
            "<<: *a",
            "\ufeff",
            "\ud83d\ude00");

    private static final int[] NUMBERS = {
        0,
        1,
        -1,
        2,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        13,
        9
    };

    private final Random random;

    private Mutator(Random random) {
        this.random = random;
    }

    /** A damaged file. */
    static byte[] mutated(List<byte[]> seeds, long number, boolean isText) {
        Mutator mutator = new Mutator(new Random(number * 0x9E3779B97F4A7C15L + seeds.size()));
        byte[] file = seeds.get((int) (number % seeds.size()));
        for (int n = 1 + mutator.random.nextInt(4); n > 0; n--) {
            file = isText && mutator.random.nextInt(4) > 0
                    ? mutator.text(file)
                    : mutator.bytes(file, seeds.get(mutator.random.nextInt(seeds.size())));
        }
        return file;
    }

    /** Parts of most formats are found near the beginning. */
    private int place(byte[] file) {
        int first = Math.min(file.length, 64);
        return file.length == 0 ? 0 : random.nextInt(random.nextBoolean() ? first : file.length);
    }

    private byte[] bytes(byte[] file, byte[] other) {
        int at = place(file);
        return switch (random.nextInt(9)) {
            case 0 -> with(file, at, (byte) random.nextInt(256));
            case 1 -> file.length == 0 ? file : with(file, at, (byte) (file[at] ^ (1 << random.nextInt(8))));
            case 2 -> with(file, at, (byte) NUMBERS[random.nextInt(NUMBERS.length)]);
            case 3 -> Arrays.copyOf(file, random.nextInt(4) == 0 ? at : Math.max(0, file.length - random.nextInt(9)));
            case 4 -> replaced(file, at, 0, part(file));
            case 5 -> replaced(file, at, random.nextInt(8), new byte[0]);
            case 6 -> replaced(file, at, 8, part(other));
            case 7 -> number(file, at, 2 + 2 * random.nextInt(2));
            default -> replaced(file, at, 0, new byte[random.nextInt(20)]);
        };
    }

    private byte[] part(byte[] file) {
        int from = place(file);
        return Arrays.copyOfRange(file, from, Math.min(file.length, from + 1 + random.nextInt(24)));
    }

    private static byte[] with(byte[] file, int at, byte value) {
        byte[] changed = file.clone();
        if (at < changed.length) {
            changed[at] = value;
        }
        return changed;
    }

    /** A number of 2 or 4 bytes, in either order. */
    private byte[] number(byte[] file, int at, int bytes) {
        byte[] changed = file.clone();
        int value = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(3) - 1;
        boolean isBig = random.nextBoolean();
        for (int i = 0; i < bytes && at + i < changed.length; i++) {
            changed[at + i] = (byte) (value >> (8 * (isBig ? bytes - 1 - i : i)));
        }
        return changed;
    }

    private static byte[] replaced(byte[] file, int at, int length, byte[] by) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(file, 0, at);
        changed.writeBytes(by);
        int rest = Math.min(file.length, at + length);
        changed.write(file, rest, file.length - rest);
        return changed.toByteArray();
    }

    private byte[] text(byte[] file) {
        int at = file.length == 0 ? 0 : random.nextInt(file.length);
        int end = at;
        boolean isWord = random.nextBoolean(); // or nothing is replaced
        while (isWord && at > 0 && isPartOfWord(file[at - 1])) {
            at--;
        }
        while (isWord && end < file.length && isPartOfWord(file[end])) {
            end++;
        }
        return replaced(file, at, end - at, token().getBytes(StandardCharsets.UTF_8));
    }

    private String token() {
        return switch (random.nextInt(40)) {
            case 0 -> "[".repeat(1 << random.nextInt(14));
            case 1 -> "{\"a\":".repeat(1 << random.nextInt(12));
            case 2 -> "9".repeat(1 << random.nextInt(17));
            case 3 -> "x".repeat(1 << random.nextInt(17));
            case 4 -> "- ".repeat(1 << random.nextInt(12));
            case 5 -> Integer.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
            default -> TOKENS.get(random.nextInt(TOKENS.size()));
        };
    }

    private static boolean isPartOfWord(byte letter) {
        return Character.isLetterOrDigit(letter & 0xff) || letter == '.' || letter == '-' || letter == '_';
    }
}
