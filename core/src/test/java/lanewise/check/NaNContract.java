package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.kernel.Activation;
import lanewise.kernel.Kernels;
import lanewise.kernel.ReferenceKernels;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * NaN in, NaN out, for every operation: each input gets a NaN at its first, a middle and its last
 * element. An output element that changes when the reference gets other numbers there depends on
 * it, and must be NaN; all others must be NaN exactly where the reference's are. What is no number
 * (a label, an index) is left out.
 */
interface NaNContract extends KernelsUnderTest {
  List<Double> OTHER_NUMBERS = List.of(0.0, 0.25, -0.25, 2.0, -2.0, 40.0, -40.0, 1e3, -1e3);

  private static Stream<Operation> cases() {
    List<Operation> cases = new ArrayList<>();
    for (int count : new int[] {1, 5, 17, 40}) {
      cases.addAll(ElementOperations.all(count, count));
      cases.addAll(OptimizerOperations.all(count, count));
    }
    for (int[] shape :
        new int[][] {{1, 1}, {3, 2}, {3, 5}, {9, 17}, {4, 40}, {2, 131}, {1, 5000}}) {
      int rows = shape[0];
      int cols = shape[1];
      cases.addAll(RowOperations.all(rows, cols, 1));
      cases.addAll(NormOperations.all(rows, cols, 2));
      cases.addAll(LossOperations.all(rows, cols, 3));
    }
    Fill fill = new Fill(4);
    for (ProductContract.Storage storage : ProductContract.Storage.values()) {
      for (int[] shape : new int[][] {{1, 1, 1}, {5, 3, 7}, {9, 35, 20}, {1, 40, 33}}) {
        cases.add(
            ProductOperations.gemm(storage.scaled(0.7, 1.3), shape[0], shape[1], shape[2], fill));
        cases.add(ProductOperations.gemm(storage.scaled(1, 0), shape[0], shape[1], shape[2], fill));
      }
    }
    for (Activation f : ElementOperations.ACTIVATIONS) {
      cases.add(ProductOperations.affine(f, true, 3, 18, 9, fill));
    }
    cases.addAll(ImageOperations.few(6));
    // Its result is an index, and is checked where it is documented.
    return cases.stream().filter(call -> !call.name().equals("firstNonFinite"));
  }

  @TestFactory
  default Stream<DynamicTest> whatDependsOnNaNIsNaN() {
    Map<String, List<Operation>> named = new LinkedHashMap<>();
    cases().forEach(c -> named.computeIfAbsent(c.name(), name -> new ArrayList<>()).add(c));
    return named.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> entry.getValue().forEach(this::checkNaN)));
  }

  private void checkNaN(Operation call) {
    for (int operand = 0; operand < call.operandCount(); operand++) {
      Block shape = call.lay(ElementType.FLOAT64, Block.Layout.TIGHT)[operand];
      if (call.isNumericInput(operand) && shape.size() > 0) {
        checkNaN(call, operand, 0, 0);
        checkNaN(call, operand, shape.rows() / 2, shape.cols() / 2);
        checkNaN(call, operand, shape.rows() - 1, shape.cols() - 1);
      }
    }
  }

  private void checkNaN(Operation call, int operand, int i, int j) {
    Kernels reference = new ReferenceKernels();
    Block[] usual = call.lay(ElementType.FLOAT64, Block.Layout.TIGHT);
    call.run(reference, usual);
    List<Block[]> others = new ArrayList<>();
    for (double value : OTHER_NUMBERS) {
      others.add(run(call, reference, ElementType.FLOAT64, operand, i, j, value));
    }
    Block[] want = run(call, reference, ElementType.FLOAT64, operand, i, j, Double.NaN);
    Block[] got = run(call, kernels(1), type(), operand, i, j, Double.NaN);
    for (int o = 0; o < got.length; o++) {
      if (call.isNumericOutput(o)) {
        checkNaN(
            call.operandName(o)
                + " of a NaN in "
                + call.operandName(operand)
                + " at ("
                + i
                + ", "
                + j
                + ")",
            o,
            usual,
            others,
            want[o],
            got[o]);
      }
    }
  }

  private static Block[] run(
      Operation call, Kernels kernels, ElementType type, int operand, int i, int j, double value) {
    Block[] blocks = call.lay(type, Block.Layout.PADDED);
    blocks[operand].set(i, j, value);
    call.run(kernels, blocks);
    return blocks;
  }

  private static void checkNaN(
      String where, int output, Block[] usual, List<Block[]> others, Block want, Block got) {
    for (int i = 0; i < want.rows(); i++) {
      for (int j = 0; j < want.cols(); j++) {
        boolean isNaN = Double.isNaN(got.get(i, j));
        int row = i;
        int col = j;
        long bits = usual[output].bits(i, j);
        boolean depends = others.stream().anyMatch(o -> o[output].bits(row, col) != bits);
        if (depends && !isNaN) {
          fail("%s: %s at (%d, %d), expected NaN", where, got.get(i, j), i, j);
        }
        assertThat(isNaN)
            .as("%s: NaN at (%d, %d), where the reference has %s", where, i, j, want.get(i, j))
            .isEqualTo(Double.isNaN(want.get(i, j)));
      }
    }
  }
}
