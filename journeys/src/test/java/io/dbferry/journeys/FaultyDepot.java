package io.dbferry.journeys;

import io.dbferry.stream.Depot;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.DepotException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * A depot that breaks at its n-th operation: a file arrives by half, anything else is done and its answer is lost. From
 * then on nothing gets through, as with a connection that is gone. Or the whole process is gone, right there.
 */
public final class FaultyDepot implements InvocationHandler {
    private static final Set<String> NOT_AN_OPERATION =
            Set.of("describe", "keepsFilesHere", "close", "toString", "hashCode", "equals");

    private final Depot depot;
    private final int breaksAt;
    private final Runnable ending;
    private int operations;

    private FaultyDepot(Depot depot, int breaksAt, Runnable ending) {
        this.depot = depot;
        this.breaksAt = breaksAt;
        this.ending = ending;
    }

    /** @param ending what happens then, before the failure is told */
    public static Depot breakingAt(int operation, Depot depot, Runnable ending) {
        return (Depot) Proxy.newProxyInstance(
                Depot.class.getClassLoader(), new Class<?>[] {Depot.class}, new FaultyDepot(depot, operation, ending));
    }

    @Override
    public synchronized Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        if (NOT_AN_OPERATION.contains(method.getName())) {
            return run(method, arguments);
        }
        operations++;
        if (operations < breaksAt) {
            return run(method, arguments);
        }
        if (operations == breaksAt) {
            if (arguments != null) {
                halve(arguments);
            }
            try {
                run(method, arguments);
            } finally {
                ending.run();
            }
        }
        throw new DepotException(
                Problem.UNREACHABLE,
                "cannot " + method.getName() + " in the test's depot: it is gone",
                "Run it again.",
                null);
    }

    private static void halve(Object[] arguments) throws IOException {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof InputStream content) {
                byte[] all = content.readAllBytes();
                arguments[i] = new ByteArrayInputStream(all, 0, all.length / 2);
            }
        }
    }

    private Object run(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(depot, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
