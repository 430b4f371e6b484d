package lanewise.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import lanewise.course.FullyConnectedNet;
import lanewise.kernel.Backend;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;

class WeightImagesTest {
  @Test
  void eachUnitIsStretchedFromItsSmallestWeightToItsLargest() {
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network = FullyConnectedNet.of(Shape.of(2, 2, 1), 2).build(backend, 1);
      network.parameters().get(0).value().copyFrom(new double[] {-1, 0, 1, 3, 7, 7, 7, 7});

      BufferedImage grid = WeightImages.grid(network);

      assertThat(WeightImages.units(network)).isEqualTo(2);
      assertThat(grey(grid, 1, 1)).isEqualTo(0);
      assertThat(grey(grid, 2, 1)).isEqualTo(64);
      assertThat(grey(grid, 1, 2)).isEqualTo(128);
      assertThat(grey(grid, 2, 2)).isEqualTo(255);
      assertThat(grey(grid, 4, 1)).as("equal weights").isEqualTo(127);
      assertThat(grey(grid, 3, 1)).as("between two units").isEqualTo(255);
    }
  }

  @Test
  void threeChannelsAreRedGreenAndBlue() {
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network = FullyConnectedNet.of(Shape.of(2, 2, 3), 1).build(backend, 1);
      network
          .parameters()
          .get(0)
          .value()
          .copyFrom(new double[] {255, 0, 0, 0, 0, 0, 0, 0, 102, 0, 51, 0});

      BufferedImage grid = WeightImages.grid(network);

      assertThat(grid.getRGB(1, 1) & 0xffffff).isEqualTo(0xff0000);
      assertThat(grid.getRGB(1, 2) & 0xffffff).isEqualTo(0x000066);
      assertThat(grid.getRGB(2, 2) & 0xffffff).isEqualTo(0x003300);
    }
  }

  @Test
  void rowsOfATableAreNoImages() {
    try (Backend backend = Backend.create("scalar", 1)) {
      assertThat(WeightImages.fit(FullyConnectedNet.of(Shape.of(4), 2).build(backend, 1)))
          .isFalse();
      assertThat(WeightImages.fit(FullyConnectedNet.of(Shape.of(8, 8, 1), 2).build(backend, 1)))
          .isTrue();
    }
  }

  @Test
  void filtersOfAConvolutionAreImages() {
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network =
          Network.of(Value.input(9, 9, 1).conv(2, 2).flatten().dense(2)).build(backend, 1);
      network.parameters().get(0).value().copyFrom(new double[] {-1, 0, 1, 3, 7, 7, 7, 7});

      BufferedImage grid = WeightImages.grid(network);

      assertThat(WeightImages.fit(network)).isTrue();
      assertThat(WeightImages.units(network)).isEqualTo(2);
      assertThat(grey(grid, 2, 1)).isEqualTo(64);
      assertThat(grey(grid, 1, 2)).isEqualTo(128);
    }
  }

  private static int grey(BufferedImage image, int x, int y) {
    int rgb = image.getRGB(x, y);
    assertThat(rgb >> 16 & 0xff).isEqualTo(rgb & 0xff).isEqualTo(rgb >> 8 & 0xff);
    return rgb & 0xff;
  }
}
