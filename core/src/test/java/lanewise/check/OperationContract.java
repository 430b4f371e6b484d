package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation but the products: right at all small sizes, at its limits, in place, and row by
 * row.
 */
interface OperationContract extends KernelsUnderTest {
  long SEED = 20261122;

  /**
   * 0 to twice the widest vector and one more, and a few sizes around unrolled loops and blocks.
   */
  private static List<Integer> counts() {
    List<Integer> counts = new ArrayList<>();
    for (int count = 0; count <= 33; count++) {
      counts.add(count);
    }
    counts.addAll(List.of(47, 48, 49, 63, 64, 65, 95, 127, 128, 129, 255, 257, 1031));
    return counts;
  }

  private static List<Operation> cases() {
    List<Operation> cases = new ArrayList<>();
    for (int count : counts()) {
      cases.addAll(ElementOperations.all(count, SEED + count));
      cases.addAll(OptimizerOperations.all(count, SEED + count));
    }
    for (int rows : new int[] {0, 1, 2, 3, 5, 17}) {
      for (int cols : counts()) {
        if (rows * cols <= 4400) {
          long seed = SEED + 10_007L * rows + cols;
          cases.addAll(RowOperations.all(rows, cols, seed));
          cases.addAll(NormOperations.all(rows, cols, seed));
          if (cols > 0) {
            cases.addAll(LossOperations.all(rows, cols, seed));
          }
        }
      }
    }
    cases.addAll(ImageOperations.all(SEED));
    return cases;
  }

  private static Stream<DynamicTest> byName(List<Operation> cases, Consumer<Operation> check) {
    Map<String, List<Operation>> named = new LinkedHashMap<>();
    for (Operation call : cases) {
      named.computeIfAbsent(call.name(), name -> new ArrayList<>()).add(call);
    }
    return named.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(entry.getKey(), () -> entry.getValue().forEach(check)));
  }

  @TestFactory
  default Stream<DynamicTest> agreesWithReferenceAtEverySize() {
    return byName(cases(), this::check);
  }

  @TestFactory
  default Stream<DynamicTest> agreesWithReferenceAtTheLimits() {
    List<Operation> cases = new ArrayList<>();
    for (int round = 0; round < Fill.specials(); round++) {
      cases.addAll(ElementOperations.special(SEED + round));
    }
    cases.addAll(RowOperations.special(SEED));
    cases.addAll(LossOperations.special(SEED));
    cases.addAll(NormOperations.special(SEED));
    return byName(cases, this::check);
  }

  /** Rows of more than a block, and of so many that a plain sum in float32 would be far off. */
  @TestFactory
  default Stream<DynamicTest> agreesWithReferenceOnWideRows() {
    List<Operation> cases = new ArrayList<>();
    cases.addAll(RowOperations.all(2, 5_000, SEED));
    cases.addAll(NormOperations.all(2, 5_000, SEED));
    cases.addAll(LossOperations.all(2, 5_000, SEED));
    cases.addAll(LossOperations.values(1, 1 << 20, SEED));
    return byName(cases, this::check);
  }

  @TestFactory
  default Stream<DynamicTest> agreesWithReferenceOnManyShortRows() {
    List<Operation> cases = new ArrayList<>();
    for (int cols : new int[] {1, 3, 10}) {
      cases.addAll(RowOperations.all(1_100, cols, SEED));
      cases.addAll(NormOperations.all(1_100, cols, SEED));
      cases.addAll(LossOperations.all(1_100, cols, SEED));
    }
    return byName(cases, this::check);
  }

  @Test
  default void aWideConstantRowIsItsOwnMean() {
    int cols = 1 << 20;
    double[] x = new double[cols];
    Arrays.fill(x, 0.1f);
    double[] ones = new double[cols];
    Arrays.fill(ones, 1);
    Operation call = NormOperations.layerNorm(1, cols, x, ones, new double[cols]);
    Block[] blocks = call.lay(type(), Block.Layout.TIGHT);
    call.run(kernels(1), blocks);
    double meanError = Tolerance.lanes(cols) * type().unitRoundoff() * 0.1;
    for (int j = 0; j < cols; j++) {
      assertThat(Math.abs(blocks[3].get(0, j)))
          .isLessThanOrEqualTo(2 * meanError / Math.sqrt(NormOperations.EPSILON));
    }
  }

  /** Means far from 0 beside the deviation, and so many rows that their roundings would add up. */
  @TestFactory
  default Stream<DynamicTest> sumsDownColumnsOfAnyLength() {
    return Stream.of(1e0, 1e3, 1e6)
        .flatMap(
            mean ->
                Stream.of(1e-3, 1.0)
                    .flatMap(deviation -> downColumns(mean, deviation))
                    .map(call -> DynamicTest.dynamicTest(call.name(), () -> check(call))));
  }

  private static Stream<Operation> downColumns(double mean, double deviation) {
    int many = deviation < 1 ? 60_000 : 1_000_000;
    return Stream.of(
            NormOperations.downColumns(many, 1, mean, deviation, SEED),
            NormOperations.downColumns(4_096, 5, mean, deviation, SEED),
            NormOperations.downColumns(301, 70, mean, deviation, SEED))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 128, 1_000, 10_000, 60_000})
  default void aConstantColumnIsItsOwnMean(int rows) {
    int cols = 35;
    double[] x = new double[rows * cols];
    Arrays.fill(x, 100.1f);
    Operation moments = NormOperations.columnMoments(rows, cols, x);
    Block[] blocks = moments.lay(type(), Block.Layout.PADDED);
    moments.run(kernels(1), blocks);
    for (int j = 0; j < cols; j++) {
      assertThat(blocks[1].get(0, j)).isEqualTo(100.1f);
      assertThat(blocks[2].get(0, j)).isZero();
    }
  }

  @Test
  default void stateThatWouldBeSubnormalIsStoredAsZero() {
    double[] state = new double[19];
    Arrays.fill(state, type().smallestNormal() / 2);
    for (Operation call : OptimizerOperations.idle(state)) {
      Block[] blocks = call.lay(type(), Block.Layout.PADDED);
      call.run(kernels(1), blocks);
      for (int o = OptimizerOperations.FIRST_STATE; o < blocks.length; o++) {
        for (int j = 0; j < state.length; j++) {
          assertThat(blocks[o].get(0, j)).as(call.operandName(o)).isZero();
        }
      }
    }
  }

  @TestFactory
  default Stream<DynamicTest> worksInPlace() {
    return byName(
        cases().stream().filter(call -> !call.aliases().isEmpty()).toList(), this::checkInPlace);
  }

  private void checkInPlace(Operation call) {
    for (Block.Layout layout : Block.Layout.values()) {
      Block[] apart = call.lay(type(), layout);
      call.run(kernels(1), apart);
      for (int[] alias : call.aliases()) {
        Block[] shared = call.lay(type(), layout);
        shared[alias[0]] = shared[alias[1]];
        call.run(kernels(1), shared);
        for (int o = 0; o < shared.length; o++) {
          if (call.isOutput(o)) {
            assertThat(shared[o].difference(apart[o]))
                .as(
                    "%s with %s in the place of %s",
                    call.operandName(o), call.operandName(alias[0]), call.operandName(alias[1]))
                .isEmpty();
          }
          assertThat(shared[o].brokenCanary()).as(call.operandName(o)).isEqualTo(-1);
        }
      }
    }
  }

  @TestFactory
  default Stream<DynamicTest> treatsEveryRowAsIfAlone() {
    return byName(cases().stream().filter(Operation::isRowWise).toList(), this::checkRows);
  }
}
