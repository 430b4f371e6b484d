package lanewise.cli.report;

import java.awt.image.BufferedImage;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.tensor.Shape;

/**
 * The first layer's weights as pictures: what each of its units looks for in an image.
 *
 * <p>Each unit's weights are laid out as the image is and stretched from their smallest value
 * (black) to their largest (white), as {@code visualize_grid} of the CS231n material does.
 */
final class WeightImages {
  /** The most units that are drawn. */
  private static final int MAX_UNITS = 144;

  private static final int GAP = 1;

  private WeightImages() {}

  /**
   * Whether the weights of a unit are an image of one or three channels, (H, W, C): because the
   * examples are, or because it is a filter of a convolution.
   */
  static boolean fit(Network network) {
    if (network.parameters().isEmpty()) {
      return false;
    }
    Shape image = image(network);
    return image.rank() == 3
        && (image.cols() == 1 || image.cols() == 3)
        && image.dim(0) > 1
        && image.dim(1) > 1
        && firstWeight(network).shape().exampleSize() == image.size();
  }

  /** The form of a unit's weights. */
  private static Shape image(Network network) {
    Shape weight = firstWeight(network).shape();
    return weight.rank() == 4 ? weight.example() : network.inputShape();
  }

  /** How many units {@link #grid} draws. */
  static int units(Network network) {
    return Math.min(MAX_UNITS, firstWeight(network).shape().examples());
  }

  /** The pictures of the first units, in rows, a pixel a weight. */
  static BufferedImage grid(Network network) {
    Shape example = image(network);
    double[] weights = firstWeight(network).value().toDoubles();
    int units = units(network);
    int height = example.dim(0);
    int width = example.dim(1);
    int across = (int) Math.ceil(Math.sqrt(1.5 * units));
    int down = Math.ceilDiv(units, across);
    BufferedImage grid =
        new BufferedImage(
            across * (width + GAP) + GAP, down * (height + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
    fill(grid, 0xffffff);
    for (int unit = 0; unit < units; unit++) {
      int left = GAP + unit % across * (width + GAP);
      int top = GAP + unit / across * (height + GAP);
      draw(weights, unit, example, grid, left, top);
    }
    return grid;
  }

  private static void fill(BufferedImage image, int rgb) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, rgb);
      }
    }
  }

  private static void draw(
      double[] weights, int unit, Shape example, BufferedImage grid, int left, int top) {
    int size = example.size();
    int channels = example.cols();
    int width = example.dim(1);
    int first = unit * size;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = first; i < first + size; i++) {
      low = Math.min(low, weights[i]);
      high = Math.max(high, weights[i]);
    }
    for (int pixel = 0; pixel < example.rows(); pixel++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        int source = channels == 3 ? channel : 0;
        rgb = rgb << 8 | shade(weights[first + pixel * channels + source], low, high);
      }
      grid.setRGB(left + pixel % width, top + pixel / width, rgb);
    }
  }

  /** 0 to 255; the middle where all weights are equal. */
  private static int shade(double weight, double low, double high) {
    return high > low ? (int) Math.round(255 * (weight - low) / (high - low)) : 127;
  }

  private static Parameter firstWeight(Network network) {
    return network.parameters().get(0);
  }
}
