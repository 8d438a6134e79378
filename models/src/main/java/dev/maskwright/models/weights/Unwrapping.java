package dev.maskwright.models.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds a network among the keys of a file: under the prefix with most of its keys. What training code wraps around
 * networks is part of the prefix, or inside keys.
 *
 * @param tensors under the network's own keys, and whatever else is among them
 * @param notes what was removed and ignored, for users
 */
record Unwrapping(Map<String, Tensor> tensors, List<String> notes) {

    /** What DistributedDataParallel, torch.compile, FSDP and checkpointing put into keys, wherever they are applied. */
    private static final Pattern WRAPPERS = Pattern.compile(
            "(?<=^|\\.)(module|_orig_mod|_forward_module|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

    /** Names of averaged weights. */
    private static final Pattern AVERAGED = Pattern.compile("(?i)(^|[._])(ema|averaged?|teacher|swa)([._]|$)");

    private static final int MOST_NAMED = 8;

    /** A prefix, as it is in the file, and how many of the network's keys follow it. */
    private record Found(String prefix, String shown, int keys) {

        boolean isAveraged() {
            return AVERAGED.matcher(prefix).find();
        }
    }

    /**
     * Finds a network.
     *
     * @param wanted the keys of the network
     * @throws IOException if averaged weights are preferred and there are none
     */
    static Unwrapping of(Map<String, Tensor> file, Set<String> wanted, Preference preference, String source)
            throws IOException {
        List<String> notes = new ArrayList<>();
        Map<String, Tensor> bare = withoutWrappers(file);
        List<Found> all = prefixes(file, wanted);
        Optional<Found> chosen = chosen(all, preference, source, notes);
        String prefix = chosen.map(Found::prefix).orElse("");
        Set<String> parts = wanted.stream().map(Unwrapping::part).collect(Collectors.toSet());
        Map<String, Tensor> inner = new LinkedHashMap<>();
        Set<String> leftOut = new LinkedHashSet<>();
        bare.forEach((key, tensor) -> {
            boolean isInside = key.startsWith(prefix);
            String own = isInside ? key.substring(prefix.length()) : key;
            if (isInside && (chosen.isEmpty() || parts.contains(part(own)))) {
                inner.put(own, tensor);
            } else {
                leftOut.add(key);
            }
        });
        chosen.filter(found -> !found.shown().isEmpty())
                .ifPresent(found -> notes.add(0, cut(found, leftOut.isEmpty())));
        if (!leftOut.isEmpty()) {
            notes.add("ignored, because they are not part of the network: " + groups(leftOut));
        }
        return new Unwrapping(inner, notes);
    }

    private static String cut(Found found, boolean isAll) {
        return isAll
                ? "all keys begin with %s, which was removed".formatted(found.shown())
                : "the keys of the network begin with %s, which was removed".formatted(found.shown());
    }

    /** The same tensors without the wrappers in their keys, unless keys would become equal. */
    static Map<String, Tensor> withoutWrappers(Map<String, Tensor> file) {
        Map<String, Tensor> bare = new LinkedHashMap<>();
        file.forEach((key, tensor) -> bare.put(bareKey(key), tensor));
        return bare.size() == file.size() ? bare : file;
    }

    private static String bareKey(String key) {
        return WRAPPERS.matcher(key).replaceAll("");
    }

    private static List<Found> prefixes(Map<String, Tensor> file, Set<String> wanted) {
        boolean areWrappersCut = withoutWrappers(file) != file;
        Map<String, Found> found = new LinkedHashMap<>();
        for (String key : file.keySet()) {
            String bare = areWrappersCut ? bareKey(key) : key;
            for (int at = 0; ; at = bare.indexOf('.', at) + 1) {
                String own = bare.substring(at);
                if (wanted.contains(own)) {
                    String shown =
                            key.endsWith(own) ? key.substring(0, key.length() - own.length()) : bare.substring(0, at);
                    found.merge(
                            bare.substring(0, at),
                            new Found(bare.substring(0, at), shown, 1),
                            (a, b) -> new Found(a.prefix(), a.shown(), a.keys() + 1));
                    break;
                }
                if (bare.indexOf('.', at) < 0) {
                    break;
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private static Optional<Found> chosen(List<Found> all, Preference preference, String source, List<String> notes)
            throws IOException {
        Optional<Found> raw =
                most(all.stream().filter(found -> !found.isAveraged()).toList());
        Optional<Found> averaged = most(all.stream().filter(Found::isAveraged).toList());
        boolean hasBoth = raw.isPresent()
                && averaged.isPresent()
                && 2 * averaged.get().keys() > raw.get().keys();
        if (preference == Preference.EMA) {
            if (!hasBoth && averaged.isEmpty()) {
                throw new IOException(
                        "%s: has no averaged weights (EMA) beside its own; use its own".formatted(source));
            }
            return averaged;
        }
        boolean isAveragedOnly = averaged.isPresent()
                && (raw.isEmpty() || raw.get().keys() < averaged.get().keys() / 2);
        if (isAveragedOnly) {
            notes.add("these are averaged weights (EMA): the file has no others");
            return averaged;
        }
        if (hasBoth) {
            notes.add("the file also has averaged weights (EMA), under %s, which were not used"
                    .formatted(averaged.get().shown()));
        }
        return raw;
    }

    private static Optional<Found> most(List<Found> all) {
        return all.stream().max(Comparator.comparingInt(Found::keys).thenComparing(found -> -all.indexOf(found)));
    }

    private static String part(String key) {
        return key.substring(0, key.indexOf('.') + 1);
    }

    /** Groups keys with a common beginning. */
    private static String groups(Set<String> keys) {
        Map<String, Integer> groups = new LinkedHashMap<>();
        for (String key : keys) {
            groups.merge(part(key).isEmpty() ? Quoted.of(key) : Quoted.of(part(key)) + "*", 1, Integer::sum);
        }
        String named = groups.entrySet().stream()
                .limit(MOST_NAMED)
                .map(group -> group.getValue() == 1
                        ? group.getKey()
                        : "%s (%d keys)".formatted(group.getKey(), group.getValue()))
                .collect(Collectors.joining(", "));
        return groups.size() > MOST_NAMED ? "%s and %d more".formatted(named, groups.size() - MOST_NAMED) : named;
    }
}
