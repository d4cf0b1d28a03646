package io.dbferry.stream.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the first in the order of names, of any number of entries, in bounded memory. */
public final class FirstNames<T> {
    private final int most;
    private final Comparator<T> order;
    private final PriorityQueue<T> lastFirst;

    public FirstNames(int most, Comparator<T> order) {
        this.most = most;
        this.order = order;
        this.lastFirst = new PriorityQueue<>(order.reversed());
    }

    public void add(T entry) {
        lastFirst.add(entry);
        if (lastFirst.size() > most) {
            lastFirst.poll();
        }
    }

    /** In order. */
    public List<T> entries() {
        List<T> entries = new ArrayList<>(lastFirst);
        entries.sort(order);
        return entries;
    }
}
