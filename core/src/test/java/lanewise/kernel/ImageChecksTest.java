package lanewise.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What convolutions and pools refuse, and how they say it. */
class ImageChecksTest {
  private static final Backend BACKEND = Backend.scalar();

  private final Window window = new Window(Slide.same(4, 3, 1, 1), Slide.same(5, 3, 1, 1));
  private final ConvGeometry geometry = new ConvGeometry(window, 2, 3, 1);
  private final Tensor x = zeros(2, 4, 5, 2);
  private final Tensor y = zeros(2, 4, 5, 3);
  private final Tensor weight = zeros(3, 3, 3, 2);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static Tensor zeros(int... dims) {
    return Tensor.zeros(DType.FLOAT32, Shape.of(dims));
  }

  private void refuses(Tensor input, Tensor filters, Tensor bias, Tensor output, String message) {
    assertThatThrownBy(
            () ->
                BACKEND
                    .convolutions()
                    .convolve(geometry, input, filters, bias, Activation.IDENTITY, output))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void operandsThatDoNotFitAreRefused() {
    Tensor bias = zeros(3);
    refuses(zeros(33, 2), weight, bias, y, "convolve: x (33, 2), expected whole images of 4 by 5");
    refuses(zeros(2, 4, 5, 3), weight, bias, y, "convolve: x (2, 4, 5, 3), expected (40, 2)");
    refuses(x, weight, bias, zeros(2, 4, 5, 2), "convolve: y (2, 4, 5, 2), expected (40, 3)");
    refuses(x, zeros(3, 3, 2), bias, y, "convolve: weight (3, 3, 2), expected 54 elements");
    refuses(x, weight, zeros(2), y, "convolve: bias (2), expected 3 elements");
    float[] shared = new float[200];
    refuses(
        Tensor.of(shared, 0, Shape.of(2, 4, 5, 2)),
        weight,
        bias,
        Tensor.of(shared, 70, Shape.of(2, 4, 5, 3)),
        "convolve: y overlaps x, expected separate memory");
    assertThatThrownBy(() -> BACKEND.convolutions().convolveInput(geometry, y, weight, 0, y))
        .hasMessageContaining("convolveInput: dX (2, 4, 5, 3), expected (40, 2)");
    assertThatThrownBy(
            () -> BACKEND.convolutions().convolveWeight(geometry, y, x, 0, zeros(3, 3, 3)))
        .hasMessageContaining("convolveWeight: dWeight (3, 3, 3), expected 54 elements");
    assertThatThrownBy(() -> BACKEND.pools().maxPool(window, x, zeros(2, 4, 5, 2), zeros(3)))
        .hasMessageContaining("maxPool: taps (3), expected (40, 2)");
    assertThatThrownBy(() -> BACKEND.pools().averagePool(window, true, x, zeros(2, 3, 5, 2)))
        .hasMessageContaining("averagePool: y (2, 3, 5, 2), expected (40, 2)");
  }

  @Test
  void windowsAndGroupsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Slide.valid(4, 3, 1, 2))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "kernel 3 of dilation 2 on 4 elements, padding included, expected no more than 2 taps;"
                + " pad more or take a smaller kernel");
    assertThatThrownBy(() -> Slide.valid(4, 3, 0, 1)).hasMessage("stride 0, expected 1 or more");
    assertThatThrownBy(() -> new Slide(4, 3, 1, 1, -1, 0))
        .hasMessage("padding -1, 0, expected 0 or more");
    assertThatThrownBy(() -> new ConvGeometry(window, 4, 6, 3))
        .hasMessage("groups 3 of 4 input and 6 output channels, expected a divisor of both");
  }

  @Test
  void noImagesAreAValidBatch() {
    BACKEND
        .convolutions()
        .convolve(geometry, zeros(0, 2), weight, null, Activation.RELU, zeros(0, 3));
    BACKEND.pools().maxPool(window, zeros(0, 2), zeros(0, 2), zeros(0, 2));
  }
}
