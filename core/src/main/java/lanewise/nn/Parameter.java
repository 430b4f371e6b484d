package lanewise.nn;

import java.util.List;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor that a layer learns or keeps. It is a view of the flat buffers of a {@link
 * ParameterSet}, which binds it; before that it is only a description.
 */
public final class Parameter {
  /** What a parameter is to the optimizer. */
  public enum Role {
    /** Learned and regularised. */
    WEIGHT,
    /** Learned, not regularised: biases, gains and offsets of normalisation, slopes. */
    BIAS,
    /** Kept, not learned: running statistics. */
    STATE
  }

  private final String name;
  private final Shape shape;
  private final Role role;
  private Initializer initializer;
  private @Nullable Tensor value;
  private @Nullable Tensor gradient;
  private boolean cleared = true;
  private boolean usedByRows;

  public Parameter(String name, Shape shape, Role role, Initializer initializer) {
    this.name = name;
    this.shape = shape;
    this.role = role;
    this.initializer = initializer;
  }

  public String name() {
    return name;
  }

  public Shape shape() {
    return shape;
  }

  public Role role() {
    return role;
  }

  /** Whether the optimizer changes it: all but {@link Role#STATE}. */
  public boolean isLearned() {
    return role != Role.STATE;
  }

  /** Whether a batch uses some of its rows alone, as those of an embedding. */
  public boolean isUsedByRows() {
    return usedByRows;
  }

  /** This parameter, of which a batch uses some rows alone. */
  Parameter usedByRows() {
    usedByRows = true;
    return this;
  }

  /** Whether it belongs to a network. */
  public boolean isBound() {
    return value != null;
  }

  public Initializer initializer() {
    return initializer;
  }

  /**
   * The value, a view of the set's buffer.
   *
   * @throws LanewiseException if the parameter belongs to no network yet
   */
  public Tensor value() {
    Tensor bound = value;
    if (bound == null) {
      throw new LanewiseException(
          "Parameter["
              + name
              + "]: has no memory, expected a layer within a Network; build one with Network.of(...)");
    }
    return bound;
  }

  /**
   * The gradient, a view of the set's buffer; zeros if nothing was added since {@link
   * #clearGradient}.
   */
  public Tensor gradient() {
    Tensor bound = boundGradient();
    if (cleared) {
      for (int i = 0; i < bound.size(); i++) {
        bound.set(i, 0);
      }
      cleared = false;
    }
    return bound;
  }

  /** Makes the gradient zero, without touching its memory: the next product overwrites it. */
  public void clearGradient() {
    cleared = true;
  }

  /**
   * The factor beta with which a layer must scale the old gradient when it adds to it: 0 the first
   * time after {@link #clearGradient}, then 1. The caller must then write every element of {@link
   * #gradient}.
   */
  public double beginAccumulation() {
    double beta = cleared ? 0 : 1;
    cleared = false;
    return beta;
  }

  /** Takes the initializer of the one that has this name, before there is memory. */
  void initializeAs(List<Parameter> others) {
    requireUnbound();
    for (Parameter other : others) {
      if (other.name.equals(name)) {
        initializer = other.initializer;
      }
    }
  }

  void bind(Tensor value, @Nullable Tensor gradient) {
    requireUnbound();
    this.value = value;
    this.gradient = gradient;
  }

  void requireUnbound() {
    if (value != null) {
      throw new LanewiseException(
          "Parameter["
              + name
              + "]: already belongs to a network, expected an unbound layer; make a new layer object for another network");
    }
  }

  private Tensor boundGradient() {
    Tensor bound = gradient;
    if (bound == null) {
      throw new LanewiseException(
          "Parameter["
              + name
              + "]: has no gradient, expected a learned parameter within a Network");
    }
    return bound;
  }
}
