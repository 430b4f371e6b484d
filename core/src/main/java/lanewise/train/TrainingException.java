package lanewise.train;

import lanewise.tensor.LanewiseException;

/** Options, data or a saved state that no training run can use. */
public class TrainingException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }
}
