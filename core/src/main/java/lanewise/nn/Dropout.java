package lanewise.nn;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Inverted dropout: in training, y = x * mask, the mask 0 with probability {@code rate} and 1 / (1
 * - rate) else; in inference y = x. (CS231n calls 1 - rate the keep probability p.)
 *
 * <p>The mask is a function of {@link Cache#noiseSeed} and the element's place in the batch alone:
 * the same on every backend, with any number of threads. Whoever trains gives each step a seed of
 * its own. Source: Srivastava et al. 2014.
 */
public final class Dropout implements Layer {
  private static final int OUTPUT = 0;
  private static final int MASK = 1;
  private static final int INPUT_GRADIENT = 2;

  private final Spec spec;

  /**
   * @param rate the probability with which an element is dropped, from 0 to less than 1
   */
  public Dropout(String name, double rate) {
    this(new Spec(name, rate));
  }

  /** The layer of a description. */
  public Dropout(Spec spec) {
    this.spec = spec;
  }

  @Override
  public String name() {
    return spec.name;
  }

  @Override
  public Spec description() {
    return spec;
  }

  @Override
  public Shape outputShape(Shape inputShape) {
    return inputShape;
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    if (!active(cache)) {
      return x;
    }
    Tensor mask = cache.bufferLike(MASK, x);
    Tensor y = cache.bufferLike(OUTPUT, x);
    cache.backend().elements().dropoutMask(cache.noiseSeed(), 1 - spec.rate, mask);
    cache.backend().elements().multiply(x, mask, y);
    cache.keep(MASK, mask);
    return y;
  }

  @Override
  public @Nullable Tensor backward(Tensor dY, Cache cache) {
    if (!cache.wantsInputGradient()) {
      return null;
    }
    if (!active(cache)) {
      return dY;
    }
    Tensor dX = cache.bufferLike(INPUT_GRADIENT, dY);
    cache.backend().elements().multiply(dY, cache.kept(MASK), dX);
    return dX;
  }

  private boolean active(Cache cache) {
    return cache.training() && spec.rate > 0;
  }

  /** A dropout layer without its memory. */
  public record Spec(String name, double rate) implements LayerSpec {
    static final String KIND = "dropout";

    public Spec {
      SpecLine.requireName(name);
      LayerChecks.require(
          rate >= 0 && rate < 1, "Dropout[" + name + "]", "rate", rate, "0 to less than 1");
    }

    static Spec of(SpecLine line) {
      line.requireKeys("rate");
      return new Spec(line.name(), line.number("rate"));
    }

    @Override
    public String text() {
      return SpecLine.of(KIND, name).with("rate", rate).text();
    }

    @Override
    public Shape outputShape(Shape inputShape) {
      return inputShape;
    }

    @Override
    public long parameterCount() {
      return 0;
    }

    @Override
    public Dropout layer(Initializer weights) {
      return new Dropout(this);
    }
  }
}
