package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Updates the rows of a table whose gradients are not all 0: they are gathered into a small table,
 * updated there by the kernel of the rule, and put back.
 */
final class TouchedRowsUpdate implements FlatOptimizer.Update {
  private static final int AT_ONCE = 64;

  private final List<Tensor> whole;
  private final List<Tensor> gathered;
  private final FlatOptimizer.Update[] byCount = new FlatOptimizer.Update[AT_ONCE + 1];
  private final int[] touched = new int[AT_ONCE];
  private final int rows;
  private final int cols;

  /** Makes the update of a part: of these values, gradients and states. */
  @FunctionalInterface
  interface Rule {
    FlatOptimizer.Update of(FlatOptimizer.Part part);
  }

  /** {@code table}: its tensors are (rows, cols). */
  TouchedRowsUpdate(FlatOptimizer.Part table, Rule rule) {
    rows = table.values().shape().dim(0);
    cols = table.values().shape().dim(1);
    whole = new ArrayList<>(List.of(table.values(), table.gradients()));
    whole.addAll(table.state());
    gathered = new ArrayList<>();
    for (Tensor tensor : whole) {
      gathered.add(Tensor.zeros(tensor.dtype(), Shape.of(AT_ONCE, cols)));
    }
    for (int count = 1; count <= AT_ONCE; count++) {
      Shape some = Shape.of(count * cols);
      List<Tensor> parts = gathered.stream().map(tensor -> tensor.slice(0, some)).toList();
      byCount[count] =
          rule.of(
              new FlatOptimizer.Part(parts.get(0), parts.get(1), parts.subList(2, parts.size())));
    }
  }

  @Override
  public void apply(double rate, long step) {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (isTouched(row)) {
        touched[count++] = row;
        if (count == AT_ONCE) {
          update(count, rate, step);
          count = 0;
        }
      }
    }
    if (count > 0) {
      update(count, rate, step);
    }
  }

  /** NaN is not 0. */
  private boolean isTouched(int row) {
    Tensor gradients = whole.get(1);
    int first = gradients.offset() + row * cols;
    if (gradients.dtype() == DType.FLOAT32) {
      float[] values = gradients.floats();
      for (int i = first; i < first + cols; i++) {
        if (values[i] != 0) {
          return true;
        }
      }
    } else {
      double[] values = gradients.doubles();
      for (int i = first; i < first + cols; i++) {
        if (values[i] != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void update(int count, double rate, long step) {
    for (int i = 0; i < whole.size(); i++) {
      for (int row = 0; row < count; row++) {
        copyRow(whole.get(i), touched[row], gathered.get(i), row);
      }
    }
    byCount[count].apply(rate, step);
    for (int i = 0; i < whole.size(); i++) {
      // Gradients stay as they are.
      for (int row = 0; i != 1 && row < count; row++) {
        copyRow(gathered.get(i), row, whole.get(i), touched[row]);
      }
    }
  }

  private void copyRow(Tensor from, int fromRow, Tensor to, int toRow) {
    int source = from.offset() + fromRow * cols;
    int target = to.offset() + toRow * cols;
    if (from.dtype() == DType.FLOAT32) {
      System.arraycopy(from.floats(), source, to.floats(), target, cols);
    } else {
      System.arraycopy(from.doubles(), source, to.doubles(), target, cols);
    }
  }
}
