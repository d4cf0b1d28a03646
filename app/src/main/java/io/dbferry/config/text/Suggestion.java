package io.dbferry.config.text;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Finds the word that was probably meant, by the distance of Damerau and Levenshtein. */
public final class Suggestion {
    private Suggestion() {}

    /** The known word that is at most two letters off, and at most a third of the longer one; the nearest first. */
    public static Optional<String> closest(String key, Set<String> known) {
        return known.stream()
                .filter(k -> distance(key, k) <= Math.min(2, Math.max(key.length(), k.length()) / 3))
                .min(Comparator.comparingInt(k -> distance(key, k)));
    }

    /** A letter too many, missing or another counts one, and so do two that are swapped. */
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : edited(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int edited(int[][] rows, String a, String b, int i, int j) {
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
