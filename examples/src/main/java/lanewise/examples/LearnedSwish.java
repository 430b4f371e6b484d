package lanewise.examples;

import static lanewise.nn.Parameter.Role.BIAS;

import java.util.List;
import lanewise.nn.Initializers;
import lanewise.nn.LayerSpec;
import lanewise.nn.Parameter;
import lanewise.nn.UnaryLayer;
import lanewise.nn.Workspace;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** y = x * sigmoid(s * x), with one learned s per feature. */
final class LearnedSwish extends UnaryLayer {
  private final Parameter s;

  LearnedSwish(String name, int features) {
    super(name);
    s = new Parameter(name + ".s", Shape.of(features), BIAS, Initializers.constant(1));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(s);
  }

  @Override
  public LayerSpec description() {
    return LayerSpec.of("swish", name()).with("features", s.shape().cols());
  }

  @Override
  protected void forward(Tensor x, Tensor y, Workspace workspace) {
    for (int i = 0; i < x.size(); i++) {
      y.set(i, x.get(i) * gate(x, i));
    }
  }

  @Override
  protected void backward(Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
    for (int i = 0; i < x.size(); i++) {
      int feature = i % x.cols();
      double gate = gate(x, i);
      double slope = x.get(i) * gate * (1 - gate);
      s.gradient().set(feature, s.gradient().get(feature) + dY.get(i) * slope * x.get(i));
      if (dX != null) {
        dX.set(i, dY.get(i) * (gate + slope * s.value().get(feature)));
      }
    }
  }

  private double gate(Tensor x, int i) {
    return 1 / (1 + Math.exp(-s.value().get(i % x.cols()) * x.get(i)));
  }
}
