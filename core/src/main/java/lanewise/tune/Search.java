package lanewise.tune;

import java.util.List;
import java.util.concurrent.ExecutorService;
import lanewise.train.TrainingOptions;

/**
 * A list of configurations that are tried one by one, or several at a time, with the same result.
 *
 * <p>Epochs, patience and criterion come from the {@link TrainingOptions}; their seed is the
 * search's, of which each trial has a stream of its own. A trial that diverges, or that would not
 * fit the memory, is recorded as failed and the search goes on; any other error ends it.
 * Interrupting the thread ends the search after the running trials have stopped; what is done is
 * returned.
 */
public sealed interface Search permits GridSearch, RandomSearch {
  /** The most trials of one search: every one of them has its place in memory from the start. */
  int MOST_TRIALS = 100_000;

  /** The configurations, in the order of their trials. */
  List<Configuration> configurations();

  /** The options of every trial but for its seed. */
  TrainingOptions options();

  /** Tries all configurations, one by one, on this thread. */
  default SearchResult run(Experiment experiment, SearchListener listener) {
    return new TrialRunner(this, experiment, listener).runHere();
  }

  /**
   * Tries all configurations on the threads of an executor, which stays open. However it ends, no
   * trial runs and no listener is called any more when this returns.
   *
   * @param executor each of its threads holds the memory of one trial A trial whose thread someone
   *     else interrupts is recorded as failed.
   * @throws SearchException if the executor refuses a trial, or is shut down before all have run
   */
  default SearchResult run(
      Experiment experiment, SearchListener listener, ExecutorService executor) {
    return new TrialRunner(this, experiment, listener).runOn(executor);
  }
}
