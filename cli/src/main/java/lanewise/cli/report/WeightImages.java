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

  /** Whether examples are images of one or three channels, (C, H, W), so that weights are too. */
  static boolean fit(Network network) {
    Shape example = network.inputShape();
    return example.rank() == 3
        && (example.dim(0) == 1 || example.dim(0) == 3)
        && example.dim(1) > 1
        && example.dim(2) > 1
        && !network.parameters().isEmpty()
        && firstWeight(network).shape().rank() == 2
        && firstWeight(network).shape().exampleSize() == example.size();
  }

  /** How many units {@link #grid} draws. */
  static int units(Network network) {
    return Math.min(MAX_UNITS, firstWeight(network).shape().examples());
  }

  /** The pictures of the first units, in rows, a pixel a weight. */
  static BufferedImage grid(Network network) {
    Shape example = network.inputShape();
    double[] weights = firstWeight(network).value().toDoubles();
    int units = units(network);
    int height = example.dim(1);
    int width = example.dim(2);
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
    int plane = example.dim(1) * example.dim(2);
    int first = unit * size;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = first; i < first + size; i++) {
      low = Math.min(low, weights[i]);
      high = Math.max(high, weights[i]);
    }
    for (int pixel = 0; pixel < plane; pixel++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        int source = example.dim(0) == 3 ? channel : 0;
        rgb = rgb << 8 | shade(weights[first + source * plane + pixel], low, high);
      }
      grid.setRGB(left + pixel % example.dim(2), top + pixel / example.dim(2), rgb);
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
