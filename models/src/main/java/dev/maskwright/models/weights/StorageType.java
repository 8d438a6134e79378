package dev.maskwright.models.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The element types of PyTorch's storages and of safetensors, and the types that they are read as. */
enum StorageType {
    FLOAT("FloatStorage", "F32", 4, Tensor.Type.F32) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getFloat(4 * index);
        }
    },
    DOUBLE("DoubleStorage", "F64", 8, Tensor.Type.F32) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(8 * index);
        }
    },
    HALF("HalfStorage", "F16", 2, Tensor.Type.F16) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Float16.toFloat(bytes.getShort(2 * index));
        }
    },
    BFLOAT16("BFloat16Storage", "BF16", 2, Tensor.Type.BF16) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
        }
    },
    LONG("LongStorage", "I64", 8, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getLong(8 * index);
        }
    },
    INT("IntStorage", "I32", 4, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getInt(4 * index);
        }
    },
    SHORT("ShortStorage", "I16", 2, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.getShort(2 * index);
        }
    },
    CHAR("CharStorage", "I8", 1, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.get(index);
        }
    },
    UNSIGNED_SHORT("UInt16Storage", "U16", 2, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Short.toUnsignedInt(bytes.getShort(2 * index));
        }
    },
    UNSIGNED_INT("UInt32Storage", "U32", 4, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Integer.toUnsignedLong(bytes.getInt(4 * index));
        }
    },
    BYTE("ByteStorage", "U8", 1, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return Byte.toUnsignedInt(bytes.get(index));
        }
    },
    BOOL("BoolStorage", "BOOL", 1, Tensor.Type.I64) {
        @Override
        float value(ByteBuffer bytes, int index) {
            return bytes.get(index);
        }
    };

    private final String className;
    private final String safetensorsName;
    private final int bytes;
    private final Tensor.Type type;

    StorageType(String className, String safetensorsName, int bytes, Tensor.Type type) {
        this.className = className;
        this.safetensorsName = safetensorsName;
        this.bytes = bytes;
        this.type = type;
    }

    /** The type with this name in safetensors; empty if its numbers cannot be read. */
    static Optional<StorageType> ofSafetensors(String name) {
        return Arrays.stream(values())
                .filter(type -> type.safetensorsName.equals(name))
                .findFirst();
    }

    /** Its class in the module {@code torch}. */
    String className() {
        return className;
    }

    /** Bytes of one element. */
    int bytes() {
        return bytes;
    }

    /** The type that its values are read as: doubles become floats, and integers of any width int64. */
    Tensor.Type type() {
        return type;
    }

    abstract float value(ByteBuffer bytes, int index);
}
