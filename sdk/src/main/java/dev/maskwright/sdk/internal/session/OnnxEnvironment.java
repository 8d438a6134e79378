package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import dev.maskwright.sdk.SegmentationException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** ONNX Runtime's environment, one per process. */
public final class OnnxEnvironment {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final long STACK_PER_BYTE = 1024;
    private static final long LEAST_STACK = 1 << 20;

    private static boolean started;

    /**
     * The two native handles that {@link #keep} returned; empty before it, after {@link #release}, and if it failed.
     */
    private static long[] kept = {};

    private OnnxEnvironment() {}

    /**
     * The environment, created by the first call. On Linux, ONNX Runtime 1.29 then parses the command line of the
     * process with a function that recurses once per byte, using about 260 bytes of stack each time. From some 4000
     * bytes on (a class path of fifty jars, or a shell's list of files) it would overflow the usual stack of 1 MiB and
     * crash the JVM. The environment is therefore created on a thread with a large enough stack.
     */
    public static OrtEnvironment get() {
        FutureTask<OrtEnvironment> making = new FutureTask<>(OnnxEnvironment::start);
        Thread thread =
                new Thread(null, making, "maskwright-onnxruntime", LEAST_STACK + STACK_PER_BYTE * commandLine());
        thread.setDaemon(true);
        thread.start();
        try {
            return making.get();
        } catch (ExecutionException e) {
            throw new SegmentationException("ONNX Runtime did not start (%s)".formatted(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SegmentationException("interrupted while ONNX Runtime was starting", e);
        }
    }

    private static synchronized OrtEnvironment start() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!started) {
            started = true;
            silence(environment);
            UnpackedLibraries.removeAtExit();
            kept = keep();
        }
        return environment;
    }

    /**
     * Disables telemetry to the makers of ONNX Runtime, which its libraries for Windows and, from 1.29 on, Linux
     * contain.
     */
    private static void silence(OrtEnvironment environment) {
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new SegmentationException(
                    "ONNX Runtime's telemetry could not be switched off (%s)".formatted(e.getMessage()), e);
        }
    }

    /**
     * Takes a second reference to the environment. ONNX Runtime's own shutdown hook releases the first while other
     * hooks and daemon threads still run, and opening or running a model then crashes the JVM; this reference keeps the
     * environment until {@link #release}. The library counts references but has no public method for it.
     */
    private static long[] keep() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            long handle = api.getLong(null);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            int level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue();
            return new long[] {handle, (long) create.invoke(null, handle, level, "maskwright")};
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new long[0]; // another version of ONNX Runtime: everything works, but without this protection
        }
    }

    /** Releases the environment; call it when nothing uses the environment any more. */
    static synchronized void release() {
        if (!isKept()) {
            return;
        }
        try {
            Method close = OrtEnvironment.class.getDeclaredMethod("close", long.class, long.class);
            close.setAccessible(true);
            close.invoke(null, kept[0], kept[1]);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The environment stays until the process ends.
        } finally {
            kept = new long[0];
        }
    }

    /** Whether the environment outlives ONNX Runtime's own shutdown hook. */
    static synchronized boolean isKept() {
        return kept.length == 2;
    }

    /** The version of ONNX Runtime. */
    public static String version() {
        return get().getVersion();
    }

    /** The execution providers of this build of ONNX Runtime, by its own names: {@code CPU}, {@code CUDA}. */
    public static List<String> providers() {
        get();
        return OrtEnvironment.getAvailableProviders().stream()
                .map(OrtProvider::name)
                .toList();
    }

    /**
     * The length of this process's command line in bytes; 0 if the system does not expose it, as ONNX Runtime cannot
     * read it there either.
     */
    private static int commandLine() {
        try {
            return Files.readAllBytes(COMMAND_LINE).length;
        } catch (IOException e) {
            return 0;
        }
    }
}
