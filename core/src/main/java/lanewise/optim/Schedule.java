package lanewise.optim;

import java.util.Map;

/**
 * How the learning rate changes during training: a factor on the base rate, for each step.
 *
 * <p>All schedules of {@link Schedules} but the one on a plateau are functions of the step and the
 * epoch alone, so a resumed run needs nothing but these; {@link #state} is for those that are not.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The factor for one step.
   *
   * @param step steps taken before this one, so 0 at first
   * @param epoch epochs completed before this step, so 0 at first
   */
  double factor(long step, long epoch);

  /**
   * Tells the schedule what an epoch achieved.
   *
   * @param loss what should fall: a validation loss, or minus an accuracy
   */
  default void epochEnded(double loss) {}

  /** The numbers that a checkpoint must hold, by name; empty for a function of step and epoch. */
  default Map<String, Double> state() {
    return Map.of();
  }

  /**
   * Takes back what {@link #state} gave.
   *
   * @throws lanewise.tensor.LanewiseException if it is the state of another schedule
   */
  default void restore(Map<String, Double> state) {
    if (!state.isEmpty()) {
      throw new lanewise.tensor.LanewiseException(
          "schedule: state " + state.keySet() + ", expected none");
    }
  }

  /**
   * A schedule of this form that has heard of no epoch yet: every run begins with one, so that what
   * one run has achieved does not reach another. A schedule that keeps something between steps must
   * say how; for one that does not it is the schedule itself.
   */
  default Schedule fresh() {
    return this;
  }

  /** This schedule and another at once: the factors multiply. */
  default Schedule times(Schedule other) {
    return new ProductSchedule(this, other);
  }
}
