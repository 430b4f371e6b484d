package lanewise.simd.gemm;

/**
 * The buffers of one thread at work. They grow to what was needed most and stay, so that a warm
 * call allocates nothing.
 */
final class Workspace {
  final Product product;
  final Strips strips = new Strips();
  final float[] edge = new float[Tiles.MAX_ROWS * Panels.WIDTH];

  private float[] panels = {};
  private float[] result = {};
  private float[] scaled = {};

  Workspace(Workspaces owner) {
    product = new Product(owner);
  }

  /** Room for packed panels of B. */
  float[] panels(int size) {
    if (panels.length < size) {
      panels = new float[size];
    }
    return panels;
  }

  /** Room for a result that will be transposed into C. */
  float[] result(int size) {
    if (result.length < size) {
      result = new float[size];
    }
    return result;
  }

  /** Room for alpha * A. */
  float[] scaled(int size) {
    if (scaled.length < size) {
      scaled = new float[size];
    }
    return scaled;
  }
}
