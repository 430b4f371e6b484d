package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A learned vector per category: y[..., :] = weight[x[..., 0], :]. What stands for a category is
 * its number, 0 to entries - 1, in the element type of the backend; a float holds whole numbers up
 * to 2^24. There is no gradient of a number: that of the input is 0.
 *
 * <p>Shapes: x (N, ..., 1), y (N, ..., dim), the parameter weight (entries, dim), named as in
 * PyTorch, normal with standard deviation 0.05 at first, so that no category weighs more than a
 * standardised number before anything is learned. Gradients are added row after row.
 */
public final class Embedding extends UnaryLayer {
  static final String KIND = "embedding";

  private static final double INITIAL_DEVIATION = 0.05;
  private static final int MOST_ENTRIES = 1 << 24;

  private final int entries;
  private final int dim;
  private final Parameter weight;

  /**
   * @param entries how many categories there are, 1 to 2^24
   * @param dim the values per category, 1 or more
   */
  public Embedding(String name, int entries, int dim) {
    super(name);
    LayerChecks.requirePositive(where(), "entries", entries);
    LayerChecks.require(entries <= MOST_ENTRIES, where(), "entries", entries, "at most 2^24");
    LayerChecks.requirePositive(where(), "dim", dim);
    this.entries = entries;
    this.dim = dim;
    weight =
        new Parameter(
                name + ".weight",
                Shape.of(entries, dim),
                Parameter.Role.WEIGHT,
                Initializers.normal(INITIAL_DEVIATION))
            .usedByRows();
  }

  static Embedding of(LayerSpec spec) {
    spec.requireKeys("entries", "dim");
    return new Embedding(spec.name(), spec.integer("entries"), spec.integer("dim"));
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name()).with("entries", entries).with("dim", dim);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }

  @Override
  protected Shape outputShape(Shape input) {
    if (input.rank() == 0 || input.cols() != 1) {
      throw new ShapeException(
          where()
              + ": input "
              + input
              + ", expected a last axis of 1 value, the number of a category; take it with"
              + " columns(i, 1)");
    }
    return input.withCols(dim);
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    workspace.backend().rowOps().embed(weight.value(), x, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    workspace.backend().rowOps().embedGradient(dY, x, weight.gradient());
    if (dX != null) {
      workspace.backend().elements().fill(0, dX);
    }
  }
}
