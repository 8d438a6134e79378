package dev.maskwright.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Java processes with the class path of this one. */
public final class Children {

    /** The lines that a process printed, and the time from its start to the first. */
    public record Output(double secondsToFirstLine, List<String> lines) {}

    private Children() {}

    /** Runs a main class and waits until it ends. */
    public static Output run(List<String> javaOptions, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of(
                "-Djava.awt.headless=true",
                "-Dmaskwright.home=" + System.getProperty("maskwright.home", "."),
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(arguments);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        double first = Double.NaN;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                first = lines.isEmpty() ? (System.nanoTime() - begin) / 1e9 : first;
                lines.add(line);
            }
        }
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new IOException("%s ended with exit code %d: %s".formatted(mainClass, exitCode, lines));
        }
        return new Output(first, lines);
    }
}
