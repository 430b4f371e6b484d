package lanewise.nn;

/**
 * What a layer or a loss calls one of its tensors in a {@link Workspace}. A class declares its keys
 * as constants; two keys are the same only if they are the same object.
 */
public final class Key {
  private final String name;

  private Key(String name) {
    this.name = name;
  }

  /** A new key; the name is for messages. */
  public static Key of(String name) {
    return new Key(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
