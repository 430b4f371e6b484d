package lanewise.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import lanewise.feature.Features;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.optim.Adam;
import lanewise.serve.ModelServer;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.SeededRandom;

/**
 * How a service stands a load: a model of twelve columns is served by a process of 128 MiB, asked
 * over some connections for one row at a time, and replaced every few seconds meanwhile.
 */
final class ServeLoad {
  private static final int COLUMNS = 12;
  private static final int ROWS = 2000;
  private static final int MILLIS_BETWEEN_MODELS = 3000;

  private ServeLoad() {}

  /**
   * The arguments are the seconds and the connections. Prints what was answered, how soon, and what
   * became of the heap.
   */
  static void main(String[] args) throws Exception {
    if (args[0].equals("serve")) {
      serve(Path.of(args[1]));
      return;
    }
    int seconds = Integer.parseInt(args[0]);
    int connections = Integer.parseInt(args[1]);
    Path file = Files.createTempDirectory("serve-load").resolve("model.safetensors");
    Table table = table();
    Model[] models = {model(table, 1), model(table, 2)};
    models[0].save(file);
    Process service = start(file);
    try {
      load(service, file, models, seconds, connections);
    } finally {
      service.destroy();
      System.out.println("the service ended with " + service.waitFor());
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
    }
  }

  private static void serve(Path file) throws InterruptedException {
    ModelServer server = ModelServer.start(file, new InetSocketAddress("localhost", 0));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.port());
    Thread.currentThread().join();
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            ServeLoad.class.getName(),
            "serve",
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Table table() {
    SeededRandom random = new SeededRandom(5);
    List<Column> columns = new ArrayList<>();
    double[] sums = new double[ROWS];
    for (int col = 0; col < COLUMNS; col++) {
      double[] values = new double[ROWS];
      for (int row = 0; row < ROWS; row++) {
        values[row] = 100 * random.nextDouble();
        sums[row] += col % 3 == 0 ? -values[row] : values[row] / 2;
      }
      columns.add(Column.numbers("column" + col, values));
    }
    List<String> answers = Arrays.stream(sums).mapToObj(sum -> sum > 0 ? "yes" : "no").toList();
    columns.add(Column.categories("answer", answers));
    return Table.ofColumns("load", columns);
  }

  private static Model model(Table table, long seed) {
    Features features = Features.of(table, "answer");
    return Model.of(features.inputs().dense(64).relu().dense(32).relu().dense(1))
        .fit(features, Training.epochs(5).optimizer(Adam.of(0.003)).seed(seed));
  }

  private static void load(Process service, Path file, Model[] models, int seconds, int connections)
      throws IOException, InterruptedException {
    BufferedReader said = service.inputReader();
    int port = Integer.parseInt(said.readLine());
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    AtomicLong errors = new AtomicLong();
    List<Client> clients = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Client client = new Client(port, i, end, errors);
      clients.add(client);
      threads.add(Thread.ofPlatform().start(client));
    }
    List<Double> heap = new ArrayList<>();
    long replaced = 0;
    while (System.nanoTime() < end) {
      Thread.sleep(MILLIS_BETWEEN_MODELS);
      models[(int) (++replaced % 2)].save(file);
      heap.add(metric(port, "lanewise_heap_used_bytes") / (1 << 20));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    report(clients, seconds, errors.get());
    System.out.printf(
        Locale.ROOT,
        "models written %d, read anew %.0f, not readable %.0f%n",
        replaced,
        metric(port, "lanewise_model_reloads_total"),
        metric(port, "lanewise_model_reload_failures_total"));
    int half = heap.size() / 2;
    System.out.printf(
        Locale.ROOT,
        "heap in use: at most %.0f MiB in the first half, %.0f MiB in the second%n",
        heap.subList(0, half).stream().mapToDouble(used -> used).max().orElse(Double.NaN),
        heap.subList(half, heap.size()).stream()
            .mapToDouble(used -> used)
            .max()
            .orElse(Double.NaN));
  }

  private static void report(List<Client> clients, int seconds, long errors) {
    long[] nanoseconds =
        clients.stream()
            .flatMapToLong(client -> Arrays.stream(client.durations()))
            .sorted()
            .toArray();
    int count = nanoseconds.length;
    System.out.printf(
        Locale.ROOT,
        "%d connections, %d s: %d answers, %d a second, %d errors%n",
        clients.size(),
        seconds,
        count,
        count / seconds,
        errors);
    System.out.printf(
        Locale.ROOT,
        "p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.2f ms%n",
        nanoseconds[count / 2] * 1e-6,
        nanoseconds[count - 1 - count / 100] * 1e-6,
        nanoseconds[count - 1 - count / 1000] * 1e-6,
        nanoseconds[count - 1] * 1e-6);
  }

  private static double metric(int port, String name) throws IOException {
    try (Connection connection = new Connection(port)) {
      String text = connection.ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return text.lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  /** A kept connection of HTTP 1.1, without the cost of a client library. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Connection(int port) throws IOException {
      socket = new Socket("localhost", port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    /** The body of the answer, which must have the status 200. */
    String ask(String request) throws IOException {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String status = line();
      int length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
        }
      }
      String body = new String(in.readNBytes(length), US_ASCII);
      if (!status.contains(" 200 ") || body.length() != length) {
        throw new IOException(status + ": " + body);
      }
      return body;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the connection ended");
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Asks row after row over one connection. */
  private static final class Client implements Runnable {
    private final int port;
    private final long seed;
    private final long end;
    private final AtomicLong errors;
    private long[] durations = new long[1 << 16];
    private int count;

    Client(int port, long seed, long end, AtomicLong errors) {
      this.port = port;
      this.seed = seed;
      this.end = end;
      this.errors = errors;
    }

    long[] durations() {
      return Arrays.copyOf(durations, count);
    }

    @Override
    public void run() {
      SeededRandom random = new SeededRandom(seed);
      while (System.nanoTime() < end) {
        try (Connection connection = new Connection(port)) {
          while (System.nanoTime() < end) {
            ask(connection, random);
          }
        } catch (IOException failed) {
          errors.incrementAndGet();
        }
      }
    }

    private void ask(Connection connection, SeededRandom random) throws IOException {
      StringBuilder body = new StringBuilder("{");
      for (int col = 0; col < COLUMNS; col++) {
        body.append(col == 0 ? "" : ",").append("\"column").append(col).append("\":");
        body.append(random.nextInt(10_000) / 100.0);
      }
      body.append('}');
      String head =
          "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      long start = System.nanoTime();
      String answer = connection.ask(head + body);
      if (count == durations.length) {
        durations = Arrays.copyOf(durations, 2 * count);
      }
      durations[count++] = System.nanoTime() - start;
      if (!answer.startsWith("{\"label\":")) {
        throw new IOException("no answer: " + answer);
      }
    }
  }
}
