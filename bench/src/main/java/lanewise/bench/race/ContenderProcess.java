package lanewise.bench.race;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The coordinator's side of the pipe to one contender; see {@link ContenderServer} for the words.
 *
 * <p>Every request waits for its answer, so that of all contenders only one ever works; a contender
 * that dies or stays silent ends in a {@link RaceException} with the last line that it printed.
 */
final class ContenderProcess implements AutoCloseable {
  private static final int KEPT_LINES = 20;

  private final String name;
  private final Process process;
  private final PrintStream requests;
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
  private final Deque<String> chatter = new ArrayDeque<>();
  private static final Pattern UNCAUGHT = Pattern.compile("Exception in thread \"[^\"]*\" ");

  private static final Pattern SAID_BY_CONTENDER =
      Pattern.compile(UNCAUGHT.pattern() + Pattern.quote(RaceException.class.getName()) + ": (.*)");

  private final Duration patience;

  private ContenderProcess(String name, Process process, Duration patience) {
    this.name = name;
    this.process = process;
    this.patience = patience;
    this.requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread.ofVirtual().start(() -> read(process.getInputStream(), true));
    Thread.ofVirtual().start(() -> read(process.getErrorStream(), false));
  }

  /**
   * Starts it.
   *
   * @param patience how long an answer may take
   * @throws RaceException if the program cannot be started
   */
  static ContenderProcess start(Launch launch, Duration patience) {
    var builder = new ProcessBuilder(launch.command());
    builder.environment().putAll(launch.environment());
    try {
      return new ContenderProcess(launch.name(), builder.start(), patience);
    } catch (IOException e) {
      throw new RaceException(
          launch.name() + ": cannot start " + launch.command().getFirst() + ": " + e.getMessage(),
          e);
    }
  }

  private void read(InputStream stream, boolean answering) {
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (answering && line.startsWith("@")) {
          answers.add(Optional.of(line.substring(1)));
        } else if (!line.isBlank()) {
          remember(line);
        }
      }
    } catch (IOException e) {
      remember(e.toString());
    }
    if (answering) {
      answers.add(Optional.empty());
    }
  }

  private void remember(String line) {
    synchronized (chatter) {
      chatter.addLast(line.strip());
      if (chatter.size() > KEPT_LINES) {
        chatter.removeFirst();
      }
    }
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What the contender says of itself. */
  Map<String, String> hello() {
    var words = new LinkedHashMap<String, String>();
    for (String word : ask("HELLO", "HELLO").split("\t", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return words;
  }

  /**
   * Prepares and warms up; gives the sample of the result, or nothing if the contender has no such
   * operation.
   */
  Optional<double[]> prepare(Work work) {
    String answer = ask("PREPARE " + work.name(), "");
    if (answer.equals("UNSUPPORTED")) {
      return Optional.empty();
    }
    String values = payload(answer, "RESULT", "PREPARE");
    try {
      return Optional.of(
          Arrays.stream(values.split(" ", -1)).mapToDouble(Double::parseDouble).toArray());
    } catch (NumberFormatException e) {
      throw new RaceException(name + " on PREPARE: " + e.getMessage() + ", expected numbers", e);
    }
  }

  /** Nanoseconds that so many runs of the prepared work take. */
  long run(int reps) {
    return nanos("RUN " + reps, "NANOS");
  }

  /** Processor time of the whole process so far, in nanoseconds. */
  long processorNanos() {
    return nanos("CPU", "CPU");
  }

  /** What {@link FmaPeak} reaches in that process at this moment. */
  double peakGflops(int threads) {
    return number("PEAK " + threads, "PEAK", Double::parseDouble);
  }

  private long nanos(String request, String verb) {
    return number(request, verb, Long::parseLong);
  }

  private <N extends Number> N number(String request, String verb, Function<String, N> parser) {
    String answer = ask(request, verb);
    try {
      return parser.apply(answer);
    } catch (NumberFormatException e) {
      throw new RaceException(name + " on " + request + ": '" + answer + "', expected a number", e);
    }
  }

  private String ask(String request, String verb) {
    requests.println(request);
    Optional<String> answer;
    try {
      answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RaceException(name + " on " + request + ": interrupted", e);
    }
    if (answer == null) {
      kill();
      throw new RaceException(
          name + " on " + request + ": no answer in " + patience.toSeconds() + " s");
    }
    if (answer.isEmpty()) {
      answers.add(answer);
      throw new RaceException(name + " on " + request + ": the process ended" + lastWords());
    }
    return verb.isEmpty() ? answer.get() : payload(answer.get(), verb, request);
  }

  private String payload(String answer, String verb, String request) {
    if (!answer.startsWith(verb + " ")) {
      throw new RaceException(name + " on " + request + ": " + answer);
    }
    return answer.substring(verb.length() + 1);
  }

  /** Ends with what matters of what was printed: the first line of an exception if there is one. */
  private String lastWords() {
    try {
      process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (chatter) {
      return chatter.stream()
          .filter(
              line ->
                  line.contains("Error") || line.contains("Exception") || line.contains("error"))
          .findFirst()
          .or(() -> Optional.ofNullable(chatter.peekLast()))
          .map(line -> ": " + reason(line))
          .orElse("");
    }
  }

  /** What a contender says itself, without Java's words around it; all else is called a fault. */
  private static String reason(String line) {
    Matcher own = SAID_BY_CONTENDER.matcher(line);
    if (own.matches()) {
      return own.group(1);
    }
    return UNCAUGHT.matcher(line).lookingAt()
        ? "a fault of its program, expected none; please report it: " + line
        : line;
  }

  /** Asks the process to end, and ends it if it does not. */
  @Override
  public void close() {
    requests.println("QUIT");
    requests.close();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
