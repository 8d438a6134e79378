package dev.maskwright.models.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickle of a state dict. A pickle is a program that may call any function by name; this reader knows the
 * names that a state dict needs and what they mean, puts a {@link Placeholder} in place of every other one, and runs
 * nothing.
 *
 * <p>The result consists of maps, lists (also for tuples and sets), strings, {@link Long}, {@link Double}, {@link
 * Boolean}, {@link TensorView}, {@link #NONE} and placeholders; bytes and numbers beyond 64 bits are placeholders.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the operations</a>, of protocols 2 to 5
 */
final class Unpickler {

    /** Python's {@code None}. */
    static final Object NONE = Constant.NONE;

    /** Far more than networks need; it limits the memory that a pickle of tiny operations can request. */
    private static final int MOST_OPERATIONS = 2_000_000;

    /** PyTorch's own limit. */
    private static final int MOST_DIMENSIONS = 64;

    /** For all tensors together: far more than networks have. */
    private static final int MOST_SIZES = 2_000_000;

    /**
     * Texts are stored once and reused by operations of two bytes, so work that grows with the length of a text must be
     * limited.
     */
    private static final int LONGEST_NAME = 1 << 10;

    private static final int OLDEST_PROTOCOL = 2;

    private static final int NEWEST_PROTOCOL = 5;

    /** The field of a network that holds its layers. */
    static final String MODULES = "_modules";

    private enum Constant {
        NONE
    }

    private enum Function {
        ORDERED_DICT,
        DEFAULT_DICT,
        SIZE,
        TENSOR,
        PARAMETER,
        SUBCLASS
    }

    private static final Map<String, Object> GLOBALS = globals();

    private final ByteBuffer pickle;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int sizes;

    private Unpickler(ByteBuffer pickle) {
        this.pickle = pickle;
    }

    /** The object that a pickle builds; leaves the buffer after its last byte, in little-endian order. */
    static Object read(ByteBuffer pickle) throws MalformedException {
        if (pickle.hasRemaining() && pickle.get(pickle.position()) != (byte) 0x80) {
            throw new MalformedException(
                    "its pickle has protocol 0 or 1; %d to %d can be read. Load and save it"
                            + " again with PyTorch's own protocol",
                    OLDEST_PROTOCOL, NEWEST_PROTOCOL);
        }
        Unpickler unpickler = new Unpickler(pickle.order(ByteOrder.LITTLE_ENDIAN));
        for (int i = 0; i < MOST_OPERATIONS; i++) {
            if (unpickler.run()) {
                return unpickler.pop();
            }
        }
        throw new MalformedException("its pickle has more than %,d operations", MOST_OPERATIONS);
    }

    private static Map<String, Object> globals() {
        Map<String, Object> globals = new HashMap<>();
        globals.put("collections.OrderedDict", Function.ORDERED_DICT);
        globals.put("collections.defaultdict", Function.DEFAULT_DICT);
        globals.put("torch.Size", Function.SIZE);
        globals.put("torch._utils._rebuild_tensor_v2", Function.TENSOR);
        globals.put("torch._utils._rebuild_tensor", Function.TENSOR);
        globals.put("torch._utils._rebuild_tensor_v3", Function.TENSOR);
        globals.put("torch._utils._rebuild_parameter", Function.PARAMETER);
        globals.put("torch._utils._rebuild_parameter_with_state", Function.PARAMETER);
        globals.put("torch._tensor._rebuild_from_type_v2", Function.SUBCLASS);
        for (StorageType type : StorageType.values()) {
            globals.put("torch." + type.className(), type);
        }
        return Map.copyOf(globals);
    }

    /** Runs one operation; true after the last. */
    private boolean run() throws MalformedException {
        int at = pickle.position();
        int operation = unsignedByte();
        switch (operation) {
            case 0x80 -> requireProtocol(unsignedByte());
            case 0x95 -> need(8).getLong(); // FRAME: what follows is one block
            case '.' -> {
                return true;
            }
            case '(' -> marks.add(stack.size());
            case '0' -> pop();
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) unsignedByte());
            case 'M' -> push((long) Short.toUnsignedInt(need(2).getShort()));
            case 'J' -> push((long) need(4).getInt());
            case 0x8a -> pushLong(unsignedByte());
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(need(8).getLong())));
            case 'X', 'T' -> push(text(need(4).getInt()));
            case 0x8c, 'U' -> push(text(unsignedByte()));
            case 0x8d -> push(text((int) Math.min(need(8).getLong(), Integer.MAX_VALUE)));
            case 'c' -> push(global(line(), line()));
            case 0x93 -> {
                String name = pop(String.class);
                push(global(pop(String.class), name));
            }
            case 'B', 0x8b -> skipBytes(need(4).getInt());
            case 'C' -> skipBytes(unsignedByte());
            case 0x8e, 0x96 -> skipBytes(need(8).getLong());
            case '}' -> push(new LinkedHashMap<>());
            case ']', ')', 0x8f -> push(new ArrayList<>());
            case 't', 0x91 -> push(popMarked());
            case '1' -> popMarked();
            case '2' -> push(peek());
            case 0x85 -> push(popLast(1));
            case 0x86 -> push(popLast(2));
            case 0x87 -> push(popLast(3));
            case 'a' -> {
                Object element = pop();
                list(peek()).add(element);
            }
            case 'e', 0x90 -> {
                List<Object> elements = popMarked();
                list(peek()).addAll(elements);
            }
            case 's' -> put(popLast(2));
            case 'u' -> put(popMarked());
            case 'q' -> memo.put(unsignedByte(), peek());
            case 'r' -> memo.put(need(4).getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'h' -> push(recall(unsignedByte()));
            case 'j' -> push(recall(need(4).getInt()));
            case 'Q' -> push(storage(pop(List.class)));
            case 'R', 0x81 -> {
                List<?> arguments = pop(List.class);
                push(call(pop(), arguments));
            }
            case 0x92 -> {
                Map<?, ?> named = pop(Map.class);
                List<?> inOrder = pop(List.class);
                push(call(pop(), List.of(inOrder, named))); // of a class, and none is known here
            }
            case 'b' -> build(pop());
            default ->
                throw new MalformedException(
                        "its pickle has the operation 0x%02x at byte %d, which no state dict needs", operation, at);
        }
        return false;
    }

    /** @param state what a state dict has besides its entries: versions of layers */
    private void build(Object state) throws MalformedException {
        if (peek() instanceof Placeholder placeholder) {
            placeholder.parts().add(state);
            if (state instanceof Map<?, ?> map && map.containsKey(MODULES)) {
                placeholder.entries().putAll(map);
            }
        }
    }

    private static void requireProtocol(int protocol) throws MalformedException {
        if (protocol < OLDEST_PROTOCOL || protocol > NEWEST_PROTOCOL) {
            throw new MalformedException(
                    "its pickle has protocol %d; %d to %d can be read", protocol, OLDEST_PROTOCOL, NEWEST_PROTOCOL);
        }
    }

    private static Object global(String module, String name) {
        String whole = cut(module) + "." + cut(name);
        Object known = GLOBALS.get(whole);
        return known != null ? known : new Placeholder(Quoted.of(whole));
    }

    private static String cut(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private Object call(Object callee, List<?> arguments) throws MalformedException {
        if (callee instanceof Placeholder placeholder) {
            Placeholder made = new Placeholder(placeholder.name());
            made.parts().add(arguments); // not copied: one list can be the arguments of many calls
            return made;
        }
        if (callee instanceof Function function) {
            return call(function, arguments);
        }
        throw new MalformedException("its pickle calls something that is not a function");
    }

    private Object call(Function function, List<?> arguments) throws MalformedException {
        switch (function) {
            case DEFAULT_DICT -> {
                return new LinkedHashMap<>();
            }
            case ORDERED_DICT -> {
                return orderedDict(arguments);
            }
            case SIZE -> {
                if (arguments.size() == 1 && arguments.get(0) instanceof List<?> sizes) {
                    return sizes;
                }
            }
            case PARAMETER -> {
                if (!arguments.isEmpty()
                        && (arguments.get(0) instanceof TensorView || arguments.get(0) instanceof Placeholder)) {
                    return arguments.get(0);
                }
            }
            case SUBCLASS -> { // the function of the tensor, its class, what the function is called with, its state
                if (arguments.size() == 4 && arguments.get(2) instanceof List<?> own) {
                    return call(arguments.get(0), own);
                }
            }
            case TENSOR -> {
                if (!arguments.isEmpty() && arguments.get(0) instanceof Placeholder storage) {
                    return typed(storage, arguments);
                }
                if (arguments.size() >= 4
                        && arguments.get(0) instanceof TensorView.Storage storage
                        && arguments.get(1) instanceof Long offset) {
                    return new TensorView(storage, offset, longs(arguments.get(2)), longs(arguments.get(3)));
                }
            }
        }
        throw new MalformedException("its pickle calls %s with arguments that PyTorch does not use", function);
    }

    /** Python 2 pickles the entries as arguments, a list of pairs. */
    private static Map<Object, Object> orderedDict(List<?> arguments) throws MalformedException {
        Map<Object, Object> dict = new LinkedHashMap<>();
        List<Object> entries = new ArrayList<>();
        for (Object argument : arguments) {
            for (Object pair : argument instanceof List<?> pairs ? pairs : List.of(argument)) {
                if (!(pair instanceof List<?> both) || both.size() != 2) {
                    throw new MalformedException("its pickle makes an OrderedDict from something other than pairs");
                }
                entries.addAll(both);
            }
        }
        fill(dict, entries);
        return dict;
    }

    /**
     * A tensor whose storage has no type that is known here: newer types are given as an argument, others in its name.
     */
    private static Object typed(Placeholder storage, List<?> arguments) {
        boolean isNamed = arguments.size() >= 7 && arguments.get(6) instanceof Placeholder;
        return isNamed ? arguments.get(6) : storage;
    }

    private List<Long> longs(Object value) throws MalformedException {
        List<Long> longs = new ArrayList<>();
        if (value instanceof List<?> list && list.size() <= MOST_DIMENSIONS) {
            sizes += list.size();
            if (sizes > MOST_SIZES) {
                throw new MalformedException("its pickle has tensors of more than %,d dimensions", MOST_SIZES);
            }
            for (Object element : list) {
                if (element instanceof Long number) {
                    longs.add(number);
                }
            }
            if (longs.size() == list.size()) {
                return longs;
            }
        }
        throw new MalformedException(
                "its pickle has a tensor whose shape is not a tuple of at most %d integers", MOST_DIMENSIONS);
    }

    /**
     * What a persistent id stands for: {@code ("storage", type, key, device, elements)}; before PyTorch 1.6 followed by
     * the view of a storage that it is, which no state dict has.
     */
    private static Object storage(List<?> id) throws MalformedException {
        boolean isOld = id.size() == 6 && NONE.equals(id.get(5));
        if ((id.size() == 5 || isOld)
                && "storage".equals(id.get(0))
                && id.get(1) instanceof StorageType type
                && id.get(2) instanceof String key
                && id.get(4) instanceof Long elements) {
            return new TensorView.Storage(type, key, elements);
        }
        if (id.size() == 5 && "storage".equals(id.get(0)) && id.get(1) instanceof Placeholder type) {
            return new Placeholder(type.name()); // of complex, quantised or newer numbers, which no network here uses
        }
        throw new MalformedException("its pickle has a persistent id that is not a storage");
    }

    private void put(List<Object> entries) throws MalformedException {
        if (peek() instanceof Placeholder placeholder) {
            placeholder.parts().addAll(entries);
            fill(placeholder.entries(), entries);
            return;
        }
        fill(requireMap(peek()), entries);
    }

    /**
     * Keys other than texts and integers are skipped: no state dict has them, and hashing nested structures could take
     * forever.
     */
    private static void fill(Map<Object, Object> map, List<Object> entries) throws MalformedException {
        if (entries.size() % 2 != 0) {
            throw new MalformedException("its pickle has a key without a value");
        }
        for (int i = 0; i < entries.size(); i += 2) {
            Object key = entries.get(i);
            if (key instanceof String text && text.length() > LONGEST_NAME) {
                throw new MalformedException(
                        "its pickle has a key of %,d characters; names of tensors are shorter", text.length());
            }
            if (key instanceof String || key instanceof Long) {
                map.put(key, entries.get(i + 1));
            }
        }
    }

    @SuppressWarnings("unchecked") // only maps and lists of Object are created here
    private static Map<Object, Object> requireMap(Object value) throws MalformedException {
        if (value instanceof Map<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw new MalformedException("its pickle fills something that is not a dict");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) throws MalformedException {
        if (value instanceof Placeholder placeholder) {
            return placeholder.parts();
        }
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new MalformedException("its pickle appends to something that is not a list");
    }

    private Object recall(int index) throws MalformedException {
        Object value = memo.get(index);
        if (value == null) {
            throw new MalformedException("its pickle recalls %d, which it never stored", index);
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object peek() throws MalformedException {
        if (stack.size() <= lastMark()) {
            throw new MalformedException("its pickle takes more from its stack than the stack holds");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws MalformedException {
        Object top = peek();
        stack.remove(stack.size() - 1);
        return top;
    }

    private <T> T pop(Class<T> type) throws MalformedException {
        Object top = pop();
        if (!type.isInstance(top)) {
            throw new MalformedException("its pickle has a different value where a %s is needed", type.getSimpleName());
        }
        return type.cast(top);
    }

    private List<Object> popLast(int count) throws MalformedException {
        if (stack.size() - count < lastMark()) {
            throw new MalformedException("its pickle takes more from its stack than the stack holds");
        }
        List<Object> last = stack.subList(stack.size() - count, stack.size());
        List<Object> popped = new ArrayList<>(last);
        last.clear();
        return popped;
    }

    private List<Object> popMarked() throws MalformedException {
        if (marks.isEmpty()) {
            throw new MalformedException("its pickle goes back to a mark that it never set");
        }
        List<Object> popped = popLast(stack.size() - lastMark());
        marks.remove(marks.size() - 1);
        return popped;
    }

    private int lastMark() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    /** Bytes, which no state dict contains. */
    private void skipBytes(long length) throws MalformedException {
        if (length < 0 || length > pickle.remaining()) {
            throw new MalformedException("its pickle ends early, at byte %d", pickle.position());
        }
        pickle.position(pickle.position() + (int) length);
        push(new Placeholder(Placeholder.BYTES));
    }

    /** Numbers of more than 64 bits, as in the state of random generators, do not occur in state dicts. */
    private void pushLong(int length) throws MalformedException {
        if (length > Long.BYTES) {
            skipBytes(length);
            return;
        }
        need(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (pickle.get() & 0xffL) << (8 * i);
        }
        int unused = Long.SIZE - 8 * length;
        push(length == 0 ? 0L : value << unused >> unused); // the highest bit is the sign
    }

    private String text(int length) throws MalformedException {
        need(length);
        byte[] bytes = new byte[length];
        pickle.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws MalformedException {
        int begin = pickle.position();
        while (unsignedByte() != '\n') {}
        byte[] bytes = new byte[pickle.position() - 1 - begin];
        pickle.get(begin, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int unsignedByte() throws MalformedException {
        return Byte.toUnsignedInt(need(1).get());
    }

    private ByteBuffer need(int bytes) throws MalformedException {
        if (bytes < 0 || bytes > pickle.remaining()) {
            throw new MalformedException("its pickle ends early, at byte %d", pickle.position());
        }
        return pickle;
    }
}
