package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One buffer with the views of it that have been asked for lately, so that asking again allocates
 * nothing. Memory is made at the first use and grows with a larger batch, or is given by a plan.
 */
final class Slot {
  /** More than a run needs, which alternates between whole batches and the last of an epoch. */
  private static final int VIEWS = 8;

  private final Backend backend;
  private final List<Tensor> views = new ArrayList<>(VIEWS);
  private @Nullable Tensor memory;
  private @Nullable Tensor latest;
  private boolean shared;
  private int oldest;

  Slot(Backend backend) {
    this.backend = backend;
  }

  /** Memory that others use at other times; views of what was there before are dropped. */
  void place(Tensor block) {
    memory = block;
    shared = true;
    forgetViews();
  }

  /** A view of so many examples; its elements are those of the last use of the memory. */
  Tensor view(int examples, Shape example) {
    for (int i = 0; i < views.size(); i++) {
      if (isBatchOf(views.get(i).shape(), examples, example)) {
        return use(views.get(i));
      }
    }
    return use(add(example.batch(examples)));
  }

  Tensor view(Shape shape) {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i).shape().equals(shape)) {
        return use(views.get(i));
      }
    }
    return use(add(shape));
  }

  /** The view asked for latest, or null if there was none. */
  @Nullable Tensor latest() {
    return latest;
  }

  /** Elements of memory that this slot alone holds. */
  long ownValues() {
    return memory == null || shared ? 0 : memory.size();
  }

  private Tensor use(Tensor view) {
    latest = view;
    return view;
  }

  private Tensor add(Shape shape) {
    Tensor whole = memory;
    if (whole == null || whole.size() < shape.size()) {
      whole = backend.zeros(shape.size());
      place(whole);
      shared = false;
    }
    Tensor view = whole.slice(0, shape);
    if (views.size() < VIEWS) {
      views.add(view);
    } else {
      views.set(oldest, view);
      oldest = (oldest + 1) % VIEWS;
    }
    return view;
  }

  private void forgetViews() {
    views.clear();
    oldest = 0;
    latest = null;
  }

  private static boolean isBatchOf(Shape shape, int examples, Shape example) {
    if (shape.rank() != example.rank() + 1 || shape.dim(0) != examples) {
      return false;
    }
    for (int axis = 0; axis < example.rank(); axis++) {
      if (shape.dim(axis + 1) != example.dim(axis)) {
        return false;
      }
    }
    return true;
  }

  /** Views of one tensor after another under a shape that stays the same but for the batch. */
  static final class Reshaped {
    private @Nullable Tensor from;
    private @Nullable Tensor to;

    /**
     * The same elements as so many examples of a shape; the tensor itself where it has that shape.
     *
     * @throws ShapeException if the sizes differ
     */
    Tensor of(Tensor tensor, Shape example) {
      int examples = tensor.shape().examples();
      if (isBatchOf(tensor.shape(), examples, example)) {
        return tensor;
      }
      Tensor known = to;
      if (from != tensor || known == null) {
        known = tensor.reshape(example.batch(examples));
        from = tensor;
        to = known;
      }
      return known;
    }
  }
}
