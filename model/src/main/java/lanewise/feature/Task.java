package lanewise.feature;

/** What a model learns to answer. */
public enum Task {
  /** One of two classes. */
  BINARY,
  /** One of three classes or more. */
  CLASSES,
  /** One number or several. */
  VALUES,
  /** Any number of labels, each a yes or a no. */
  LABELS
}
