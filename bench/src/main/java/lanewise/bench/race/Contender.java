package lanewise.bench.race;

import java.util.Map;
import java.util.Optional;

/** One party of the race, alone in its process. */
public interface Contender {
  /**
   * What it is, in its own words: {@code name}, {@code version}, {@code threads} (as the library
   * itself reports them), and anything that tells which code runs, such as {@code kernels}. Order
   * is kept.
   */
  Map<String, String> introduce();

  /** Makes the work ready to run, or nothing if this library has no such operation. */
  Optional<Task> prepare(Work work);

  /** A work with its inputs and outputs allocated. */
  interface Task extends AutoCloseable {
    /** Does the work once. This, and nothing else, is timed. */
    void run();

    /** Back to the state after {@link Contender#prepare}; not timed. Only training has a state. */
    default void reset() {}

    /**
     * The result, row-major, after a {@link #run}; of a training, the losses of its first steps,
     * which this call takes itself.
     */
    float[] result();

    @Override
    default void close() {}
  }
}
