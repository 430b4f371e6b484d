package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.Map;

/** Two schedules at once. */
record ProductSchedule(Schedule first, Schedule second) implements Schedule {
  private static final String FIRST = "first.";
  private static final String SECOND = "second.";

  @Override
  public double factor(long step, long epoch) {
    return first.factor(step, epoch) * second.factor(step, epoch);
  }

  @Override
  public void epochEnded(double loss) {
    first.epochEnded(loss);
    second.epochEnded(loss);
  }

  @Override
  public Map<String, Double> state() {
    Map<String, Double> state = new LinkedHashMap<>();
    first.state().forEach((name, value) -> state.put(FIRST + name, value));
    second.state().forEach((name, value) -> state.put(SECOND + name, value));
    return state;
  }

  @Override
  public void restore(Map<String, Double> state) {
    first.restore(part(state, FIRST));
    second.restore(part(state, SECOND));
  }

  @Override
  public Schedule fresh() {
    return new ProductSchedule(first.fresh(), second.fresh());
  }

  private static Map<String, Double> part(Map<String, Double> state, String prefix) {
    Map<String, Double> part = new LinkedHashMap<>();
    state.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), value);
          }
        });
    return part;
  }
}
