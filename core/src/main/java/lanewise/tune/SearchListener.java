package lanewise.tune;

import org.jspecify.annotations.Nullable;

/** Hears of each trial as it ends; never on two threads at once. */
@FunctionalInterface
public interface SearchListener {
  /**
   * A trial has ended.
   *
   * @param best the best of those that have ended; null if none has a score
   * @param done how many have ended
   * @param total how many there are in the whole search
   */
  void trialDone(Trial trial, @Nullable Trial best, int done, int total);
}
