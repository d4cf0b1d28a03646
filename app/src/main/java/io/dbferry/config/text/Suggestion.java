package io.dbferry.config.text;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Finds the key that was probably meant, by Levenshtein's distance. */
public final class Suggestion {
    private Suggestion() {}

    /** The known key that is at most two letters off, and at most a third of the longer one; the nearest first. */
    public static Optional<String> closest(String key, Set<String> known) {
        return known.stream()
                .filter(k -> distance(key, k) <= Math.min(2, Math.max(key.length(), k.length()) / 3))
                .min(Comparator.comparingInt(k -> distance(key, k)));
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
