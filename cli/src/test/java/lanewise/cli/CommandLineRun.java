package lanewise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lanewise.io.Json;
import org.jspecify.annotations.Nullable;

/** One run of the program within the test's JVM: its exit code and what it wrote. */
record CommandLineRun(int code, String out, String err) {
  static CommandLineRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    int code = Main.run(console, args);
    console.flush();
    return new CommandLineRun(code, out.toString(), err.toString());
  }

  /** The objects that --json printed, of one event. */
  List<Map<String, @Nullable Object>> events(String event) {
    return out.lines()
        .map(line -> Json.parseObject("stdout", line))
        .filter(object -> event.equals(object.get("event")))
        .toList();
  }

  static double number(Map<String, @Nullable Object> object, String name) {
    if (object.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new AssertionError(name + " is no number in " + object);
  }

  /** A file of the test resources of this package. */
  static Path resource(String name) {
    try {
      return Path.of(
          java.util.Objects.requireNonNull(CommandLineRun.class.getResource(name), name).toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
