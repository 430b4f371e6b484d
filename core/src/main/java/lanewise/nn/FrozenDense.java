package lanewise.nn;

import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer for inference: a copy of the weight laid out (in, out), in which a product of few
 * rows reads it in order and packs nothing, and one as it was, of which products of many rows pack
 * the rows instead.
 *
 * <p>The same answers as the {@link Dense} it was made of, to the bit: only the place of the
 * weights differs, not the order of any sum.
 */
final class FrozenDense implements Layer {
  private static final int OUTPUT = 0;
  private static final int ROWS = 1;

  /** From so many rows on, even a weight laid out (in, out) would be packed. */
  private static final int MANY_ROWS = 24;

  private final Dense.Spec spec;
  private final Shape output;
  private final Tensor weight;
  private final Tensor transposed;
  private final @Nullable Tensor bias;

  private FrozenDense(Dense.Spec spec, Tensor weight, Tensor transposed, @Nullable Tensor bias) {
    this.spec = spec;
    this.output = Shape.of(spec.out());
    this.weight = weight;
    this.transposed = transposed;
    this.bias = bias;
  }

  /** Copies the values that a layer has now. */
  static FrozenDense of(Dense dense, Backend backend) {
    Parameter bias = dense.bias();
    Tensor weight = dense.weight().value();
    return new FrozenDense(
        dense.description(),
        copy(weight, backend),
        transpose(weight, backend),
        bias == null ? null : copy(bias.value(), backend));
  }

  private static Tensor copy(Tensor values, Backend backend) {
    return backend.zeros(values.shape()).copyFrom(values);
  }

  private static Tensor transpose(Tensor weight, Backend backend) {
    int out = weight.shape().examples();
    int in = weight.shape().exampleSize();
    double[] values = weight.toDoubles();
    double[] transposed = new double[values.length];
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < out; j++) {
        transposed[i * out + j] = values[j * in + i];
      }
    }
    return backend.tensor(Shape.of(in, out), transposed);
  }

  @Override
  public String name() {
    return spec.name();
  }

  /** Always throws: the layer it was made of has the description. */
  @Override
  public LayerSpec description() {
    throw new LanewiseException(
        where()
            + " holds a copy of weights, expected the layer itself; save or copy the network that"
            + " was frozen");
  }

  @Override
  public Shape outputShape(Shape inputShape) {
    return spec.outputShape(inputShape);
  }

  @Override
  public Tensor forward(Tensor x, Cache cache) {
    LayerChecks.requireFeatures(this, x, spec.in());
    Tensor y = cache.buffer(OUTPUT, x.shape().examples(), output);
    Tensor rows = cache.flattened(ROWS, x);
    Activation f = spec.activation();
    if (x.shape().examples() < MANY_ROWS) {
      cache.backend().products().affine(rows, Transpose.NO, transposed, bias, f, y);
    } else {
      cache.backend().products().affine(rows, Transpose.YES, weight, bias, f, y);
    }
    return y;
  }

  /** Always throws: copies of weights cannot be trained. */
  @Override
  public Tensor backward(Tensor dY, Cache cache) {
    throw new LanewiseException(
        where() + " cannot be trained, expected a forward pass; train the network that was frozen");
  }

  private String where() {
    return "Dense[" + spec.name() + "]: frozen,";
  }
}
