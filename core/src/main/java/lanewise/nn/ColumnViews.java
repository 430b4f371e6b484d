package lanewise.nn;

import java.util.List;
import lanewise.tensor.Tensor;

/** One tensor cut along its last axis into views as wide as other tensors. */
final class ColumnViews {
  private final Tensor whole;
  private final Tensor[] parts;

  ColumnViews(Tensor whole, List<Tensor> like) {
    this.whole = whole;
    parts = new Tensor[like.size()];
    int first = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = whole.columns(first, like.get(i).cols());
      first += like.get(i).cols();
    }
  }

  /** One range of columns. */
  ColumnViews(Tensor whole, int first, int count) {
    this.whole = whole;
    parts = new Tensor[] {whole.columns(first, count)};
  }

  Tensor part(int i) {
    return parts[i];
  }

  /** Whether these are the columns of that very tensor. */
  @SuppressWarnings("ReferenceEquality")
  boolean areOf(Tensor tensor) {
    return whole == tensor;
  }
}
