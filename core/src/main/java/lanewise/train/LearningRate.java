package lanewise.train;

/** The learning rate of each step. */
@FunctionalInterface
public interface LearningRate {
  /** The rate of a step, both counted from 0. */
  double at(long step, long epoch);
}
