package lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AugmentTest {
  /** Pixels 1, 2, 3, ... */
  private static Tensor image(DType dtype, int height, int width, int channels) {
    Tensor image = Tensor.zeros(dtype, Shape.of(1, height, width, channels));
    for (int i = 0; i < image.size(); i++) {
      image.set(i, i + 1);
    }
    return image;
  }

  private static double[] changed(Augment augment, Tensor images, long seed) {
    augment.apply(images, seed, Tensor.zeros(images.dtype(), images.shape().example()));
    return images.toDoubles();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aFlipMirrorsPixelsAndKeepsTheirChannels(DType dtype) {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 40; seed++) {
      seen.add(Arrays.toString(changed(Augment.flip(), image(dtype, 2, 2, 2), seed)));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]", "[3.0, 4.0, 1.0, 2.0, 7.0, 8.0, 5.0, 6.0]");
  }

  @Test
  void aCropShiftsByUpToItsPaddingAndFillsWithZeros() {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 400; seed++) {
      seen.add(
          Arrays.toString(changed(Augment.none().crop(1), image(DType.FLOAT32, 2, 2, 1), seed)));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "[0.0, 0.0, 0.0, 1.0]",
            "[0.0, 0.0, 1.0, 2.0]",
            "[0.0, 0.0, 2.0, 0.0]",
            "[0.0, 1.0, 0.0, 3.0]",
            "[1.0, 2.0, 3.0, 4.0]",
            "[2.0, 0.0, 4.0, 0.0]",
            "[0.0, 3.0, 0.0, 0.0]",
            "[3.0, 4.0, 0.0, 0.0]",
            "[4.0, 0.0, 0.0, 0.0]");
    assertThat(changed(Augment.none().crop(50), image(DType.FLOAT32, 2, 2, 1), 3)).containsOnly(0);
  }

  @Test
  void aCutIsASquareOfZeros() {
    for (long seed = 0; seed < 50; seed++) {
      double[] pixels = changed(Augment.none().cutOut(2), image(DType.FLOAT32, 5, 5, 1), seed);
      long zeros = Arrays.stream(pixels).filter(pixel -> pixel == 0).count();
      assertThat(zeros).isIn(1L, 2L, 4L);
    }
  }

  @Test
  void brightnessIsOneFactorPerImage() {
    double[] pixels = changed(Augment.none().brightness(0.5), image(DType.FLOAT64, 3, 3, 1), 5);
    assertThat(pixels[0]).isBetween(0.5, 1.5).isNotEqualTo(1);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(pixels[i]).isEqualTo(pixels[0] * (i + 1), within(1e-12));
    }
  }

  @Test
  void aTurnKeepsTheMiddleAndTheMeanOfARamp() {
    double[] pixels = changed(Augment.none().rotate(90), image(DType.FLOAT64, 5, 5, 1), 2);
    assertThat(pixels[12]).isEqualTo(13, within(1e-9));
    assertThat(pixels).isNotEqualTo(image(DType.FLOAT64, 5, 5, 1).toDoubles());
  }

  @Test
  void whatBecomesOfAnImageFollowsFromSeedAndPlaceAlone() {
    Augment all = Augment.flip().crop(2).rotate(10).cutOut(3).brightness(0.2);
    Tensor two = Tensor.zeros(DType.FLOAT32, Shape.of(2, 6, 6, 3));
    Tensor one = Tensor.zeros(DType.FLOAT32, Shape.of(1, 6, 6, 3));
    for (int i = 0; i < one.size(); i++) {
      one.set(i, i % 7 - 3);
      two.set(i, i % 7 - 3);
      two.set(one.size() + i, i % 7 - 3);
    }
    double[] alone = changed(all, one, 9);
    double[] both = changed(all, two, 9);
    assertThat(Arrays.copyOf(both, alone.length)).isEqualTo(alone);
    assertThat(Arrays.copyOfRange(both, alone.length, both.length)).isNotEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flop | \"flop\", expected one of flip, crop:PIXELS,",
        "flip:1 | \"flip:1\", expected one of",
        "crop | \"crop\", expected one of",
        "crop:x | \"crop:x\", expected one of",
        "crop:0 | crop:0.0, expected 1 or more",
        "flip,,crop:4 | \"\", expected one of",
        "rotate:0 | rotate:0.0, expected more than 0",
        "brightness:2 | brightness:2.0, expected more than 0, up to 1"
      })
  void badTextsSayWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> Augment.parse(text))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining(message);
  }

  @Test
  void textsAreRead() {
    assertThat(Augment.parse("flip, crop:4,rotate:15,cutout:8,brightness:0.2"))
        .hasToString("flip,crop:4.0,rotate:15.0,cutout:8.0,brightness:0.2");
    assertThatThrownBy(() -> Augment.flip().requireImages(Shape.of(784)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Augment: examples of shape (784), expected images (height, width, channels); leave the"
                + " augmentation away");
  }
}
