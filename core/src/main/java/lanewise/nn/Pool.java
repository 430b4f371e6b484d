package lanewise.nn;

import lanewise.kernel.Window;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A layer that makes one pixel of those under a window, per channel. */
abstract class Pool extends UnaryLayer {
  private final Stencil stencil;

  /** The window for the size of image that came last. */
  private volatile @Nullable Window latest;

  Pool(String name, Stencil stencil) {
    super(name);
    this.stencil = stencil;
    stencil.require(where());
  }

  /** How the window slides. */
  public final Stencil stencil() {
    return stencil;
  }

  @Override
  protected final Shape outputShape(Shape input) {
    return Stencil.result(stencil.over(where(), input), input, input.cols());
  }

  /** The window on the images of a batch, kept for the next of the same size. */
  final Window windowOn(Tensor x) {
    Window known = latest;
    Shape batch = x.shape();
    int rank = batch.rank();
    if (known == null
        || known.columns().extent() != batch.dim(rank - 2)
        || known.rows().extent() != (rank == 3 ? 1 : batch.dim(1))) {
      known = stencil.over(where(), batch.example());
      latest = known;
    }
    return known;
  }

  @Override
  public final boolean readsInputs() {
    return false;
  }

  @Override
  public final boolean readsOutput() {
    return false;
  }
}
