package lanewise.nn;

import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Inverted dropout: in training y = x * mask, where an element of the mask is 1 / (1 - rate) with
 * probability 1 - rate, else 0; in inference y is x.
 *
 * <p>The mask is a function of {@link Workspace#noiseSeed} and the element's place in the batch
 * alone: the same on every backend, with any number of threads. Whoever trains gives each step a
 * seed of its own. Source: Srivastava et al. 2014.
 */
public final class Dropout extends UnaryLayer {
  static final String KIND = "dropout";

  private static final Key MASK = Key.of("mask");

  private final double rate;

  /**
   * @param rate the probability with which an element is dropped, from 0 to less than 1
   */
  public Dropout(String name, double rate) {
    super(name);
    LayerChecks.require(rate >= 0 && rate < 1, where(), "rate", rate, "0 to less than 1");
    this.rate = rate;
  }

  static Dropout of(LayerSpec spec) {
    spec.requireKeys("rate");
    return new Dropout(spec.name(), spec.number("rate"));
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of(KIND, name()).with("rate", rate);
  }

  @Override
  public boolean isView(boolean training) {
    return !training || rate == 0;
  }

  @Override
  public boolean readsInputs() {
    return false;
  }

  @Override
  public boolean readsOutput() {
    return false;
  }

  @Override
  protected List<Buffer> buffers(Shape input) {
    return List.of(new Buffer(MASK, input, Buffer.Use.KEPT));
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    Tensor mask = workspace.tensor(MASK, x.shape());
    workspace.backend().elements().dropoutMask(workspace.noiseSeed(), 1 - rate, mask);
    workspace.backend().elements().multiply(x, mask, y);
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    if (dX != null) {
      workspace.backend().elements().multiply(dY, workspace.tensor(MASK), dX);
    }
  }
}
