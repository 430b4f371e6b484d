package lanewise.loss;

import lanewise.tensor.LanewiseException;

/** The losses by their names on the command line and in saved models. */
public final class Losses {
  private static final String HUBER_OF_DELTA = "huber:";

  private Losses() {}

  /**
   * The loss of a name, with its default options; {@code huber:DELTA} is Huber's with this delta.
   *
   * @throws LanewiseException if the name is unknown; the message lists the names
   */
  public static Loss parse(String name) {
    if (name.startsWith(HUBER_OF_DELTA)) {
      return new Huber(delta(name));
    }
    return switch (name) {
      case "cross-entropy", "softmax" -> new SoftmaxCrossEntropy();
      case "svm" -> new SvmHinge();
      case "mse" -> new MeanSquaredError();
      case "huber" -> new Huber();
      case "nll" -> new NegativeLogLikelihood();
      case "binary-cross-entropy" -> BinaryCrossEntropy.ofLogits();
      case "binary-cross-entropy-probabilities" -> BinaryCrossEntropy.ofProbabilities();
      default ->
          throw new LanewiseException(
              "loss \""
                  + name
                  + "\", expected one of cross-entropy, svm, mse, huber, nll, binary-cross-entropy,"
                  + " binary-cross-entropy-probabilities");
    };
  }

  private static double delta(String name) {
    try {
      return Double.parseDouble(name.substring(HUBER_OF_DELTA.length()));
    } catch (NumberFormatException noNumber) {
      throw new LanewiseException(
          "loss \"" + name + "\", expected huber:DELTA with a number above 0");
    }
  }
}
