package lanewise.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import lanewise.io.FileException;
import lanewise.io.Json;
import lanewise.model.Model;
import lanewise.model.Prediction;
import lanewise.table.Table;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for the predictions of one model over HTTP.
 *
 * <ul>
 *   <li>{@code POST /predict} takes one row as a JSON object, or a list of them, with the columns
 *       by name, and gives one answer as {@link Prediction#asMap} has it, or a list; a row that
 *       cannot be answered gives 400 with {@code {"error": "..."}}.
 *   <li>{@code GET /health} gives 200 while the service answers.
 *   <li>{@code GET /metrics} gives counters in Prometheus's text format.
 *   <li>{@code GET /model} says what is answered, from which columns.
 * </ul>
 *
 * <p>As many requests are computed at once as there are processors; 256 may wait, with bodies of an
 * eighth of the heap together, and what comes on top is told 503 at once. When the file of the
 * model changes, it is read anew; no request is lost meanwhile, and a broken file leaves the model
 * as it was. {@link #close} takes no new requests and waits for those that run.
 */
public final class ModelServer implements AutoCloseable {
  /** What is read of a body grows twentyfold until it is answered. */
  private static final long LARGEST_BODY =
      Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 64);

  private static final int KIB = 1024;
  private static final int WAITING = 256;
  private static final int SECONDS_TO_FINISH = 10;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  static {
    // Read once by the JDK's server: without it each answer on a kept connection waits for 40 ms.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ServedModel served;
  private final RequestCounts counts = new RequestCounts();
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread watch =
      Thread.ofPlatform().name("lanewise-model-watch").daemon().unstarted(this::watch);
  private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final AtomicInteger running = new AtomicInteger();

  /** The memory for bodies, in KiB. */
  private final Semaphore room =
      new Semaphore((int) Math.min(1 << 20, Runtime.getRuntime().maxMemory() / 8 / KIB));

  private ModelServer(HttpServer server, ServedModel served) {
    this.server = server;
    this.served = served;
  }

  /**
   * Reads a model and begins to answer.
   *
   * @param model its file, looked at every second
   * @param address where to listen; port 0 for any free one
   * @throws LanewiseException if the model cannot be read, or the address not be had
   */
  public static ModelServer start(Path model, InetSocketAddress address) {
    ServedModel served = new ServedModel(model);
    try {
      ModelServer started = new ModelServer(HttpServer.create(address, 0), served);
      started.begin();
      return started;
    } catch (IOException taken) {
      throw FileException.writing(address.toString(), taken);
    }
  }

  private void begin() {
    server.createContext("/predict", exchange -> handle(exchange, "POST", this::predict));
    server.createContext("/health", exchange -> handle(exchange, "GET", this::health));
    server.createContext("/metrics", exchange -> handle(exchange, "GET", this::metrics));
    server.createContext("/model", exchange -> handle(exchange, "GET", this::model));
    server.setExecutor(requests);
    server.start();
    watch.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        served.refresh();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** The port that is listened at. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** What is sent back. */
  private record Answer(int status, String type, String body, int rows) {
    static Answer json(int status, @Nullable Object values, int rows) {
      return new Answer(status, "application/json", Json.line(values) + "\n", rows);
    }

    static Answer error(int status, String message) {
      return json(status, Map.of("error", message), 0);
    }
  }

  /** Answers one kind of request. */
  private interface Handler {
    Answer answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private void handle(HttpExchange exchange, String method, Handler handler) throws IOException {
    long start = System.nanoTime();
    try (exchange) {
      Answer answer =
          exchange.getRequestMethod().equals(method)
              ? guarded(exchange, handler)
              : Answer.error(405, exchange.getRequestMethod() + ", expected " + method);
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      if (answer.status == 503) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      exchange.sendResponseHeaders(answer.status, body.length);
      exchange.getResponseBody().write(body);
      counts.add(answer.status, answer.rows, System.nanoTime() - start);
    }
  }

  private static Answer guarded(HttpExchange exchange, Handler handler) throws IOException {
    try {
      return handler.answer(exchange);
    } catch (LanewiseException wrong) {
      return Answer.error(400, String.valueOf(wrong.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Answer.error(503, "the service is stopping");
    }
  }

  private Answer predict(HttpExchange exchange) throws IOException, InterruptedException {
    int needed = (int) (announced(exchange) / KIB) + 1;
    if (running.incrementAndGet() > WAITING || !room.tryAcquire(needed)) {
      int waiting = running.getAndDecrement();
      return Answer.error(503, (waiting - 1) + " requests are waiting, expected fewer; come again");
    }
    try {
      byte[] body = exchange.getRequestBody().readNBytes((int) LARGEST_BODY + 1);
      if (body.length > LARGEST_BODY) {
        return Answer.error(413, "a body above " + LARGEST_BODY + " bytes, expected fewer rows");
      }
      processors.acquire();
      try {
        return predict(new String(body, StandardCharsets.UTF_8));
      } finally {
        processors.release();
      }
    } finally {
      room.release(needed);
      running.decrementAndGet();
    }
  }

  /** The bytes of a body, or the most that are read of it. */
  private static long announced(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    try {
      return length == null ? LARGEST_BODY : Math.min(LARGEST_BODY, Long.parseLong(length));
    } catch (NumberFormatException notOne) {
      return LARGEST_BODY;
    }
  }

  private Answer predict(String body) {
    Model model = served.model();
    Object given = Json.parse("request", body);
    if (given instanceof List<?> list) {
      List<Map<String, ?>> rows = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        rows.add(row(list.get(i), i));
      }
      List<Map<String, Object>> answers =
          rows.isEmpty()
              ? List.of()
              : model.predict(Table.ofMaps("request", rows)).stream()
                  .map(Prediction::asMap)
                  .toList();
      return Answer.json(200, answers, answers.size());
    }
    return Answer.json(200, model.predict(row(given, 0)).asMap(), 1);
  }

  @SuppressWarnings("unchecked") // of JSON: the keys are strings
  private static Map<String, ?> row(@Nullable Object given, int at) {
    if (given instanceof Map<?, ?> map) {
      return (Map<String, ?>) map;
    }
    throw new LanewiseException(
        "request: row " + at + " is no object, expected {\"column\": value, ...}");
  }

  private Answer health(HttpExchange exchange) {
    return Answer.json(200, Map.of("status", "ok"), 0);
  }

  private Answer metrics(HttpExchange exchange) {
    String text = counts.text(served, running.get());
    return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", text, 0);
  }

  private Answer model(HttpExchange exchange) {
    Model model = served.model();
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("task", model.task());
    about.put("names", model.names());
    about.put("columns", model.columns());
    about.put("threshold", model.threshold());
    about.put("dataset", model.file().provenance().dataset());
    return Answer.json(200, about, 0);
  }

  /** Takes no new requests, waits for those that run, ten seconds at most, and ends. */
  @Override
  public void close() {
    watch.interrupt();
    server.stop(SECONDS_TO_FINISH);
    requests.shutdown();
  }
}
