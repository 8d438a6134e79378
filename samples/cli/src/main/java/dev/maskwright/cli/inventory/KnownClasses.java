package dev.maskwright.cli.inventory;

import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.models.text.EditDistance;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** The classes of a model, to check names on the command line. */
final class KnownClasses {

    private final Console console;
    private final String model;
    private final List<String> names;

    private KnownClasses(Console console, String model, List<String> names) {
        this.console = console;
        this.model = model;
        this.names = names;
    }

    static KnownClasses of(Console console, ModelOption model) throws IOException {
        try (Segmenter segmenter = Segmenter.open(model.file())) {
            return new KnownClasses(
                    console,
                    segmenter.card().name(),
                    segmenter.card().classes().stream()
                            .filter(label -> !label.isBackground())
                            .map(ClassLabel::name)
                            .toList());
        }
    }

    /** Rejects a class that the model does not have. */
    void require(String name) {
        if (!names.contains(name)) {
            String nearest = names.stream()
                    .min(Comparator.comparingInt(known -> EditDistance.between(known, name)))
                    .orElse("");
            throw console.wrongUsage("model %s has no class '%s' (did you mean '%s'?); it has %s"
                    .formatted(model, name, nearest, String.join(", ", names)));
        }
    }
}
