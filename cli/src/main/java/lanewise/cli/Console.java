package lanewise.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import lanewise.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: results to {@code out}, progress and errors to {@code err}.
 *
 * @param animated whether err is a terminal that may be drawn on: never without one, nor with
 *     NO_COLOR set
 */
record Console(PrintWriter out, PrintWriter err, boolean animated) {
  /** The system property by which the launcher says that standard error is a terminal. */
  static final String TERMINAL_PROPERTY = "lanewise.terminal";

  /** The process's own streams. */
  static Console system() {
    String noColor = System.getenv("NO_COLOR");
    boolean animated =
        Boolean.getBoolean(TERMINAL_PROPERTY) && (noColor == null || noColor.isEmpty());
    return new Console(
        new PrintWriter(
            new StandardOutput(new FileOutputStream(FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8),
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        animated);
  }

  /** Writes one object on one line of out, at once. */
  void json(Map<String, ? extends @Nullable Object> object) {
    out.println(Json.line(object));
    out.flush();
  }

  /** Writes one line on out, whatever the names of files, classes and columns in it. */
  void line(String text) {
    out.println(printable(text));
    out.flush();
  }

  /** Control characters as JSON writes them: they would end the line, or command the terminal. */
  private static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder printable = new StringBuilder();
    text.chars()
        .forEach(
            unit -> {
              switch (unit) {
                case '\n' -> printable.append("\\n");
                case '\r' -> printable.append("\\r");
                case '\t' -> printable.append("\\t");
                default -> {
                  if (Character.isISOControl(unit)) {
                    printable.append(String.format("\\u%04x", unit));
                  } else {
                    printable.append((char) unit);
                  }
                }
              }
            });
    return printable.toString();
  }

  /** Writes one line on err, as {@link #line} does. */
  void note(String text) {
    err.println(printable(text));
    err.flush();
  }

  void flush() {
    out.flush();
    err.flush();
  }
}
