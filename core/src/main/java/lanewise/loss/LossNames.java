package lanewise.loss;

import lanewise.tensor.LanewiseException;

/** The losses by their names, as saved models have them. */
public final class LossNames {
  static final String HUBER_OF_DELTA = "huber:";
  static final String SVM_OF_MARGIN = "svm:";

  private LossNames() {}

  /**
   * The loss of a name, with its default options; {@code huber:DELTA} is Huber's with this delta,
   * {@code svm:MARGIN} the hinge with this margin. It gives a loss of this {@link Loss#name}.
   *
   * @throws LanewiseException if the name is unknown; the message lists the names
   */
  public static Loss parse(String name) {
    if (name.startsWith(HUBER_OF_DELTA)) {
      return new Huber(number(name, HUBER_OF_DELTA, "DELTA"));
    }
    if (name.startsWith(SVM_OF_MARGIN)) {
      return new SvmHinge(number(name, SVM_OF_MARGIN, "MARGIN"));
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

  private static double number(String name, String prefix, String meaning) {
    try {
      return Double.parseDouble(name.substring(prefix.length()));
    } catch (NumberFormatException noNumber) {
      throw new LanewiseException(
          "loss \"" + name + "\", expected " + prefix + meaning + " with a number above 0");
    }
  }
}
