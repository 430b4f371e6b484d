package lanewise.tune;

import org.jspecify.annotations.Nullable;

/**
 * How one configuration did.
 *
 * @param number from 0, in the order of the search
 * @param seed of the trial: with it and the configuration the trial can be run again
 * @param score the criterion of the options: the higher the better; NaN if there is none
 * @param trainAccuracy at the best evaluation; NaN if it was not measured
 * @param valAccuracy at the best evaluation; NaN if it was not measured
 * @param valLoss at the best evaluation; NaN if there is none
 * @param epochs the number of epochs completed
 * @param failure why there is no result; null if there is one
 */
public record Trial(
    int number,
    Configuration configuration,
    long seed,
    double score,
    double trainAccuracy,
    double valAccuracy,
    double valLoss,
    long epochs,
    @Nullable String failure) {
  /** Whether this trial is to be preferred: by score, and of equals the earlier one. */
  boolean betterThan(@Nullable Trial other) {
    if (Double.isNaN(score)) {
      return false;
    }
    return other == null || score > other.score || (score == other.score && number < other.number);
  }
}
