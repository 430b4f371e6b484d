package lanewise.loss;

import lanewise.tensor.LanewiseException;

/**
 * A question that a network's output does not answer: probabilities of scores, a class of a single
 * value, anything of an output that is NaN or infinite.
 */
public final class NoAnswerException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public NoAnswerException(String message) {
    super(message);
  }
}
