package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import lanewise.kernel.Kernels;
import lanewise.kernel.ReferenceKernels;

/** What a contract needs to know about a backend. */
interface KernelsUnderTest {
  /** The backend's element type. */
  ElementType type();

  /** Kernels made for one thread count; the suite closes them after its last test. */
  Kernels kernels(int threads);

  /**
   * Whether a product is, bit for bit, the chain of fused multiply-adds that {@link Kernels}
   * defines.
   */
  default boolean fusesProducts() {
    return true;
  }

  /**
   * Makes the call on every layout of memory; each must be within the bounds and leave alone what
   * is not its own.
   */
  default void check(Operation call) {
    Block[] want = call.lay(ElementType.FLOAT64, Block.Layout.TIGHT);
    call.run(new ReferenceKernels(), want);
    Block[] tight = call.lay(type(), Block.Layout.TIGHT);
    Block[] padded = call.lay(type(), Block.Layout.PADDED);
    call.run(kernels(1), tight);
    call.run(kernels(1), padded);
    Block[] before = call.lay(type(), Block.Layout.PADDED);
    for (int o = 0; o < want.length; o++) {
      String where = call.operandName(o) + " (" + want[o].rows() + ", " + want[o].cols() + ")";
      assertThat(padded[o].brokenCanary())
          .as("%s: index written outside of the operand", where)
          .isEqualTo(-1);
      if (call.isOutput(o)) {
        checkBounds(call, o, where, tight[o], want[o]);
        assertThat(tight[o].difference(padded[o]))
            .as("%s depends on where it lies in memory", where)
            .isEmpty();
      } else {
        assertThat(padded[o].difference(before[o])).as("%s: an input was written", where).isEmpty();
      }
    }
  }

  private void checkBounds(Operation call, int operand, String where, Block got, Block want) {
    for (int i = 0; i < want.rows(); i++) {
      for (int j = 0; j < want.cols(); j++) {
        double truth = want.get(i, j);
        double value = got.get(i, j);
        double nearest = got.type().round(truth);
        boolean finite = Double.isFinite(truth) && Double.isFinite(nearest);
        double bound = finite ? call.bound(operand, type().unitRoundoff(), i, j, truth) : 0;
        // A comparison with NaN is false.
        boolean right =
            finite ? Math.abs(value - truth) <= bound : Double.compare(value, nearest) == 0;
        if (!right) {
          fail("%s at (%d, %d): %s, expected %s within %s", where, i, j, value, truth, bound);
        }
      }
    }
  }

  /** Row i of a batch must have the bits of row i alone. */
  default void checkRows(Operation call) {
    Block[] batch = call.lay(type(), Block.Layout.PADDED);
    call.run(kernels(1), batch);
    Block[] single = call.lay(type(), Block.Layout.PADDED);
    for (int i = 0; i < call.rowCount(); i++) {
      Block[] row = call.row(single, i);
      call.run(kernels(1), row);
      Block[] expected = call.row(batch, i);
      for (int o = 0; o < row.length; o++) {
        if (call.isOutput(o)) {
          assertThat(row[o].difference(expected[o]))
              .as("%s, row %d of %d", call.operandName(o), i, call.rowCount())
              .isEmpty();
        }
      }
    }
  }
}
