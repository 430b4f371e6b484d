package lanewise.nn;

import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import lanewise.tensor.LanewiseException;

/**
 * The kinds of layers that can be built from a description, by name: those of this package, and
 * what an application registers for layers of its own before it loads a model with them.
 */
public final class LayerKinds {
  /** Builds a layer of one kind. */
  @FunctionalInterface
  public interface Factory {
    /**
     * A new layer.
     *
     * @param spec a description of the kind
     * @param weights fills what the layer calls its weights; all other parameters have initial
     *     values of their own
     * @throws LanewiseException if an option is unknown, missing or out of range
     */
    Layer layer(LayerSpec spec, Initializer weights);
  }

  private static final Map<String, Factory> FACTORIES =
      new ConcurrentHashMap<>(
          Map.ofEntries(
              Map.entry(ActivationLayer.KIND, (spec, weights) -> ActivationLayer.of(spec)),
              Map.entry(Add.KIND, (spec, weights) -> Add.of(spec)),
              Map.entry(AveragePool.KIND, (spec, weights) -> AveragePool.of(spec)),
              Map.entry(BatchNorm.KIND, (spec, weights) -> BatchNorm.of(spec)),
              Map.entry(ColumnRange.KIND, (spec, weights) -> ColumnRange.of(spec)),
              Map.entry(Concat.KIND, (spec, weights) -> Concat.of(spec)),
              Map.entry(Conv.KIND, Conv::of),
              Map.entry(Dense.KIND, Dense::of),
              Map.entry(Dropout.KIND, (spec, weights) -> Dropout.of(spec)),
              Map.entry(Embedding.KIND, (spec, weights) -> Embedding.of(spec)),
              Map.entry(Flatten.KIND, (spec, weights) -> Flatten.of(spec)),
              Map.entry(GlobalAveragePool.KIND, (spec, weights) -> GlobalAveragePool.of(spec)),
              Map.entry(LayerNorm.KIND, (spec, weights) -> LayerNorm.of(spec)),
              Map.entry(LogSoftmax.KIND, (spec, weights) -> LogSoftmax.of(spec)),
              Map.entry(MaxPool.KIND, (spec, weights) -> MaxPool.of(spec)),
              Map.entry(Multiply.KIND, (spec, weights) -> Multiply.of(spec)),
              Map.entry(PRelu.KIND, (spec, weights) -> PRelu.of(spec)),
              Map.entry(Softmax.KIND, (spec, weights) -> Softmax.of(spec))));

  private LayerKinds() {}

  /**
   * Makes a kind known to this JVM. The same kind again replaces its factory, but for the kinds of
   * this package.
   *
   * @throws LanewiseException if the kind is one of this package, or no word of letters, digits,
   *     underscores, dots and hyphens
   */
  public static void register(String kind, Factory factory) {
    LayerSpec.requireName(kind);
    if (OWN.contains(kind)) {
      throw new LanewiseException(
          "LayerKinds: kind " + kind + " is one of lanewise.nn, expected another name");
    }
    FACTORIES.put(kind, factory);
  }

  private static final java.util.Set<String> OWN = java.util.Set.copyOf(FACTORIES.keySet());

  /**
   * Builds the layer of a description.
   *
   * @throws LanewiseException if the kind is not known or an option does not fit
   */
  public static Layer layer(LayerSpec spec, Initializer weights) {
    Factory factory = FACTORIES.get(spec.kind());
    if (factory == null) {
      throw new LanewiseException(
          "Graph: layer kind "
              + LayerSpec.shortened(spec.kind())
              + ", expected one of "
              + String.join(", ", new TreeSet<>(FACTORIES.keySet()))
              + "; LayerKinds.register makes others known");
    }
    return factory.layer(spec, weights);
  }
}
