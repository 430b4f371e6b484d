package lanewise.nn;

import lanewise.kernel.Elements;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Where the backward pass of a layer puts the gradients of its inputs. Nothing that nobody wants is
 * computed: a layer asks {@link #wanted} first.
 */
public final class Gradients {
  private final @Nullable Tensor[] into;
  private final double[] beta;

  Gradients(int inputs) {
    into = new @Nullable Tensor[inputs];
    beta = new double[inputs];
  }

  /** For layers that are called without a network: these tensors are overwritten. */
  public static Gradients of(@Nullable Tensor... into) {
    Gradients gradients = new Gradients(into.length);
    System.arraycopy(into, 0, gradients.into, 0, into.length);
    return gradients;
  }

  /** Whether anybody wants the gradient of input i. */
  public boolean wanted(int i) {
    return into[i] != null;
  }

  /** Where the gradient of input i goes, of the input's shape; null if nobody wants it. */
  public @Nullable Tensor into(int i) {
    return into[i];
  }

  /**
   * What the old content of {@link #into} is multiplied by before the gradient is added: 0 to
   * overwrite, 1 to add to what others have put there. Always 0 unless {@link Layer#accumulates}.
   */
  public double beta(int i) {
    return beta[i];
  }

  /** Overwrites the gradient of input i with a tensor, or adds it, as {@link #beta} says. */
  void give(int i, Tensor gradient, Elements elements) {
    Tensor target = into[i];
    if (target != null && beta[i] == 0) {
      elements.copy(gradient, target);
    } else if (target != null) {
      elements.axpy(1, gradient, target);
    }
  }

  void set(int i, @Nullable Tensor tensor, double factor) {
    into[i] = tensor;
    beta[i] = factor;
  }
}
