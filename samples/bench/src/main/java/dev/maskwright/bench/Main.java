package dev.maskwright.bench;

import java.util.Arrays;

/** Runs JMH, or by {@code first-mask} and {@code folder} what is measured by processes of its own. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "first-mask" -> FirstMask.main(rest);
            case "folder" -> FolderAgainstLoop.main(rest);
            default -> org.openjdk.jmh.Main.main(args);
        }
    }
}
