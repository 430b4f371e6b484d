package lanewise.optim;

import java.util.List;
import lanewise.tensor.LanewiseException;

/** The usual learning-rate schedules. Powers and cosines are the same bits on every machine. */
public final class Schedules {
  private static final String KNOWN =
      "constant, step:EPOCHS:FACTOR, exponential:FACTOR, cosine:STEPS[:FINAL], warmup:STEPS,"
          + " plateau:PATIENCE:FACTOR, joined by +";

  private Schedules() {}

  /** The base rate throughout. */
  public static Schedule constant() {
    return (step, epoch) -> 1;
  }

  /** factor^(epoch / epochs, rounded down): a stair of this many epochs. */
  public static Schedule step(int epochs, double factor) {
    requireCount("step", "epochs", epochs);
    requireFactor("step", factor);
    return (step, epoch) -> {
      long stairs = epoch / epochs;
      return StrictMath.pow(factor, (double) stairs);
    };
  }

  /** factor^epoch: CS231n's lr_decay. */
  public static Schedule exponential(double factor) {
    requireFactor("exponential", factor);
    return (step, epoch) -> StrictMath.pow(factor, (double) epoch);
  }

  /**
   * Half a cosine from 1 to {@code last} over this many steps, then {@code last}. Source:
   * Loshchilov, Hutter 2017, without restarts.
   */
  public static Schedule cosine(long steps, double last) {
    requireCount("cosine", "steps", steps);
    if (!(last >= 0 && last <= 1)) {
      throw new LanewiseException("schedule cosine: final " + last + ", expected 0 to 1");
    }
    return (step, epoch) ->
        last
            + (1 - last)
                * 0.5
                * (1 + StrictMath.cos(Math.PI * Math.min(step, steps) / (double) steps));
  }

  /**
   * Rises linearly from 1 / steps in the first step to 1 in step number {@code steps}, then stays;
   * made to be combined: {@code warmUp(500).times(cosine(10000, 0))}.
   */
  public static Schedule warmUp(long steps) {
    requireCount("warmup", "steps", steps);
    return (step, epoch) -> Math.min(step + 1, steps) / (double) steps;
  }

  /**
   * Multiplies the rate by {@code factor} whenever the loss has not fallen below its best for more
   * than {@code patience} epochs in a row. A loss that is NaN has not fallen. This is PyTorch's
   * ReduceLROnPlateau with threshold_mode abs and no cooldown or least rate; its own default is a
   * relative threshold of 1e-4.
   *
   * @param minimumImprovement by how much the best must be beaten to count, 0 or more
   */
  public static Schedule onPlateau(int patience, double factor, double minimumImprovement) {
    if (patience < 0) {
      throw new LanewiseException(
          "schedule plateau: patience " + patience + ", expected 0 or more");
    }
    requireFactor("plateau", factor);
    if (!(minimumImprovement >= 0 && minimumImprovement < Double.POSITIVE_INFINITY)) {
      throw new LanewiseException(
          "schedule plateau: minimum improvement "
              + minimumImprovement
              + ", expected a finite number, 0 or more");
    }
    return new PlateauSchedule(patience, factor, minimumImprovement);
  }

  /**
   * Reads {@code constant}, {@code step:EPOCHS:FACTOR}, {@code exponential:FACTOR}, {@code
   * cosine:STEPS[:FINAL]}, {@code warmup:STEPS} or {@code plateau:PATIENCE:FACTOR}; several joined
   * by {@code +} multiply.
   *
   * @throws LanewiseException if it is none of these; the message lists them
   */
  public static Schedule parse(String text) {
    Schedule product = null;
    for (String part : text.split("\\+", -1)) {
      Schedule next = parsePart(part);
      product = product == null ? next : product.times(next);
    }
    return java.util.Objects.requireNonNull(product);
  }

  private static Schedule parsePart(String part) {
    List<String> words = List.of(part.split(":", -1));
    try {
      return switch (words.get(0) + "/" + (words.size() - 1)) {
        case "constant/0" -> constant();
        case "step/2" -> step(Integer.parseInt(words.get(1)), Double.parseDouble(words.get(2)));
        case "exponential/1" -> exponential(Double.parseDouble(words.get(1)));
        case "cosine/1" -> cosine(Long.parseLong(words.get(1)), 0);
        case "cosine/2" -> cosine(Long.parseLong(words.get(1)), Double.parseDouble(words.get(2)));
        case "warmup/1" -> warmUp(Long.parseLong(words.get(1)));
        case "plateau/2" ->
            onPlateau(Integer.parseInt(words.get(1)), Double.parseDouble(words.get(2)), 0);
        default -> throw unknown(part);
      };
    } catch (NumberFormatException e) {
      throw unknown(part);
    }
  }

  private static LanewiseException unknown(String part) {
    return new LanewiseException("schedule \"" + part + "\", expected one of " + KNOWN);
  }

  private static void requireCount(String schedule, String name, long count) {
    if (count < 1) {
      throw new LanewiseException(
          "schedule " + schedule + ": " + name + " " + count + ", expected 1 or more");
    }
  }

  private static void requireFactor(String schedule, double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new LanewiseException(
          "schedule " + schedule + ": factor " + factor + ", expected above 0 to 1");
    }
  }
}
