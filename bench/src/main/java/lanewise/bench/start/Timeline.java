package lanewise.bench.start;

import java.util.List;

/**
 * What one JVM noted of its start. All times but those of steps are counted from the moment the
 * process was asked for.
 *
 * @param backend the one that was chosen
 * @param mainMicros when {@code main} was reached
 * @param backendMicros when the backend was chosen
 * @param networkMicros when the network, its batch and its optimizer were there
 * @param firstStepMicros when the first step was done
 * @param stepMicros what each step took, the first one included
 * @param compilationMillis how long the JIT had compiled, all its threads together, after each step
 */
record Timeline(
    String backend,
    double mainMicros,
    double backendMicros,
    double networkMicros,
    double firstStepMicros,
    List<Double> stepMicros,
    List<Long> compilationMillis) {
  /** The last so many steps are taken to be steady. */
  private static final int STEADY_STEPS = 300;

  /** So many steps in a row have to be about as fast as a steady one. */
  private static final int WINDOW = 25;

  private static final double ABOUT = 1.1;

  Timeline {
    stepMicros = List.copyOf(stepMicros);
    compilationMillis = List.copyOf(compilationMillis);
    if (stepMicros.size() < STEADY_STEPS || stepMicros.size() != compilationMillis.size()) {
      throw new StartException(
          "start: "
              + stepMicros.size()
              + " steps and "
              + compilationMillis.size()
              + " times of compilation, expected as many of both and "
              + STEADY_STEPS
              + " or more");
    }
  }

  /** What a step takes in the end: the median of the last ones. */
  double steadyStepMicros() {
    return median(stepMicros.subList(stepMicros.size() - STEADY_STEPS, stepMicros.size()));
  }

  /**
   * How many steps come before the steady ones: the median of a window of steps from there on is,
   * for the first time, about that of a steady one.
   */
  int stepsUntilSteady() {
    double steady = ABOUT * steadyStepMicros();
    int step = 0;
    while (step + WINDOW < stepMicros.size()
        && median(stepMicros.subList(step, step + WINDOW)) > steady) {
      step++;
    }
    return step;
  }

  /** When the steps became steady. */
  double steadyMicros() {
    return networkMicros + sum(stepsUntilSteady());
  }

  /** What the first so many steps took more than as many steady ones. */
  double warmUpMicros(int steps) {
    return sum(steps) - steps * steadyStepMicros();
  }

  /** How long the JIT had compiled when the steps became steady. */
  double compilationMillisUntilSteady() {
    return compilationMillis.get(Math.max(0, stepsUntilSteady() - 1));
  }

  private double sum(int steps) {
    return stepMicros.stream().limit(steps).mapToDouble(Double::doubleValue).sum();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
