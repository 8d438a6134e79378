package dev.maskwright.cli.machine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.export.VerifyCommand;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.sdk.CudaSupport;
import dev.maskwright.sdk.Engine;
import dev.maskwright.sdk.GoldenCheck;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What this machine can run. */
@Command(
        name = "doctor",
        description = {
            "Show what this machine can run and, for each problem, what to do.",
            "Exit codes: 0 all is well, 1 models run but there are problems, 3 models do not run."
        },
        sortOptions = false)
public final class DoctorCommand implements Callable<Integer> {

    /** Decoding a large picture takes some 100 MB at once. */
    private static final long LITTLE_HEAP = 256L << 20;

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private Console console = new Console();

    private final List<String> problems = new ArrayList<>();

    /** The result of a model's golden sample. */
    private record Verified(Path file, GoldenCheck check) {}

    @Override
    public Integer call() {
        Limits limits = Limits.ofThisProcess();
        Processor processor = Processor.ofThisMachine();
        Optional<Engine> engine = engine();
        Optional<Verified> verified = engine.isPresent() ? verified() : Optional.empty();
        addProblems(limits, engine);

        Table table = new Table("ll")
                .row("Java", java())
                .row("ONNX Runtime", engine.map(DoctorCommand::text).orElse("does not start"))
                .row("processor", text(processor))
                .row("int8 kernels", processor.integerKernels())
                .row("may use", text(limits))
                .row("GPU", engine.map(found -> gpu(found.cuda())).orElse("unknown"));
        engine.ifPresent(found -> addLibraries(table, found.cuda()));
        table.row("model", verified.map(DoctorCommand::text).orElse("none that runs"));
        console.say(table.toString());
        console.say("");
        console.say(
                problems.isEmpty()
                        ? "All is well."
                        : problems.stream()
                                .map(problem -> "Problem: " + problem)
                                .collect(Collectors.joining("\n")));
        console.document(() -> document(limits, processor, engine, verified));
        if (verified.isEmpty()) {
            return ExitCode.COULD_NOT_RUN;
        }
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private Optional<Engine> engine() {
        try {
            return Optional.of(Engine.inspect());
        } catch (RuntimeException | LinkageError e) {
            problems.add(("ONNX Runtime does not start (%s): it needs Linux with glibc, macOS on Apple"
                            + " silicon or Windows on x64, and a folder for temporary files (%s) whose"
                            + " files may be executed")
                    .formatted(e, System.getProperty("java.io.tmpdir")));
            return Optional.empty();
        }
    }

    /** Runs the model; reports a problem if it does not give its golden mask. */
    private Optional<Verified> verified() {
        try {
            Path file = model.file();
            try (Segmenter segmenter = Segmenter.open(file)) {
                Optional<GoldenCheck> check = segmenter.verify();
                if (check.isEmpty()) {
                    problems.add(("%s has no golden sample, so nothing can be verified with it: choose another"
                                    + " with --model")
                            .formatted(file));
                } else if (check.get().alike() < VerifyCommand.LEAST_ALIKE) {
                    problems.add(("%s gives another mask here than where it was exported, %.3f %% of"
                                    + " pixels alike: copy or export it again, and report it if that does"
                                    + " not help")
                            .formatted(file, 100 * check.get().alike()));
                } else {
                    return Optional.of(new Verified(file, check.get()));
                }
            }
        } catch (IOException | RuntimeException e) {
            problems.add(Faults.oneLine(e));
        }
        return Optional.empty();
    }

    private void addProblems(Limits limits, Optional<Engine> engine) {
        if (limits.quota().isPresent() && limits.quota().getAsDouble() < 1) {
            problems.add(String.format(
                    Locale.ROOT,
                    "the container is limited to %.2f of a core, which delays every mask: give it at least 1",
                    limits.quota().getAsDouble()));
        }
        if (limits.heapBytes() < LITTLE_HEAP) {
            problems.add("Java may use %d MB, too little for large pictures: set MASKWRIGHT_JAVA_OPTS=-Xmx1g"
                    .formatted(limits.heapBytes() >> 20));
        }
        engine.map(Engine::cuda)
                .filter(cuda -> isMeant(engine.get(), cuda))
                .ifPresent(cuda -> problems.addAll(cuda.problems()));
    }

    /** A machine without a GPU is not a problem, unless the GPU version of ONNX Runtime is installed. */
    private static boolean isMeant(Engine engine, CudaSupport cuda) {
        return !cuda.gpus().isEmpty() || engine.providers().contains("CUDA");
    }

    private static String java() {
        return "%s, %s (%s)"
                .formatted(
                        System.getProperty("java.version"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.home"));
    }

    private static String text(Engine engine) {
        return "%s, runs on %s".formatted(engine.version(), String.join(", ", engine.providers()));
    }

    private static String text(Processor processor) {
        String name = processor.name().orElse(System.getProperty("os.arch", "unknown"));
        String with = features(processor, true);
        String without = features(processor, false);
        return name
                + (with.isEmpty() ? "" : ", with " + with)
                + (without.isEmpty() ? "" : ", without " + without)
                + (processor.features().isEmpty() ? ", features unknown" : "");
    }

    private static String features(Processor processor, boolean present) {
        return processor.features().entrySet().stream()
                .filter(feature -> feature.getValue() == present)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private static String text(Limits limits) {
        String quota = limits.quota().isPresent()
                ? String.format(
                        Locale.ROOT, " (%.2f by its container)", limits.quota().getAsDouble())
                : "";
        return String.format(
                Locale.ROOT,
                "%s%s, %.1f GB of memory, %.1f GB of it for Java's heap",
                Words.count(limits.cores(), "core"),
                quota,
                limits.memoryBytes() / 1e9,
                limits.heapBytes() / 1e9);
    }

    private static String gpu(CudaSupport cuda) {
        if (cuda.gpus().isEmpty()) {
            return "none from NVIDIA";
        }
        return "%s%s; %s"
                .formatted(
                        String.join(", ", cuda.gpus()),
                        cuda.driver().map(version -> ", driver " + version).orElse(""),
                        cuda.isUsable() ? "can be used" : "cannot be used");
    }

    private static void addLibraries(Table table, CudaSupport cuda) {
        if (!cuda.gpus().isEmpty()) {
            cuda.libraries()
                    .forEach(library -> table.row(
                            "",
                            library.name() + ": "
                                    + library.file().map(Path::toString).orElse("not found")));
        }
    }

    private static String text(Verified verified) {
        return String.format(
                Locale.ROOT,
                "%s verified, %.3f %% of %,d golden pixels alike",
                verified.file(),
                100 * verified.check().alike(),
                verified.check().pixels());
    }

    private JsonObject document(
            Limits limits, Processor processor, Optional<Engine> engine, Optional<Verified> verified) {
        JsonObject json = new JsonObject();
        JsonObject java = new JsonObject();
        java.addProperty("version", System.getProperty("java.version"));
        java.addProperty("vm", System.getProperty("java.vm.name"));
        java.addProperty("home", System.getProperty("java.home"));
        json.add("java", java);
        json.add("onnxRuntime", engine.map(DoctorCommand::onnxRuntime).orElse(null));
        JsonObject features = new JsonObject();
        processor.features().forEach(features::addProperty);
        JsonObject cpu = new JsonObject();
        cpu.addProperty("name", processor.name().orElse(null));
        cpu.add("features", features);
        cpu.addProperty("int8Kernels", processor.integerKernels());
        json.add("processor", cpu);
        JsonObject allowed = new JsonObject();
        allowed.addProperty("cores", limits.cores());
        allowed.addProperty(
                "quota", limits.quota().isPresent() ? (Number) limits.quota().getAsDouble() : null);
        allowed.addProperty("memoryBytes", limits.memoryBytes());
        allowed.addProperty("heapBytes", limits.heapBytes());
        json.add("limits", allowed);
        json.add("cuda", engine.map(found -> cuda(found.cuda())).orElse(null));
        json.add("model", verified.map(DoctorCommand::model).orElse(null));
        json.add("problems", array(problems));
        return json;
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonObject onnxRuntime(Engine engine) {
        JsonObject json = new JsonObject();
        json.addProperty("version", engine.version());
        json.add("providers", array(engine.providers()));
        return json;
    }

    private static JsonObject cuda(CudaSupport cuda) {
        JsonObject libraries = new JsonObject();
        cuda.libraries()
                .forEach(library -> libraries.addProperty(
                        library.name(), library.file().map(Path::toString).orElse(null)));
        JsonObject json = new JsonObject();
        json.addProperty("usable", cuda.isUsable());
        json.add("gpus", array(cuda.gpus()));
        json.addProperty("driver", cuda.driver().orElse(null));
        json.add("libraries", libraries);
        json.add("problems", array(cuda.problems()));
        return json;
    }

    private static JsonObject model(Verified verified) {
        JsonObject json = new JsonObject();
        json.addProperty("file", verified.file().toString());
        json.addProperty("pixels", verified.check().pixels());
        json.addProperty("different", verified.check().different());
        return json;
    }
}
