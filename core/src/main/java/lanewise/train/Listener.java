package lanewise.train;

/**
 * Hears what happens in a training run, on the thread that trains. What it throws ends the run and
 * reaches the caller of {@link Trainer#run}.
 */
@FunctionalInterface
public interface Listener {
  /**
   * Takes an event.
   *
   * @param trainer the run: a listener may {@link Trainer#stop} it
   */
  void on(TrainingEvent event, Trainer trainer);
}
