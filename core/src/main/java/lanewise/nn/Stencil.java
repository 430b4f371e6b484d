package lanewise.nn;

import java.util.Arrays;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;

/**
 * How a window slides over images of any size. Signals, (time, channels), are images of one row:
 * the height of a window over them is 1.
 *
 * @param height rows of the window
 * @param width columns of the window
 * @param strideDown rows from one place to the next
 * @param strideAlong columns from one place to the next
 * @param dilationDown rows from one tap to the next
 * @param dilationAlong columns from one tap to the next
 * @param padding what lies around the image
 */
public record Stencil(
    int height,
    int width,
    int strideDown,
    int strideAlong,
    int dilationDown,
    int dilationAlong,
    Padding padding) {
  private static final String KERNEL = "kernel";
  private static final String STRIDE = "stride";
  private static final String DILATION = "dilation";
  private static final String PADDING = "padding";

  /** A window of this size that visits every pixel, with "same" padding. */
  public static Stencil of(int height, int width) {
    return new Stencil(height, width, 1, 1, 1, 1, Padding.SAME);
  }

  /** The same window with strides. */
  public Stencil stride(int down, int along) {
    return new Stencil(height, width, down, along, dilationDown, dilationAlong, padding);
  }

  /** The same window with gaps between its taps. */
  public Stencil dilation(int down, int along) {
    return new Stencil(height, width, strideDown, strideAlong, down, along, padding);
  }

  /** The same window with another padding. */
  public Stencil padding(Padding other) {
    return new Stencil(height, width, strideDown, strideAlong, dilationDown, dilationAlong, other);
  }

  int taps() {
    return height * width;
  }

  /** Checks the numbers that do not depend on an image. */
  void require(String layer) {
    LayerChecks.requirePositive(layer, "kernel height", height);
    LayerChecks.requirePositive(layer, "kernel width", width);
    LayerChecks.requirePositive(layer, "stride down", strideDown);
    LayerChecks.requirePositive(layer, "stride along", strideAlong);
    LayerChecks.requirePositive(layer, "dilation down", dilationDown);
    LayerChecks.requirePositive(layer, "dilation along", dilationAlong);
  }

  /**
   * The window over images of the size of an example: (height, width, channels), or (time,
   * channels).
   *
   * @throws ShapeException if it is no image, or smaller than the window
   */
  Window over(String layer, Shape example) {
    boolean signal = example.rank() == 2;
    if (!signal && example.rank() != 3) {
      throw new ShapeException(
          layer
              + ": input "
              + example.batchText()
              + ", expected (batch, height, width, channels) or (batch, time, channels)");
    }
    if (signal && height != 1) {
      throw new ShapeException(
          layer
              + ": input "
              + example.batchText()
              + " of one dimension under a window "
              + height
              + " high, expected height 1");
    }
    try {
      Slide rows =
          signal ? Slide.none() : padding.down(example.dim(0), height, strideDown, dilationDown);
      return new Window(
          rows, padding.along(example.dim(signal ? 0 : 1), width, strideAlong, dilationAlong));
    } catch (ShapeException e) {
      throw new ShapeException(layer + ": input " + example.batchText() + ": " + e.getMessage());
    }
  }

  /** The shape of the result on such an example, of so many channels. */
  static Shape result(Window window, Shape example, int channels) {
    return example.rank() == 2
        ? Shape.of(window.columns().places(), channels)
        : Shape.of(window.rows().places(), window.columns().places(), channels);
  }

  /** The description with the options of a window. */
  LayerSpec describe(LayerSpec spec) {
    return spec.with(KERNEL, height + "x" + width)
        .with(STRIDE, strideDown + "x" + strideAlong)
        .with(DILATION, dilationDown + "x" + dilationAlong)
        .with(PADDING, padding.text());
  }

  /** Reads {@link #describe}. */
  static Stencil parse(LayerSpec spec) {
    int[] kernel = pair(spec, KERNEL);
    int[] stride = pair(spec, STRIDE);
    int[] dilation = pair(spec, DILATION);
    return new Stencil(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        dilation[0],
        dilation[1],
        Padding.parse(spec.word(PADDING)));
  }

  /** The options of {@link #describe}, and others. */
  static String[] keys(String... others) {
    String[] all = Arrays.copyOf(others, others.length + 4);
    all[others.length] = KERNEL;
    all[others.length + 1] = STRIDE;
    all[others.length + 2] = DILATION;
    all[others.length + 3] = PADDING;
    return all;
  }

  private static int[] pair(LayerSpec spec, String key) {
    return numbers(spec.word(key), "x", 2, key, "DOWNxALONG, such as 3x3");
  }

  /** So many whole numbers between separators. */
  static int[] numbers(String text, String separator, int count, String what, String rule) {
    String[] words = text.split(separator, -1);
    try {
      if (words.length == count) {
        return Arrays.stream(words).mapToInt(Integer::parseInt).toArray();
      }
    } catch (NumberFormatException e) {
      throw unreadable(text, what, rule);
    }
    throw unreadable(text, what, rule);
  }

  private static LanewiseException unreadable(String text, String what, String rule) {
    return new LanewiseException(
        "Graph: " + what + "=" + LayerSpec.shortened(text) + ", expected " + rule);
  }
}
