package dev.maskwright.cli.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of the machine this process may use.
 *
 * @param cores that Java assumes: at least 1, an integer
 * @param quota cores by the time that a container is given, if it is limited
 * @param memoryBytes of the machine, or of the container if that has less
 * @param heapBytes maximum for Java's objects, without tensors and weights
 */
public record Limits(int cores, OptionalDouble quota, long memoryBytes, long heapBytes) {

    private static final Pattern CPU_MAX = Pattern.compile("(\\d+)\\s+(\\d+)");

    public static Limits ofThisProcess() {
        long memory = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize(); // that of the container
        return new Limits(
                Runtime.getRuntime().availableProcessors(),
                quota(Path.of("/sys/fs/cgroup")),
                memory,
                Runtime.getRuntime().maxMemory());
    }

    /** From the files of cgroups of version 2 or 1. */
    public static OptionalDouble quota(Path cgroup) {
        try {
            Path second = cgroup.resolve("cpu.max");
            String text = Files.exists(second)
                    ? Files.readString(second)
                    : Files.readString(cgroup.resolve("cpu/cpu.cfs_quota_us")).strip()
                            + " "
                            + Files.readString(cgroup.resolve("cpu/cpu.cfs_period_us"));
            Matcher limit = CPU_MAX.matcher(text.strip());
            return limit.matches()
                    ? OptionalDouble.of(Double.parseDouble(limit.group(1)) / Double.parseDouble(limit.group(2)))
                    : OptionalDouble.empty(); // "max 100000" or "-1 100000"
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
