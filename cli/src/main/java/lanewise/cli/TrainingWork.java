package lanewise.cli;

import lanewise.data.BatchSampler;
import lanewise.nn.Graph;
import lanewise.nn.Parameter;
import lanewise.train.TrainingOptions;

/**
 * How much a training run has to compute.
 *
 * @param flops multiplications and additions of its weights, forward and backward
 */
record TrainingWork(double flops) {
  private static final double FLOPS_A_WEIGHT = 6;

  /**
   * Where the scalar and the vector backend take the same time from {@code java} to the end: the
   * JIT compiles vector code about a second and a half longer. Measured with networks of 64-100-10,
   * 64-100-100-10 and 64-300-300-10 on two processors (Zen 4): 1.0 s for 2.4 at 1 GFLOP, 2.9 for
   * 3.2 at 4.5, 4.0 for 3.2 at 7.
   */
  private static final double SHORT = 3e9;

  static TrainingWork of(Graph network, TrainingOptions options, int rows) {
    int batch = options.sampling() == BatchSampler.Mode.FULL ? rows : options.batchSize();
    double examples =
        options.epochs() > 0 ? (double) options.epochs() * rows : (double) options.steps() * batch;
    return new TrainingWork(FLOPS_A_WEIGHT * uses(network) * examples);
  }

  /** How often an example meets a weight: those of a convolution at each pixel of its result. */
  private static double uses(Graph network) {
    double uses = 0;
    for (Graph.Node node : network.nodes()) {
      for (Parameter parameter : node.layer().parameters()) {
        int times = parameter.role() == Parameter.Role.WEIGHT ? node.shape().rows() : 1;
        uses += (double) times * parameter.shape().size();
      }
    }
    return uses;
  }

  /** Whether it is over before vector kernels are worth their compilation. */
  boolean isShort() {
    return flops < SHORT;
  }
}
