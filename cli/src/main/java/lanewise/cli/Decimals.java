package lanewise.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers as people write them, 0.5 or 1e-3; Java would take 0x1p3 for 8 and 1f for 1 too. NaN and
 * the infinities pass, for each option to refuse with its own rule.
 */
final class Decimals implements ITypeConverter<Double> {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|NaN|[+-]?Infinity");

  private static final Pattern JAVA_ONLY =
      Pattern.compile("[+-]?(?:0[xX].*|[\\d.]+(?:[eE][+-]?\\d+)?[fFdD])");

  @Override
  public Double convert(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is not a double");
    }
    return Double.valueOf(text);
  }

  /**
   * Refuses a number that Java alone reads, in a text that the library reads the numbers of.
   *
   * @param text such as step:5:0.1, whose numbers are between colons, commas and pluses
   */
  static String require(String option, String text) {
    for (String word : text.split("[:,+]", -1)) {
      if (JAVA_ONLY.matcher(word).matches()) {
        throw new UsageException(
            option + " " + text + ": " + word + ", expected a decimal number such as 0.5 or 1e-3");
      }
    }
    return text;
  }
}
