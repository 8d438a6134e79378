package dev.maskwright.bench;

import dev.maskwright.bench.server.ServerLoad;
import java.util.Arrays;

/**
 * Runs JMH; or, with {@code turns}, {@code callers}, {@code first-mask}, {@code folder}, {@code server} or {@code
 * video} as first argument, a measurement that JMH cannot make.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "turns" -> ByTurns.main(rest);
            case "callers" -> Callers.main(rest);
            case "first-mask" -> FirstMask.main(rest);
            case "server" -> ServerLoad.main(rest);
            case "folder" -> FolderAgainstLoop.main(rest);
            case "video" -> Video.main(rest);
            default -> org.openjdk.jmh.Main.main(args);
        }
    }
}
