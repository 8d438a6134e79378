package dev.maskwright.sdk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How tests start Java in a separate process. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * The command of the Java that runs the tests, with the options that silence its warnings about engines that load
     * native code and libraries that use Unsafe.
     */
    public static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        int version = Runtime.version().feature();
        if (version >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (version >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }
}
