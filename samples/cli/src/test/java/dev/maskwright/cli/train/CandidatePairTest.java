package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CandidatePairTest {

    private final Path folder;
    private final ModelPair names;

    CandidatePairTest(@TempDir Path folder) {
        this.folder = folder;
        names = new ModelPair(folder.resolve("road.onnx"), Optional.of(folder.resolve("road-int8.onnx")));
    }

    private CandidatePair written() throws IOException {
        CandidatePair pair = CandidatePair.of(names);
        WholeFile.Content content = channel -> WholeFile.writeFully(channel, ByteBuffer.wrap(new byte[] {1, 2}));
        pair.inFloat().write(content);
        pair.inInt8().orElseThrow().write(content);
        return pair;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void bothTakeTheirNames() throws IOException {
        try (CandidatePair pair = written()) {
            pair.takeNames();
        }
        assertEquals(List.of("road-int8.onnx", "road.onnx"), files());
    }

    @Test
    void whereOneNameIsTakenMeanwhileTheOtherStaysFree() throws IOException {
        for (String other : List.of("road-int8.onnx", "road.onnx")) {
            Path there = folder.resolve(other);
            try (CandidatePair pair = written()) {
                Files.writeString(there, "another's");
                String message = String.valueOf(
                        assertThrows(IOException.class, pair::takeNames).getMessage());
                assertTrue(message.startsWith(there + ": another process has written it"), message);
            }
            assertEquals(List.of(other), files());
            assertEquals("another's", Files.readString(there));
            Files.delete(there);
        }
    }
}
