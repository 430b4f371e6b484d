package lanewise.nn;

import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
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
final class FrozenDense extends FrozenAffine {
  /** From so many rows on, even a weight laid out (in, out) would be packed. */
  private static final int MANY_ROWS = 24;

  private final int out;
  private final Tensor weight;
  private final Tensor transposed;
  private final @Nullable Tensor bias;

  private FrozenDense(
      String name, Activation activation, Tensor weight, Tensor transposed, @Nullable Tensor bias) {
    super("Dense", name, activation);
    this.out = weight.rows();
    this.weight = weight;
    this.transposed = transposed;
    this.bias = bias;
  }

  /** Copies the values that a layer has now. */
  static FrozenDense of(Dense dense, Backend backend) {
    Parameter bias = dense.bias();
    return of(
        dense.name(),
        dense.activation(),
        dense.weight().value().toDoubles(),
        bias == null ? null : bias.value().toDoubles(),
        dense.weight().shape(),
        backend);
  }

  private static FrozenDense of(
      String name,
      Activation activation,
      double[] weight,
      double @Nullable [] bias,
      Shape shape,
      Backend backend) {
    return new FrozenDense(
        name,
        activation,
        backend.tensor(shape, weight),
        backend.tensor(Shape.of(shape.cols(), shape.rows()), transposed(weight, shape.cols())),
        bias == null ? null : backend.tensor(Shape.of(bias.length), bias));
  }

  private static double[] transposed(double[] weight, int in) {
    double[] transposed = new double[weight.length];
    int out = weight.length / in;
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < out; j++) {
        transposed[i * out + j] = weight[j * in + i];
      }
    }
    return transposed;
  }

  @Override
  FrozenDense with(Activation f) {
    return new FrozenDense(name(), f, weight, transposed, bias);
  }

  @Override
  FrozenDense scaled(double[] scale, double[] shift, Backend backend) {
    return of(
        name(),
        activation(),
        scaledWeights(weight, scale),
        shiftedBias(bias, scale, shift),
        weight.shape(),
        backend);
  }

  @Override
  protected Shape outputShape(Shape input) {
    return input.withCols(out);
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    if (x.rows() < MANY_ROWS) {
      workspace.backend().products().affine(x, Transpose.NO, transposed, bias, activation(), y);
    } else {
      workspace.backend().products().affine(x, Transpose.YES, weight, bias, activation(), y);
    }
  }
}
