package lanewise.nn;

import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What softmax and log-softmax share: no parameters, and a gradient that is told by the output. */
abstract sealed class RowLayer implements Layer permits LogSoftmax, Softmax {
  private static final int OUTPUT = 0;
  private static final int INPUT_GRADIENT = 1;
  private static final int INPUT_ROWS = 2;
  private static final int OUTPUT_ROWS = 3;
  private static final int GRADIENT_ROWS = 4;
  private static final int INPUT_GRADIENT_ROWS = 5;

  private final LayerSpec spec;

  RowLayer(LayerSpec spec) {
    this.spec = spec;
  }

  abstract void compute(Backend backend, Tensor x, Tensor y);

  abstract void computeGradient(Backend backend, Tensor y, Tensor dY, Tensor dX);

  @Override
  public final String name() {
    return spec.name();
  }

  @Override
  public final LayerSpec description() {
    return spec;
  }

  @Override
  public final Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public final Tensor forward(Tensor x, Cache cache) {
    Tensor y = cache.bufferLike(OUTPUT, x);
    compute(cache.backend(), cache.flattened(INPUT_ROWS, x), cache.flattened(OUTPUT_ROWS, y));
    cache.keep(OUTPUT, y);
    return y;
  }

  @Override
  public final @Nullable Tensor backward(Tensor dY, Cache cache) {
    if (!cache.wantsInputGradient()) {
      return null;
    }
    Tensor dX = cache.bufferLike(INPUT_GRADIENT, dY);
    computeGradient(
        cache.backend(),
        cache.flattened(OUTPUT_ROWS, cache.kept(OUTPUT)),
        cache.flattened(GRADIENT_ROWS, dY),
        cache.flattened(INPUT_GRADIENT_ROWS, dX));
    return dX;
  }
}
