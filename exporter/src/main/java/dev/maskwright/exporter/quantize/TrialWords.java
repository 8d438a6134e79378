package dev.maskwright.exporter.quantize;

import dev.maskwright.exporter.quantize.Quantization.Terms;
import dev.maskwright.exporter.quantize.Quantization.Trial;
import java.util.List;
import java.util.Locale;

/** Describes the results of trials in relation to the terms that they had to meet. */
record TrialWords(Terms terms) {

    /** A trial in one line. */
    String of(Trial trial) {
        return String.format(
                Locale.ROOT,
                "%s: %.2f times as fast, %s",
                (trial.leftFloat().isEmpty() ? "all layers in int8" : "with " + leftFloat(trial))
                        + (trial.kernels().isNone() ? "" : ", kernels chosen"),
                trial.speedup(),
                drop(trial));
    }

    private static String leftFloat(Trial trial) {
        int layers = trial.leftFloat().size();
        return layers == 1 ? "one layer in float" : layers + " layers in float";
    }

    private String drop(Trial trial) {
        return trial.meanIou().isPresent()
                ? String.format(Locale.ROOT, "loses %.4f of mean IoU (%.4f allowed)", trial.drop(), terms.maxDrop())
                : String.format(
                        Locale.ROOT,
                        "a share of %.4f of mask pixels changes (%.4f allowed)",
                        trial.drop(),
                        terms.maxDrop());
    }

    /** Why no file is written after these trials. */
    String refusal(List<Trial> trials) {
        Trial last = trials.get(trials.size() - 1);
        boolean isSlow = last.speedup() < terms.leastSpeedup();
        return "not written, because %s; %s"
                .formatted(
                        isSlow
                                ? String.format(
                                        Locale.ROOT,
                                        "int8 is not faster on this machine (%.2f times as fast,"
                                                + " at least %.2f required%s)",
                                        last.speedup(),
                                        terms.leastSpeedup(),
                                        last.leftFloat().isEmpty() ? "" : ", with " + leftFloat(last))
                                : "it " + drop(last),
                        isSlow ? "use the float model" : "use the float model, or allow more");
    }
}
