package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** A training in a process of its own, which can be killed. Prints a line when a step or an epoch is done. */
final class TrainingProcess {

    private TrainingProcess() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        try (DataSource data = DataSources.open(Path.of(args[0]), DataSettings.defaults(), CacheOptions.inMemory())) {
            Training.fit(Checkpoint.open(Path.of(args[1])), data.train(), data.validation(), new Progress() {
                @Override
                public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {}

                @Override
                public void step(int epoch, int step, double loss) {
                    out.println("step");
                }

                @Override
                public void epoch(EpochReport report) {
                    out.println("epoch " + report.epoch());
                }

                @Override
                public void repeating(int epoch, String reason) {}

                @Override
                public void skipped(List<String> rows) {}
            });
        }
    }
}
