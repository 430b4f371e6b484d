package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;

import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Convolutions} that refuses operands that do not fit. */
record CheckedConvolutions(Convolutions convolutions, OperandChecks check) implements Convolutions {
  @Override
  public void convolve(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      Activation f,
      Tensor y) {
    String op = "convolve";
    images(op, geometry, "x", x, "y", y);
    check.elements(op, "weight", weight, geometry.weights());
    disjoint(op, "y", y, "x", x);
    disjoint(op, "y", y, "weight", weight);
    if (bias != null) {
      check.elements(op, "bias", bias, geometry.out());
      disjoint(op, "y", y, "bias", bias);
    }
    convolutions.convolve(geometry, x, weight, bias, f, y);
  }

  @Override
  public void convolveInput(
      ConvGeometry geometry, Tensor dY, Tensor weight, double beta, Tensor dX) {
    String op = "convolveInput";
    images(op, geometry, "dX", dX, "dY", dY);
    check.elements(op, "weight", weight, geometry.weights());
    disjoint(op, "dX", dX, "dY", dY);
    disjoint(op, "dX", dX, "weight", weight);
    convolutions.convolveInput(geometry, dY, weight, beta, dX);
  }

  @Override
  public void convolveWeight(
      ConvGeometry geometry, Tensor dY, Tensor x, double beta, Tensor dWeight) {
    String op = "convolveWeight";
    images(op, geometry, "x", x, "dY", dY);
    check.elements(op, "dWeight", dWeight, geometry.weights());
    disjoint(op, "dWeight", dWeight, "dY", dY);
    disjoint(op, "dWeight", dWeight, "x", x);
    convolutions.convolveWeight(geometry, dY, x, beta, dWeight);
  }

  private void images(
      String op, ConvGeometry geometry, String inName, Tensor in, String outName, Tensor out) {
    check.images(op, geometry.window(), inName, in, geometry.in(), outName, out, geometry.out());
    if ((long) geometry.out() * geometry.steps() > Integer.MAX_VALUE) {
      throw new ShapeException(
          op + ": " + geometry + " has more weights than an array holds, expected fewer channels");
    }
  }
}
