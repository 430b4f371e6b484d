package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lanewise.kernel.Activation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Same call, same bits: called again, and with 1, 2, 3 or 7 threads; at sizes large enough to be
 * split, for products 2^21 multiply-adds and more, and at some that are just not.
 */
interface DeterminismContract extends KernelsUnderTest {
  private static List<Operation> cases() {
    List<Operation> cases = new ArrayList<>();
    int count = 70_003;
    cases.addAll(ElementOperations.all(count, 1));
    cases.addAll(OptimizerOperations.all(count, 2));
    cases.addAll(RowOperations.all(301, 333, 3));
    cases.addAll(NormOperations.all(257, 390, 4));
    cases.addAll(NormOperations.all(19, 4500, 7));
    cases.addAll(LossOperations.all(500, 201, 5));
    cases.addAll(LossOperations.all(count, 1, 8));
    cases.addAll(RowOperations.all(3, 30_011, 9));
    cases.addAll(LossOperations.all(3, 30_011, 10));
    cases.addAll(ImageOperations.large(11));
    Fill fill = new Fill(6);
    for (ProductContract.Storage storage : ProductContract.Storage.values()) {
      for (int[] shape :
          new int[][] {
            {64, 256, 300},
            {200, 50, 400},
            {7, 1000, 133},
            {300, 7, 264},
            {1, 700, 512},
            {150, 150, 150},
            {256, 170, 100},
            {37, 700, 300},
            {900, 13, 512},
            {1, 3000, 1500},
            {3000, 1, 1500}
          }) {
        cases.add(
            ProductOperations.gemm(storage.scaled(0.7, 1.3), shape[0], shape[1], shape[2], fill));
      }
    }
    cases.add(ProductOperations.affine(Activation.RELU, true, 128, 200, 300, fill));
    cases.add(ProductOperations.affine(Activation.GELU, true, 3, 900, 200, fill));
    cases.add(ProductOperations.affine(Activation.TANH, false, 500, 11, 90, fill));
    cases.add(ProductOperations.affine(Activation.SILU, true, 150, 301, 128, fill));
    cases.add(ProductOperations.affine(Activation.SIGMOID, true, 3, 2100, 700, fill));
    cases.add(ProductOperations.affine(Activation.LEAKY_RELU, false, 500, 33, 300, fill));
    return cases;
  }

  @TestFactory
  default Stream<DynamicTest> givesTheSameBitsForAnyNumberOfThreads() {
    return cases().stream()
        .map(call -> DynamicTest.dynamicTest(call.name(), () -> checkThreads(call)));
  }

  private void checkThreads(Operation call) {
    Block[] once = call.lay(type(), Block.Layout.PADDED);
    call.run(kernels(1), once);
    for (int threads : new int[] {1, 2, 3, 7}) {
      Block[] again = call.lay(type(), Block.Layout.PADDED);
      call.run(kernels(threads), again);
      for (int o = 0; o < again.length; o++) {
        assertThat(again[o].difference(once[o]))
            .as("%s with %d threads", call.operandName(o), threads)
            .isEmpty();
        assertThat(again[o].brokenCanary())
            .as("%s with %d threads", call.operandName(o), threads)
            .isEqualTo(-1);
      }
    }
  }

  @TestFactory
  default Stream<DynamicTest> agreesWithReferenceAtLargeSizes() {
    return cases().stream().map(call -> DynamicTest.dynamicTest(call.name(), () -> check(call)));
  }
}
