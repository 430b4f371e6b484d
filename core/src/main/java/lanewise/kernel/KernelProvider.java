package lanewise.kernel;

import java.util.Optional;
import lanewise.tensor.DType;

/**
 * Offers one implementation of {@link Kernels}. Those of other modules are found as services of
 * this type, see {@link java.util.ServiceLoader}.
 */
public interface KernelProvider {
  /**
   * The name under which a backend is asked for: {@code vector}, {@code scalar}, {@code reference}.
   */
  String name();

  /** The element type of the tensors that {@link #create}'s kernels take. */
  DType dtype();

  /** Where {@code auto} chooses among the available: the highest wins, negative is never chosen. */
  int priority();

  /** Why this implementation cannot run here, with the fix; empty if it can. */
  Optional<String> unavailable();

  /**
   * Why {@code auto} does not take this implementation here, although it can run: what makes it
   * slow, with the fix; empty if nothing does.
   */
  default Optional<String> passedOver() {
    return Optional.empty();
  }

  /** One line about this implementation here: lanes, width, instruction set. */
  String description();

  /**
   * Creates the kernels with their own threads.
   *
   * @param threads how many threads may work on one call, the caller's included; 1 or more. {@link
   *     Kernels#threads} says how many there are
   */
  Kernels create(int threads);
}
