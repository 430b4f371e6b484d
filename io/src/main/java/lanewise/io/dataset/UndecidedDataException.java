package lanewise.io.dataset;

import lanewise.tensor.LanewiseException;

/** Data of which the caller must say something that they do not tell themselves. */
public final class UndecidedDataException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  /** What the caller must say. */
  public enum Question {
    /** Whether the first line of a table is a header: {@link DataHints#header}. */
    HEADER,
    /** Where the files of a data set are. */
    FOLDER
  }

  private final Question question;

  UndecidedDataException(Question question, String message) {
    super(message);
    this.question = question;
  }

  /** What the caller must say. */
  public Question question() {
    return question;
  }
}
