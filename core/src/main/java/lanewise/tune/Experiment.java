package lanewise.tune;

import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;

/** Turns a configuration into a training run with validation examples. */
@FunctionalInterface
public interface Experiment {
  /**
   * Makes the run of a trial; the search runs it. A search on several threads calls this from each
   * of them.
   *
   * @param options the search's options with the seed of this trial; the run may change others,
   *     such as the batch size, and should draw the network's parameters from the same seed
   */
  Trainer prepare(Configuration configuration, TrainingOptions options);
}
