package dev.maskwright.models.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles operation by operation, so that tests can write what no pickler would. */
final class PickleWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PickleWriter() {
        operation(0x80, 2);
    }

    /** Bytes as they are: an operation, and what follows it. */
    PickleWriter operation(int... operation) {
        for (int b : operation) {
            bytes.write(b);
        }
        return this;
    }

    PickleWriter raw(String ascii) {
        bytes.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleWriter mark() {
        return operation('(');
    }

    PickleWriter global(String module, String name) {
        bytes.write('c');
        bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.write('X');
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf8.length)
                .array());
        bytes.writeBytes(utf8);
        return this;
    }

    /** As LONG1 of 8 bytes, which takes every value. */
    PickleWriter number(long value) {
        operation(0x8a, 8);
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    PickleWriter numbers(long... values) {
        mark();
        for (long value : values) {
            number(value);
        }
        return operation('t');
    }

    /** An ordered dict, whose entries follow up to {@link #endDict}. */
    PickleWriter beginDict() {
        return global("collections", "OrderedDict").operation(')', 'R').mark();
    }

    PickleWriter endDict() {
        return operation('u');
    }

    /** A tensor as PyTorch 1.6 and later pickle it. */
    PickleWriter tensor(String storageType, String storage, long elements, long offset, long[] sizes, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").mark();
        mark().text("storage")
                .global("torch", storageType)
                .text(storage)
                .text("cpu")
                .number(elements);
        operation('t', 'Q').number(offset).numbers(sizes).numbers(strides).operation(0x89);
        return global("collections", "OrderedDict").operation(')', 'R', 't', 'R');
    }

    /** A tensor as PyTorch pickled it before 1.6. */
    PickleWriter oldTensor(String storageType, String storage, long elements, long[] sizes, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").mark();
        mark().text("storage")
                .global("torch", storageType)
                .text(storage)
                .text("cpu")
                .number(elements);
        operation('N', 't', 'Q').number(0).numbers(sizes).numbers(strides).operation(0x89);
        return global("collections", "OrderedDict").operation(')', 'R', 't', 'R');
    }

    byte[] end() {
        bytes.write('.');
        return bytes.toByteArray();
    }
}
