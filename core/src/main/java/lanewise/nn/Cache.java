package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one caller's passes through a layer or network: what forward keeps for backward,
 * and the buffers of activations and gradients.
 *
 * <p>Buffers are made at the first use, grow when a larger batch comes, and serve smaller batches
 * as views. The views of the latest {@value #VIEWS} batch sizes are kept: while no others come,
 * nothing is allocated, and another costs two small objects per buffer. So the memory is bounded by
 * the largest batch. A tensor from the cache is valid until its slot is used again, whatever its
 * size. A cache belongs to one thread at a time. Every layer of a network has a child of its own,
 * by position.
 */
public final class Cache {
  /** More than a run needs, which alternates between whole batches and the last of an epoch. */
  private static final int VIEWS = 8;

  private final Backend backend;
  private final boolean training;
  private final List<Slot> slots = new ArrayList<>();
  private final List<Cache> children = new ArrayList<>();
  private boolean inputGradient = true;
  private long noiseSeed;

  private Cache(Backend backend, boolean training) {
    this.backend = backend;
    this.training = training;
  }

  /**
   * A cache for training: layers that behave differently in training (dropout, batch normalisation)
   * do so.
   */
  public static Cache forTraining(Backend backend) {
    return new Cache(backend, true);
  }

  /** A cache for inference. */
  public static Cache forInference(Backend backend) {
    return new Cache(backend, false);
  }

  public Backend backend() {
    return backend;
  }

  public boolean training() {
    return training;
  }

  /**
   * Whether backward has to compute the gradient of the layer's input; true unless told otherwise.
   */
  public boolean wantsInputGradient() {
    return inputGradient;
  }

  /**
   * Tells backward whether the gradient of the input is wanted: the first layer of a training step
   * needs none.
   */
  public void wantInputGradient(boolean wanted) {
    inputGradient = wanted;
  }

  /** The seed of this pass's noise (dropout): the same seed gives the same mask. */
  public long noiseSeed() {
    return noiseSeed;
  }

  /** Sets the seed of the next pass's noise; a child derives its own from it by its position. */
  public void noiseSeed(long seed) {
    noiseSeed = seed;
    for (int i = 0; i < children.size(); i++) {
      children.get(i).noiseSeed(childSeed(i));
    }
  }

  /** The cache of the part at a position, made at the first call. */
  public Cache child(int position) {
    while (children.size() <= position) {
      Cache child = new Cache(backend, training);
      child.noiseSeed = childSeed(children.size());
      children.add(child);
    }
    return children.get(position);
  }

  /**
   * A buffer of {@code rows} such examples in a numbered slot; its content is that of the last use
   * of the slot.
   */
  public Tensor buffer(int slot, int rows, Shape example) {
    return slot(slot).view(backend, rows, example);
  }

  /**
   * A buffer of the shape of another tensor in a numbered slot; its content is that of the last use
   * of the slot.
   */
  public Tensor bufferLike(int slot, Tensor like) {
    return slot(slot).viewLike(backend, like.shape());
  }

  /** The same elements as (batch, values), without a new object at every call. */
  public Tensor flattened(int slot, Tensor tensor) {
    return slot(slot).flattened(tensor);
  }

  /** The same elements in the shape of another tensor, without a new object at every call. */
  public Tensor reshapedLike(int slot, Tensor tensor, Tensor like) {
    return slot(slot).reshaped(tensor, like.shape());
  }

  /** Remembers a tensor (not a copy) in a numbered slot until {@link #kept} asks for it. */
  public void keep(int slot, Tensor tensor) {
    slot(slot).kept = tensor;
  }

  /**
   * The tensor remembered in a slot.
   *
   * @throws LanewiseException if no forward pass has filled it
   */
  public Tensor kept(int slot) {
    Tensor kept = slot(slot).kept;
    if (kept == null) {
      throw new LanewiseException(
          "Cache: nothing kept in slot " + slot + ", expected a forward pass before backward");
    }
    return kept;
  }

  /**
   * How many values the buffers of this cache and its children hold, whatever is in use of them.
   */
  public long bufferedValues() {
    long values = 0;
    for (Slot slot : slots) {
      values += slot.memory == null ? 0 : slot.memory.size();
    }
    for (Cache child : children) {
      values += child.bufferedValues();
    }
    return values;
  }

  private Slot slot(int index) {
    while (slots.size() <= index) {
      slots.add(new Slot());
    }
    return slots.get(index);
  }

  private long childSeed(int position) {
    return noiseSeed * 0x9E3779B97F4A7C15L + 0xD1B54A32D192ED03L * (position + 1);
  }

  /** One buffer with the views of it that have been asked for lately. */
  private static final class Slot {
    private @Nullable Tensor memory;
    private final List<Tensor> views = new ArrayList<>(VIEWS);
    private int oldest;
    private @Nullable Tensor kept;
    private @Nullable Tensor reshapedFrom;
    private @Nullable Tensor reshapedTo;

    Tensor view(Backend backend, int rows, Shape example) {
      for (int i = 0; i < views.size(); i++) {
        if (isBatchOf(views.get(i).shape(), rows, example)) {
          return views.get(i);
        }
      }
      return add(backend, example.batch(rows));
    }

    Tensor viewLike(Backend backend, Shape shape) {
      for (int i = 0; i < views.size(); i++) {
        if (views.get(i).shape().equals(shape)) {
          return views.get(i);
        }
      }
      return add(backend, shape);
    }

    Tensor flattened(Tensor tensor) {
      Shape shape = tensor.shape();
      if (shape.rank() == 2) {
        return tensor;
      }
      Tensor known = reshapedTo;
      if (reshapedFrom != tensor || known == null) {
        known = remember(tensor, Shape.of(shape.examples(), shape.exampleSize()));
      }
      return known;
    }

    Tensor reshaped(Tensor tensor, Shape shape) {
      Tensor known = reshapedTo;
      if (reshapedFrom != tensor || known == null || !known.shape().equals(shape)) {
        known = remember(tensor, shape);
      }
      return known;
    }

    private Tensor remember(Tensor tensor, Shape shape) {
      Tensor view = tensor.reshape(shape);
      reshapedFrom = tensor;
      reshapedTo = view;
      return view;
    }

    private Tensor add(Backend backend, Shape shape) {
      Tensor whole = memory;
      if (whole == null || whole.size() < shape.size()) {
        whole = backend.zeros(shape.size());
        memory = whole;
        views.clear();
        oldest = 0;
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

    private static boolean isBatchOf(Shape shape, int rows, Shape example) {
      if (shape.rank() != example.rank() + 1 || shape.dim(0) != rows) {
        return false;
      }
      for (int axis = 0; axis < example.rank(); axis++) {
        if (shape.dim(axis + 1) != example.dim(axis)) {
          return false;
        }
      }
      return true;
    }
  }
}
