package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A network trained for one epoch on small crops, once for all tests, and the file that it is exported to. */
public final class TinyModel {

    /** Settings that make training quick, not good. */
    static final List<String> QUICK = List.of(
            "--set", "architecture=segformer-mit_b0",
            "--set", "epochs=1",
            "--set", "batchSize=4",
            "--set", "width=64",
            "--set", "height=64",
            "--set", "cropWidth=64",
            "--set", "cropHeight=64");

    private static final TinyModel MODEL = new TinyModel();

    private final Path folder;
    private final Run training;
    private final Run export;

    private TinyModel() {
        try {
            folder = Files.createTempDirectory("maskwright-cli");
            deleteAtExit(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        training = train(folder.resolve("checkpoint"), Run.DATA);
        assertEquals(ExitCode.DONE, training.exitCode(), training.toString());
        export = Run.of(
                "export",
                "--checkpoint",
                folder.resolve("checkpoint"),
                "--output",
                folder.resolve("tiny.onnx"),
                "--data",
                Run.DATA,
                "--weights-license",
                "Apache-2.0");
        assertEquals(ExitCode.DONE, export.exitCode(), export.toString());
    }

    public static Run train(Path checkpoint, Path data, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--data", data, "--output", checkpoint));
        arguments.addAll(QUICK);
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray());
    }

    /** The checkpoint as another file, proved on few pictures. */
    public static Path exported(Path file, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("export", "--checkpoint", checkpoint(), "--output", file));
        arguments.addAll(List.of("--data", Run.DATA, "--samples", "2"));
        arguments.addAll(List.of(more));
        Run run = Run.of(arguments.toArray());
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        return file;
    }

    static Run training() {
        return MODEL.training;
    }

    static Run export() {
        return MODEL.export;
    }

    public static Path checkpoint() {
        return MODEL.folder.resolve("checkpoint");
    }

    public static Path file() {
        return MODEL.folder.resolve("tiny.onnx");
    }

    private static void deleteAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }
}
