package lanewise.bench.race;

import org.jspecify.annotations.Nullable;

/** How many floating-point operations a work is worth. */
final class Flops {
  private Flops() {}

  /**
   * A product counts 2 m n k. A training step counts its products alone: forward, the gradient of
   * the weights, and the gradient of the inputs of all layers but the first. Element-wise work is
   * bound by memory or by its function, so it counts none.
   */
  static @Nullable Double of(Work work) {
    return switch (work) {
      case Work.MatrixProduct gemm -> 2.0 * gemm.m() * gemm.n() * gemm.k();
      case Work.Train train -> {
        double flops = 0;
        for (int layer = 0; layer < train.layers(); layer++) {
          flops +=
              2.0
                  * train.batch()
                  * train.inputs(layer)
                  * train.outputs(layer)
                  * (layer == 0 ? 2 : 3);
        }
        yield flops;
      }
      case Work.Map map -> null;
      case Work.SoftmaxRows softmax -> null;
    };
  }
}
