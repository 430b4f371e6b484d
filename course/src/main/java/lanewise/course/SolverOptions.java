package lanewise.course;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import lanewise.train.TrainingException;
import org.jspecify.annotations.Nullable;

/** The options of a {@link Solver}, checked by name and read with their defaults. */
final class SolverOptions {
  private final Map<String, ? extends @Nullable Object> given;

  SolverOptions(Map<String, ? extends @Nullable Object> given) {
    this.given = given;
    for (String name : new TreeSet<>(given.keySet())) {
      if (!Solver.OPTIONS.contains(name)) {
        throw new TrainingException(
            "Solver: unknown option " + name + ", expected one of " + Solver.OPTIONS);
      }
    }
  }

  String updateRule() {
    Object value = given.get("update_rule");
    return value == null ? "sgd" : value.toString();
  }

  @Nullable String checkpointName() {
    Object value = given.get("checkpoint_name");
    return value == null ? null : value.toString();
  }

  boolean verbose() {
    Object value = given.get("verbose");
    if (value == null) {
      return true;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw unfit("verbose", value, "true or false");
  }

  Map<String, Double> optimConfig() {
    Object value = given.get("optim_config");
    Map<String, Double> config = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, number) -> config.put(String.valueOf(name), optimNumber(name, number)));
    } else if (value != null) {
      throw unfit("optim_config", value, "a map of numbers");
    }
    return config;
  }

  private static double optimNumber(@Nullable Object name, @Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw unfit("optim_config " + name, value, "a number");
  }

  double lrDecay() {
    Object value = given.get("lr_decay");
    if (value == null) {
      return 1;
    }
    if (value instanceof Number number
        && number.doubleValue() > 0
        && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw unfit("lr_decay", value, "a finite number greater than 0");
  }

  /** An option that is an integer of 1 or more. */
  int count(String name, int byDefault) {
    Object value = given.get(name);
    if (value == null) {
      return byDefault;
    }
    if (value instanceof Integer count && count > 0) {
      return count;
    }
    throw unfit(name, value, "an integer, 1 or more");
  }

  /** A number of rows, of which null, if it is given, means all. */
  int rows(String name, int byDefault) {
    boolean all = given.containsKey(name) && given.get(name) == null;
    return all ? Integer.MAX_VALUE : count(name, byDefault);
  }

  private static TrainingException unfit(String name, @Nullable Object value, String rule) {
    return new TrainingException("Solver: " + name + " is " + value + ", expected " + rule);
  }
}
