package io.dbferry.notify.channel;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An address of the web. What answers other than with 200 to 299 has not taken it; redirects are not followed. */
public final class Web {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI url;

    public Web(URI url) {
        this.url = url;
    }

    public void get() throws UndeliveredException {
        send(request().GET().build());
    }

    void post(byte[] json) throws UndeliveredException {
        send(request()
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json))
                .build());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(url).timeout(PATIENCE).header("User-Agent", "dbferry");
    }

    private void send(HttpRequest request) throws UndeliveredException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            // The request's own timeout ends with the answer's head; its body may drip for ever.
            int status =
                    answer.get(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS).statusCode();
            if (status < 200 || status > 299) {
                throw new UndeliveredException(describe() + " answers " + status);
            }
        } catch (ExecutionException e) {
            throw new UndeliveredException(describe() + ": " + cause(e), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UndeliveredException(describe() + " does not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UndeliveredException("interrupted", e);
        }
    }

    private static String cause(ExecutionException e) {
        Throwable cause = e.getCause();
        // A connection refused comes without a text.
        return cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : String.valueOf(cause).replaceFirst("^java\\.[a-z.]*", "");
    }

    /** Without the path, which is often the secret. */
    private String describe() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
