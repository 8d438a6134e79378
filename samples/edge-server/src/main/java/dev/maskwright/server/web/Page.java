package dev.maskwright.server.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.staticfiles.Location;
import java.util.Map;

/** The page at {@code /}: files of the class path. */
public final class Page {

    private static final String FOLDER = "/dev/maskwright/server/page";

    private Page() {}

    /** Registers it. */
    public static void register(JavalinConfig config) {
        config.staticFiles.add(files -> {
            files.hostedPath = "/";
            files.directory = FOLDER;
            files.location = Location.CLASSPATH;
            files.headers = Map.of("Cache-Control", "no-cache");
        });
    }

    /** Whether a path leads to one of its files. */
    static boolean has(String path) {
        return path.equals("/")
                || (!path.contains("..") && !path.endsWith("/") && Page.class.getResource(FOLDER + path) != null);
    }
}
