package lanewise.train;

import org.jspecify.annotations.Nullable;

/**
 * How a training run ended.
 *
 * @param steps the number of updates made
 * @param epochs the number of epochs completed
 * @param best the best evaluation by {@link Trainer#criterion}; null if nothing could be compared
 * @param history all losses and evaluations
 */
public record TrainingResult(
    Reason reason, long steps, long epochs, @Nullable Evaluation best, History history) {
  /** Why a run ended. */
  public enum Reason {
    /** All steps were made. */
    COMPLETED,
    /** The criterion did not improve for as many evaluations as the options allow. */
    NO_IMPROVEMENT,
    /** {@link Trainer#stop} was called. */
    STOPPED,
    /** The thread was interrupted; its interrupt flag is still set. */
    INTERRUPTED,
    /**
     * Something was not finite. {@link Trainer#run} then throws instead of returning; this is for
     * reports on what was reached before.
     */
    DIVERGED
  }
}
