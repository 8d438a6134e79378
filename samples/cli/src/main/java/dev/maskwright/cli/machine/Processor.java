package dev.maskwright.cli.machine;

import dev.maskwright.exporter.kernel.KernelConditions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processor, and its features that matter for networks.
 *
 * @param name as it calls itself
 * @param features by name, whether it has them; empty if the system does not say
 */
public record Processor(Optional<String> name, Map<String, Boolean> features) {

    private static final String AVX2 = "AVX2";
    private static final String AVX_512 = "AVX-512";
    private static final String AVX_512_VNNI = "AVX-512 VNNI";
    private static final String AVX_VNNI = "AVX-VNNI";
    private static final String AMX = "AMX int8";
    private static final String NEON = "NEON";
    private static final String NEON_DOT = "NEON dot product";
    private static final String I8MM = "I8MM";

    /** One name of each line is enough. */
    private static final Map<String, Set<String>> X86 = ordered(
            Map.entry(AVX2, Set.of("avx2")),
            Map.entry(AVX_512, Set.of("avx512f")),
            Map.entry(AVX_512_VNNI, Set.of("avx512_vnni")),
            Map.entry(AVX_VNNI, Set.of("avx_vnni")),
            Map.entry(AMX, Set.of("amx_int8")));

    private static final Map<String, Set<String>> ARM = ordered(
            Map.entry(NEON, Set.of("asimd", "hw.optional.neon")),
            Map.entry(NEON_DOT, Set.of("asimddp", "hw.optional.arm.FEAT_DotProd")),
            Map.entry(I8MM, Set.of("i8mm", "hw.optional.arm.FEAT_I8MM")),
            Map.entry("SVE", Set.of("sve")));

    private static final Pattern NAME = Pattern.compile("(?m)^(?:model name|Model)\\s*:\\s*(.+?)\\s*$");
    private static final Pattern FLAGS = Pattern.compile("(?m)^(?:flags|Features)\\s*:\\s*(.+?)\\s*$");
    private static final Pattern SYSCTL = Pattern.compile("(?m)^([\\w.]+): (.+?)\\s*$");

    @SafeVarargs
    private static Map<String, Set<String>> ordered(Map.Entry<String, Set<String>>... entries) {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> entry : entries) {
            map.put(entry.getKey(), entry.getValue());
        }
        return map;
    }

    /** That of this machine. */
    public static Processor ofThisMachine() {
        String system = System.getProperty("os.name", "");
        try {
            if (system.startsWith("Linux")) {
                return ofLinux(Files.readString(Path.of("/proc/cpuinfo")), System.getProperty("os.arch", ""));
            } else if (system.startsWith("Mac")) {
                Process sysctl = new ProcessBuilder("sysctl", "machdep.cpu.brand_string", "hw.optional").start();
                return ofMac(new String(sysctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Processor(Optional.empty(), Map.of()); // the system does not say
        }
        return new Processor(Optional.empty(), Map.of());
    }

    /** From the text of {@code /proc/cpuinfo}. */
    public static Processor ofLinux(String cpuinfo, String architecture) {
        Matcher name = NAME.matcher(cpuinfo);
        Matcher flags = FLAGS.matcher(cpuinfo);
        return new Processor(
                name.find() ? Optional.of(name.group(1)) : Optional.empty(),
                flags.find()
                        ? features(
                                isArm(architecture) ? ARM : X86,
                                Set.copyOf(Arrays.asList(flags.group(1).split("\\s+", -1))))
                        : Map.of());
    }

    /** From what {@code sysctl} prints. */
    public static Processor ofMac(String sysctl) {
        Map<String, String> values = new LinkedHashMap<>();
        SYSCTL.matcher(sysctl).results().forEach(line -> values.put(line.group(1), line.group(2)));
        Optional<String> name = Optional.ofNullable(values.remove("machdep.cpu.brand_string"));
        values.values().removeIf(value -> !value.equals("1"));
        boolean isApple = name.filter(text -> text.startsWith("Apple")).isPresent();
        return new Processor(name, isApple ? features(ARM, values.keySet()) : Map.of());
    }

    private static boolean isArm(String architecture) {
        return architecture.toLowerCase(Locale.ROOT).startsWith("aarch64");
    }

    private static Map<String, Boolean> features(Map<String, Set<String>> known, Set<String> flags) {
        Map<String, Boolean> features = new LinkedHashMap<>();
        known.forEach((name, names) -> features.put(name, names.stream().anyMatch(flags::contains)));
        return features;
    }

    private boolean has(String feature) {
        return features.getOrDefault(feature, false);
    }

    /** The name with the features that it has. */
    public String described() {
        String with = features.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return name.orElse(System.getProperty("os.arch", "unknown")) + (with.isEmpty() ? "" : ", with " + with);
    }

    /** The instructions that ONNX Runtime's int8 kernels use on this machine; it chooses the best available. */
    public String integerKernels() {
        if (features.isEmpty()) {
            return "unknown, because the system does not say what the processor has";
        }
        String best = Stream.of(AVX_512_VNNI, AVX_VNNI, AVX_512, AVX2, NEON_DOT, NEON)
                .filter(this::has)
                .findFirst()
                .orElse("nothing faster than SSE");
        String products = has(AMX) ? AMX : has(I8MM) ? I8MM : best;
        String words = products.equals(best)
                ? "convolutions and matrix products by " + best
                : "convolutions by %s, matrix products by %s".formatted(best, products);
        boolean saturates = best.equals(AVX_512) || best.equals(AVX2);
        return saturates ? words + ", which adds two products in 16 bits: weights need 7" : words;
    }

    /** What the kernels of ONNX Runtime for int8 convolutions require of layers. */
    public KernelConditions kernelConditions() {
        return new KernelConditions(has(AVX_512) ? 4 : 8);
    }
}
