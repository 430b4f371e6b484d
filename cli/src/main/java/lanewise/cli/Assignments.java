package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of the form KEY=VALUE that may be given several times. */
final class Assignments {
  private Assignments() {}

  /**
   * The values by key, in their order.
   *
   * @param form what the option expects
   * @throws UsageException if one has no key or no value, or a key comes twice
   */
  static Map<String, String> read(String option, List<String> given, String form) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String text : given) {
      int sign = text.indexOf('=');
      if (sign < 1 || sign == text.length() - 1) {
        throw new UsageException(option + " " + text + ", expected " + form);
      }
      String key = text.substring(0, sign);
      if (values.putIfAbsent(key, text.substring(sign + 1)) != null) {
        throw new UsageException(option + " " + key + " given twice, expected once");
      }
    }
    return values;
  }
}
