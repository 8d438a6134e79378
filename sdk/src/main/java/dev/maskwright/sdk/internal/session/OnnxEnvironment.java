package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OrtEnvironment;
import dev.maskwright.sdk.SegmentationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** ONNX Runtime's environment, of which a process has one. */
public final class OnnxEnvironment {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final long STACK_PER_BYTE = 1024;
    private static final long LEAST_STACK = 1 << 20;

    private OnnxEnvironment() {}

    /**
     * The environment; made by the first call. On Linux, ONNX Runtime 1.29 then reads the command line of the process with a
     * function that calls itself for each byte, about 260 bytes of stack each: from some 4000 bytes on (a class path of fifty
     * jars, or a shell's list of files) it would run over the usual stack of 1 MiB and take the JVM with it. So it is made on a thread whose
     * stack is large enough.
     */
    public static OrtEnvironment get() {
        FutureTask<OrtEnvironment> making = new FutureTask<>(OrtEnvironment::getEnvironment);
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

    /** Bytes of this process's command line; 0 where the system does not tell, for it is not read there either. */
    private static int commandLine() {
        try {
            return Files.readAllBytes(COMMAND_LINE).length;
        } catch (IOException e) {
            return 0;
        }
    }
}
