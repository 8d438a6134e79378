package dev.maskwright.models.weights;

import java.nio.ByteBuffer;

/** The element types of PyTorch's storages, and what their values are here. */
enum StorageType {
    FLOAT("FloatStorage", 4, Tensor.Type.F32) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getFloat(4 * index);
        }
    },
    DOUBLE("DoubleStorage", 8, Tensor.Type.F32) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(8 * index);
        }
    },
    HALF("HalfStorage", 2, Tensor.Type.F16) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Float16.toFloat(bytes.getShort(2 * index));
        }
    },
    BFLOAT16("BFloat16Storage", 2, Tensor.Type.BF16) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
        }
    },
    LONG("LongStorage", 8, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getLong(8 * index);
        }
    },
    INT("IntStorage", 4, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getInt(4 * index);
        }
    },
    BYTE("ByteStorage", 1, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Byte.toUnsignedInt(bytes.get(index));
        }
    },
    BOOL("BoolStorage", 1, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.get(index);
        }
    };

    private final String className;
    private final int bytes;
    private final Tensor.Type type;

    StorageType(String className, int bytes, Tensor.Type type) {
        this.className = className;
        this.bytes = bytes;
        this.type = type;
    }

    /** Its class in the module {@code torch}. */
    String className() {
        return className;
    }

    /** Bytes of one element. */
    int bytes() {
        return bytes;
    }

    /** The type that its values have here: doubles become floats, and integers of any width int64. */
    Tensor.Type type() {
        return type;
    }

    abstract float value(ByteBuffer bytes, int index);
}
