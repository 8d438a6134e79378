package dev.maskwright.folder;

import dev.maskwright.sdk.Tiling;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The options of a run.
 *
 * @param outputs what is written
 * @param regions which regions count
 * @param tiling how pictures are cut into tiles, so that they are never in memory as a whole; empty for no tiling
 * @param batch how many pictures go through the network together
 * @param threads how many pictures, or batches, are processed at once; open the segmenter with correspondingly fewer
 *     threads for each
 * @param isResumed whether pictures with existing results are skipped
 * @param identity what else the results depend on, such as the hash of the model's file: a run is only continued if it
 *     is the same
 * @param words converts an exception to a line of text
 */
public record RunOptions(
        Outputs outputs,
        RegionFileOptions regions,
        Optional<Tiling> tiling,
        int batch,
        int threads,
        boolean isResumed,
        Map<String, String> identity,
        Function<Throwable, String> words) {

    /** @throws IllegalArgumentException if {@code batch} or {@code threads} is below 1 */
    public RunOptions {
        if (batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch and threads are at least 1, got %d and %d".formatted(batch, threads));
        }
        identity = Map.copyOf(identity);
    }

    /** One thread per core, each with its own picture. */
    public static RunOptions defaults() {
        return new RunOptions(
                Outputs.defaults(),
                RegionFileOptions.defaults(),
                Optional.empty(),
                1,
                Runtime.getRuntime().availableProcessors(),
                false,
                Map.of(),
                fault -> fault.getMessage() == null ? fault.toString() : fault.getMessage());
    }

    public RunOptions withOutputs(Outputs newOutputs) {
        return new RunOptions(newOutputs, regions, tiling, batch, threads, isResumed, identity, words);
    }

    public RunOptions withRegions(RegionFileOptions newRegions) {
        return new RunOptions(outputs, newRegions, tiling, batch, threads, isResumed, identity, words);
    }

    public RunOptions withTiling(Tiling newTiling) {
        return new RunOptions(outputs, regions, Optional.of(newTiling), batch, threads, isResumed, identity, words);
    }

    public RunOptions withBatch(int newBatch) {
        return new RunOptions(outputs, regions, tiling, newBatch, threads, isResumed, identity, words);
    }

    public RunOptions withThreads(int newThreads) {
        return new RunOptions(outputs, regions, tiling, batch, newThreads, isResumed, identity, words);
    }

    public RunOptions withResume(boolean newResumed) {
        return new RunOptions(outputs, regions, tiling, batch, threads, newResumed, identity, words);
    }

    /** The same with another entry that the results depend on. */
    public RunOptions withIdentity(String name, String value) {
        Map<String, String> more = new TreeMap<>(identity);
        more.put(name, value);
        return new RunOptions(outputs, regions, tiling, batch, threads, isResumed, more, words);
    }

    public RunOptions withWords(Function<Throwable, String> newWords) {
        return new RunOptions(outputs, regions, tiling, batch, threads, isResumed, identity, newWords);
    }
}
