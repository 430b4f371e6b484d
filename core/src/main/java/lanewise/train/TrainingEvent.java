package lanewise.train;

/** What a {@link Listener} hears of a training run. Steps and epochs count from 0. */
public sealed interface TrainingEvent {
  /**
   * The run begins, or goes on after a resume.
   *
   * @param firstStep the step that comes next
   * @param totalSteps the steps of the whole run
   * @param stepsPerEpoch the batches of one epoch
   */
  record Started(long firstStep, long totalSteps, long stepsPerEpoch) implements TrainingEvent {}

  /**
   * A step was made; sent every {@link TrainingOptions#reportEvery} steps.
   *
   * @param loss the loss of the step's batch before the step's update, regularisation included
   * @param learningRate the rate of the update
   */
  record StepDone(long step, long epoch, double loss, double learningRate)
      implements TrainingEvent {}

  /** The network was judged, at the end of an epoch unless the options say otherwise. */
  record Evaluated(Evaluation evaluation) implements TrainingEvent {}

  /** The network was judged better than ever before, by {@link Trainer#criterion}. */
  record Improved(Evaluation evaluation) implements TrainingEvent {}

  /**
   * The state to be saved; sent as often as the options ask for.
   *
   * @param state a copy, which training does not touch
   */
  record CheckpointDue(TrainerState state) implements TrainingEvent {}

  /** The run is over; the best parameters have been restored if the options say so. */
  record Finished(TrainingResult result) implements TrainingEvent {}
}
