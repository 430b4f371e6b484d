package lanewise.course;

import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.Transpose;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * CS231n's affine layer in its float64 and its forms: y = x.reshape(N, -1) . w + b.
 *
 * <p>Shapes: x (N, d1, ..., dk), w (d1 * ... * dk, out), b (out), y (N, out); all float64. Values
 * that are NaN or infinite propagate. Weight and bias are the caller's own tensors: what a step
 * writes into them is seen by the next forward pass. The layer keeps its latest gradients, so only
 * one backward pass may run at once.
 *
 * <p>Source: Stanford CS231n, assignment 2, {@code affine_forward} and {@code affine_backward}.
 */
public final class Affine {
  private final Backend backend = Backend.reference();
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor dWeight;
  private final Tensor dBias;

  /**
   * A layer on these tensors.
   *
   * @param weight (in, out)
   * @param bias (out)
   * @throws ShapeException if they do not fit together
   */
  public Affine(Tensor weight, Tensor bias) {
    if (weight.shape().rank() != 2 || !bias.shape().equals(Shape.of(weight.cols()))) {
      throw new ShapeException(
          "Affine: weight "
              + weight.shape()
              + " and bias "
              + bias.shape()
              + ", expected (in, out) and (out)");
    }
    this.weight = weight;
    this.bias = bias;
    dWeight = backend.zeros(weight.shape());
    dBias = backend.zeros(bias.shape());
  }

  /**
   * The scores of a batch.
   *
   * @param x (N, d1, ..., dk), not copied: unchanged until the backward pass
   * @param cache keeps x for {@link #backward}
   * @return (N, out), the caller's own
   * @throws ShapeException if an example has not as many values as the weight has rows, or an
   *     operand is not float64
   */
  public Tensor forward(Tensor x, Cache cache) {
    if (x.shape().rank() < 2 || x.shape().exampleSize() != weight.rows()) {
      throw new ShapeException(
          "Affine.forward: x "
              + x.shape()
              + ", expected a batch (N, ...) of "
              + weight.rows()
              + " values per example, as weight "
              + weight.shape()
              + " has rows");
    }
    Tensor y = backend.zeros(x.shape().examples(), weight.cols());
    backend.products().affine(rows(x), Transpose.NO, weight, bias, Activation.IDENTITY, y);
    cache.keep(this, x);
    return y;
  }

  /**
   * The gradients of the loss: in x as the result, in weight and bias as {@link #dWeight} and
   * {@link #dBias}.
   *
   * @param dScores the gradient of the loss in the scores, (N, out)
   * @param cache of the forward pass
   * @return (N, d1, ..., dk), the caller's own
   * @throws lanewise.tensor.LanewiseException if the cache has no forward pass of this layer
   */
  public Tensor backward(Tensor dScores, Cache cache) {
    Tensor x = cache.input("Affine.backward", this);
    Tensor dX = backend.zeros(x.shape());
    backend.products().gemm(1, Transpose.YES, rows(x), Transpose.NO, dScores, 0, dWeight);
    backend.reductions().columnSums(dScores, 0, dBias);
    backend.products().gemm(1, Transpose.NO, dScores, Transpose.YES, weight, 0, rows(dX));
    return dX;
  }

  /** The weight (in, out). */
  public Tensor weight() {
    return weight;
  }

  /** The bias (out). */
  public Tensor bias() {
    return bias;
  }

  /** The gradient in the weight, (in, out), overwritten by each backward pass; 0 before one. */
  public Tensor dWeight() {
    return dWeight;
  }

  /** The gradient in the bias, (out), overwritten by each backward pass; 0 before one. */
  public Tensor dBias() {
    return dBias;
  }

  private static Tensor rows(Tensor x) {
    return x.reshape(Shape.of(x.shape().examples(), x.shape().exampleSize()));
  }
}
