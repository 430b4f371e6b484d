package lanewise.simd.gemm;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The buffers of one thread at work. They grow to what was needed most and stay, so that a warm
 * call allocates nothing: up to 256 KiB of panels, 3.4 MiB of strips (of 1280 rows, eight floats
 * for the six of a tile), 1 MiB of alpha * A, and a result that is computed transposed.
 */
final class GemmWorkspace {
  final Product product;
  final Strips strips = new Strips();
  final float[] edge = new float[Tiles.MAX_ROWS * Panels.WIDTH];

  private float[] panels = {};
  private float[] result = {};
  private float[] scaled = {};
  private float[] row = {};
  private final AtomicBoolean taken = new AtomicBoolean();

  GemmWorkspace(GemmWorkspaces owner) {
    product = new Product(owner);
  }

  /** Whether this was free, and now belongs to the caller. */
  boolean take() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  /** Frees this. */
  void release() {
    taken.set(false);
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

  /** Room for rows of the panels that are packed at a time. */
  float[] row(int size) {
    if (row.length < size) {
      row = new float[size];
    }
    return row;
  }

  /** Room for a part of alpha * A. */
  float[] scaled(int size) {
    if (scaled.length < size) {
      scaled = new float[size];
    }
    return scaled;
  }
}
