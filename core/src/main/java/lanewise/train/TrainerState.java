package lanewise.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.tensor.Tensor;

/**
 * Everything that the rest of a training run depends on, as named tensors and strings, so that any
 * file format can hold it. A {@link Trainer} made in the same way and restored to this state goes
 * on bit for bit.
 *
 * <p>Tensors: {@code network.NAME} for each parameter, {@code best.NAME} for the best parameters so
 * far, {@code average.NAME} for their averages where the run has some, {@code optimizer.NAME} for
 * each of the optimizer's tensors, {@code history.NAME} in float64.
 *
 * @param tensors by name, in a fixed order
 * @param metadata by name, in a fixed order
 */
public record TrainerState(Map<String, Tensor> tensors, Map<String, String> metadata) {
  public TrainerState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** The number of updates that had been made. */
  public long step() {
    return integer("step");
  }

  /** An integer of the metadata. */
  long integer(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException broken) {
      throw notANumber(name);
    }
  }

  /** A number of the metadata, to the bit. */
  double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException broken) {
      throw notANumber(name);
    }
  }

  /** All numbers of the metadata whose names begin so, by the rest of their names. */
  Map<String, Double> numbers(String prefix) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (String name : metadata.keySet()) {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), number(name));
      }
    }
    return found;
  }

  private TrainingException notANumber(String name) {
    return new TrainingException(
        "TrainerState: " + name + " is \"" + text(name) + "\", expected a number");
  }

  /**
   * A string of the metadata.
   *
   * @throws TrainingException if the state has none of this name
   */
  String text(String name) {
    String found = metadata.get(name);
    if (found == null) {
      throw new TrainingException(
          "TrainerState: no "
              + name
              + " among "
              + metadata.keySet()
              + ", expected the state of a training run");
    }
    return found;
  }

  /**
   * A tensor of the state.
   *
   * @throws TrainingException if the state has none of this name
   */
  Tensor tensor(String name) {
    Tensor found = tensors.get(name);
    if (found == null) {
      throw new TrainingException(
          "TrainerState: no tensor "
              + name
              + ", expected the state of a training run of the same network and options");
    }
    return found;
  }

  /**
   * A tensor of the state.
   *
   * @param size the number of values that it must have
   * @throws TrainingException if the state has none of this name and size
   */
  Tensor tensor(String name, int size) {
    Tensor found = tensor(name);
    if (found.size() != size) {
      throw new TrainingException(
          "TrainerState: tensor "
              + name
              + " "
              + found.shape()
              + ", expected "
              + size
              + " values; resume with the network and options of the first run");
    }
    return found;
  }
}
