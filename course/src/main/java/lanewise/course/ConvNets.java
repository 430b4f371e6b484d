package lanewise.course;

import lanewise.nn.Graph;
import lanewise.nn.Padding;
import lanewise.nn.Value;
import lanewise.tensor.Shape;

/**
 * Convolutional nets by the names that everybody knows them by, for images (height, width,
 * channels).
 */
public final class ConvNets {
  private ConvNets() {}

  /**
   * The net of Keras's MNIST example: conv 32 (3x3) - ReLU - max pool 2 - conv 64 (3x3) - ReLU -
   * max pool 2 - dropout 0.5 - dense; 34,826 parameters on (28, 28, 1). Source: Keras, code
   * examples, "Simple MNIST convnet".
   */
  public static Graph keras(Shape image, int classes) {
    Value x = Value.input(image.dims());
    return Graph.of(
        x.conv(32, 3)
            .padding(Padding.VALID)
            .relu()
            .maxPool(2)
            .conv(64, 3)
            .padding(Padding.VALID)
            .relu()
            .maxPool(2)
            .flatten()
            .dropout(0.5)
            .dense(classes));
  }

  /**
   * ResNet-20 for images of about 32 by 32: three stages of three residual blocks with 16, 32 and
   * 64 channels, the shortcut of a stage's first block a convolution of one pixel; 272,474 learned
   * parameters on (32, 32, 3) for ten classes. Source: He et al. 2015, section 4.2.
   */
  public static Graph resNet20(Shape image, int classes) {
    Value x = Value.input(image.dims()).conv(16, 3).noBias().batchNorm().relu();
    for (int channels : new int[] {16, 32, 64}) {
      for (int i = 0; i < 3; i++) {
        x = block(x, channels, i == 0 && channels > 16 ? 2 : 1);
      }
    }
    return Graph.of(x.globalAveragePool().dense(classes));
  }

  private static Value block(Value x, int channels, int stride) {
    Value y = x.conv(channels, 3).stride(stride).noBias().batchNorm().relu();
    y = y.conv(channels, 3).noBias().batchNorm();
    Value shortcut = stride == 1 ? x : x.conv(channels, 1).stride(stride).noBias().batchNorm();
    return y.add(shortcut).relu();
  }

  /**
   * CS231n's ThreeLayerConvNet: conv - ReLU - max pool 2 - affine - ReLU - affine, the convolution
   * with "same" padding. Source: Stanford CS231n, assignment 2, {@code cnn.py}, whose defaults are
   * 32 filters of 7 and 100 hidden units.
   */
  public static Graph threeLayer(Shape image, int classes, int filters, int size, int hidden) {
    Value x = Value.input(image.dims());
    return Graph.of(
        x.conv(filters, size).relu().maxPool(2).flatten().dense(hidden).relu().dense(classes));
  }
}
