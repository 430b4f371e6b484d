package lanewise.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * All parameters of a network in one flat buffer, all gradients in a second of the same layout.
 *
 * <p>The layout is weights first, then biases, each in the order of the layers; so an optimizer
 * step is one streaming pass over the weights, which are regularised, and one over the rest. What
 * is kept but not learned lies in a third buffer.
 */
public final class ParameterSet {
  private final List<Parameter> all;
  private final List<Parameter> learned = new ArrayList<>();
  private final Map<String, Parameter> byName = new LinkedHashMap<>();
  private final Tensor values;
  private final Tensor gradients;
  private final Tensor state;
  private final Backend backend;
  private final Tensor weights;
  private final Tensor weightGradients;
  private final Tensor biases;
  private final Tensor biasGradients;

  /**
   * Gives memory to the parameters and initialises them, in their order, each from the stream of
   * the seed that is named after it.
   *
   * @throws LanewiseException if a name occurs twice or a parameter is already bound
   */
  ParameterSet(Backend backend, List<Parameter> parameters, long seed) {
    all = List.copyOf(parameters);
    for (Parameter parameter : all) {
      if (byName.put(parameter.name(), parameter) != null) {
        throw new LanewiseException(
            "Network: parameter name "
                + parameter.name()
                + " occurs twice, expected distinct names; name the layers apart");
      }
    }
    this.backend = backend;
    int weightCount = sizeOf(Parameter.Role.WEIGHT);
    Shape biasShape = Shape.of(sizeOf(Parameter.Role.BIAS));
    int learnedCount = Math.addExact(weightCount, biasShape.size());
    values = backend.zeros(learnedCount);
    gradients = backend.zeros(learnedCount);
    weights = values.slice(0, Shape.of(weightCount));
    weightGradients = gradients.slice(0, Shape.of(weightCount));
    biases = values.slice(weightCount, biasShape);
    biasGradients = gradients.slice(weightCount, biasShape);
    state = backend.zeros(sizeOf(Parameter.Role.STATE));
    bind(Parameter.Role.WEIGHT, 0);
    bind(Parameter.Role.BIAS, weightCount);
    bindState();
    for (int i = 0; i < all.size(); i++) {
      Parameter parameter = all.get(i);
      parameter
          .initializer()
          .initialize(parameter.value(), SeededRandom.stream(seed, "parameter", parameter.name()));
    }
  }

  private int sizeOf(Parameter.Role role) {
    return Shape.of(
            all.stream()
                .filter(parameter -> parameter.role() == role)
                .mapToInt(parameter -> parameter.shape().size())
                .reduce(0, Math::addExact))
        .size();
  }

  private void bind(Parameter.Role role, int first) {
    int at = first;
    for (Parameter parameter : all) {
      if (parameter.role() == role) {
        parameter.bind(values.slice(at, parameter.shape()), gradients.slice(at, parameter.shape()));
        learned.add(parameter);
        at += parameter.shape().size();
      }
    }
  }

  private void bindState() {
    int at = 0;
    for (Parameter parameter : all) {
      if (parameter.role() == Parameter.Role.STATE) {
        parameter.bind(state.slice(at, parameter.shape()), null);
        at += parameter.shape().size();
      }
    }
  }

  /** The backend in whose memory the parameters lie. */
  public Backend backend() {
    return backend;
  }

  /** All parameters, learned and kept, in the order of the layers. */
  public List<Parameter> all() {
    return all;
  }

  /**
   * The parameter of a name.
   *
   * @throws LanewiseException if there is none; the message lists the names
   */
  public Parameter get(String name) {
    Parameter found = byName.get(name);
    if (found == null) {
      throw new LanewiseException(
          "Network: no parameter " + name + ", expected one of " + byName.keySet());
    }
    return found;
  }

  /** Everything learned, flat: weights, then biases. */
  public Tensor values() {
    return values;
  }

  /** The gradients of everything learned, in the layout of {@link #values}. */
  public Tensor gradients() {
    for (int i = 0; i < learned.size(); i++) {
      learned.get(i).gradient();
    }
    return gradients;
  }

  /** The part of {@link #values} that is regularised: {@link Parameter.Role#WEIGHT}. */
  public Tensor weights() {
    return weights;
  }

  /** The gradients of {@link #weights}. */
  public Tensor weightGradients() {
    gradients();
    return weightGradients;
  }

  /** The part of {@link #values} that is not regularised: {@link Parameter.Role#BIAS}. */
  public Tensor biases() {
    return biases;
  }

  /** The gradients of {@link #biases}. */
  public Tensor biasGradients() {
    gradients();
    return biasGradients;
  }

  /** What is kept but not learned, flat. */
  public Tensor state() {
    return state;
  }

  /** How many elements of {@link #values}, from the first on, are weights, and so regularised. */
  public int weightCount() {
    return weights.size();
  }

  /**
   * Copies the values of everything learned and kept from another set, rounding to this set's
   * element type.
   *
   * @throws ShapeException if the other set's names or shapes differ; nothing is copied then
   */
  public void copyFrom(ParameterSet other) {
    if (all.size() != other.all.size()) {
      throw new ShapeException(
          "ParameterSet.copyFrom: "
              + other.byName.keySet()
              + ", expected the parameters "
              + byName.keySet());
    }
    for (Parameter parameter : all) {
      Parameter source = other.get(parameter.name());
      if (!source.shape().equals(parameter.shape())) {
        throw new ShapeException(
            "ParameterSet.copyFrom: "
                + source.name()
                + " "
                + source.shape()
                + ", expected "
                + parameter.shape());
      }
    }
    for (Parameter parameter : all) {
      parameter.value().copyFrom(other.get(parameter.name()).value());
    }
  }

  /** The number of learned elements. */
  public int count() {
    return values.size();
  }

  /** Makes all gradients zero. */
  public void clearGradients() {
    for (int i = 0; i < learned.size(); i++) {
      learned.get(i).clearGradient();
    }
  }
}
