package lanewise.tune;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A value for each hyperparameter of a trial.
 *
 * @param values by name, in the order of the search space
 */
public record Configuration(Map<String, Object> values) {
  public Configuration {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * The value of a name as a number, read from text where it is a text.
   *
   * @throws SearchException if there is none of this name, or it is no number
   */
  public double number(String name) {
    Object value = value(name);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.parseDouble(value.toString());
    } catch (NumberFormatException notANumber) {
      throw new SearchException(
          "Configuration: " + name + " is \"" + value + "\", expected a number", notANumber);
    }
  }

  /**
   * The value of a name as an integer.
   *
   * @throws SearchException if there is none of this name, or it is no integer
   */
  public int integer(String name) {
    double value = number(name);
    if (value != (int) value) {
      throw new SearchException(
          "Configuration: " + name + " is " + value + ", expected an integer");
    }
    return (int) value;
  }

  /**
   * The value of a name as text.
   *
   * @throws SearchException if there is none of this name
   */
  public String text(String name) {
    return value(name).toString();
  }

  private Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new SearchException(
          "Configuration: no " + name + ", expected one of " + values.keySet());
    }
    return value;
  }

  /** The form {@code learning_rate=0.001 hidden=64}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
    return text.toString();
  }
}
