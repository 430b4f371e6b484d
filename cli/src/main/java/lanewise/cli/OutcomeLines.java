package lanewise.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures at the end of a run as lines for people. */
final class OutcomeLines {
  private OutcomeLines() {}

  static List<String> of(Map<String, ? extends @Nullable Object> outcome) {
    List<String> lines = new ArrayList<>();
    outcome.forEach(
        (name, value) -> {
          if (!name.equals("event") && value != null) {
            String text =
                value instanceof Double number
                    ? String.format(Locale.ROOT, "%.4f", number)
                    : value.toString();
            lines.add(String.format(Locale.ROOT, "%-15s %s", name.replace('_', ' '), text));
          }
        });
    return lines;
  }
}
