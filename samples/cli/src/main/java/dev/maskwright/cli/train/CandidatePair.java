package dev.maskwright.cli.train;

import dev.maskwright.models.files.PartFile;
import java.io.IOException;
import java.util.Optional;

/** A pair of model files that is tested before it takes its final names; if it is closed before that, it is deleted. */
record CandidatePair(PartFile inFloat, Optional<PartFile> inInt8) implements AutoCloseable {

    static CandidatePair of(ModelPair written) {
        return new CandidatePair(
                PartFile.of(written.inFloat()), written.inInt8().map(PartFile::of));
    }

    /** Where its files are until they take their names. */
    ModelPair pair() {
        return new ModelPair(inFloat.path(), inInt8.map(PartFile::path));
    }

    /**
     * Gives both files their names, the deployed one last, or neither.
     *
     * @throws IOException if another process has written such a file in the meantime, which is kept
     */
    void takeNames() throws IOException {
        inFloat.takeFreeName();
        if (inInt8.isPresent()) {
            try {
                inInt8.get().takeFreeName();
            } catch (IOException e) {
                inFloat.giveUpName();
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        inFloat.close();
        if (inInt8.isPresent()) {
            inInt8.get().close();
        }
    }
}
