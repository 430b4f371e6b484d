package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one caller's passes through a network, a layer or a loss: what forward keeps for
 * backward, and all buffers, found by {@link Key}.
 *
 * <p>Buffers are made at the first use, grow when a larger batch comes, and serve smaller batches
 * as views, of which the latest few are kept: so a pass allocates nothing once it has seen its
 * batch size, and the memory is bounded by the largest batch, however many sizes there were. A
 * tensor from the workspace is valid until its key is asked for again. A workspace belongs to one
 * thread at a time.
 */
public final class Workspace {
  /** Kept cuts: of an output and of its gradient, for two sizes of batch. */
  private static final int COLUMNS = 4;

  private final Backend backend;
  private final boolean training;
  private final List<Key> keys = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<ColumnViews> columns = new ArrayList<>(COLUMNS);
  private int oldestColumns;
  private final List<Key> rangeKeys = new ArrayList<>();
  private final List<List<ColumnViews>> ranges = new ArrayList<>();
  private long noiseSeed;
  private boolean inputGradient;
  private @Nullable Pass pass;

  private Workspace(Backend backend, boolean training) {
    this.backend = backend;
    this.training = training;
  }

  /**
   * A workspace for training: layers that behave differently in training (dropout, batch
   * normalisation) do so, and backward may follow forward.
   */
  public static Workspace forTraining(Backend backend) {
    return new Workspace(backend, true);
  }

  /** A workspace for inference: forward passes alone. */
  public static Workspace forInference(Backend backend) {
    return new Workspace(backend, false);
  }

  public Backend backend() {
    return backend;
  }

  public boolean training() {
    return training;
  }

  /**
   * Tells a network whether its backward pass has to give the gradients of its inputs; it need not
   * unless told so. To be called before the first forward pass.
   */
  public Workspace wantInputGradient(boolean wanted) {
    if (wanted != inputGradient) {
      inputGradient = wanted;
      pass = null;
    }
    return this;
  }

  /** Whether backward gives the gradients of a network's inputs. */
  public boolean wantsInputGradient() {
    return inputGradient;
  }

  /** The seed of this pass's noise (dropout): the same seed gives the same mask. */
  public long noiseSeed() {
    return noiseSeed;
  }

  /** Sets the seed of the next pass's noise; each layer derives its own from it by its name. */
  public void noiseSeed(long seed) {
    noiseSeed = seed;
  }

  /** A buffer of this shape; its elements are those of the last use of the key. */
  public Tensor tensor(Key key, Shape shape) {
    return slot(key).view(shape);
  }

  /** A buffer of so many examples; its elements are those of the last use of the key. */
  public Tensor tensor(Key key, int examples, Shape example) {
    return slot(key).view(examples, example);
  }

  /**
   * The buffer that was asked for latest under a key.
   *
   * @throws LanewiseException if none was
   */
  public Tensor tensor(Key key) {
    int at = keys.indexOf(key);
    Tensor latest = at < 0 ? null : slots.get(at).latest();
    if (latest == null) {
      throw new LanewiseException(
          "Workspace: nothing under the key " + key + ", expected a forward pass before backward");
    }
    return latest;
  }

  /**
   * How many values the buffers of this workspace hold, those of the layers included, whatever is
   * in use of them.
   */
  public long bufferedValues() {
    long values = pass == null ? 0 : pass.bufferedValues();
    for (Slot slot : slots) {
      values += slot.ownValues();
    }
    return values;
  }

  Slot slot(Key key) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i) == key) {
        return slots.get(i);
      }
    }
    keys.add(key);
    slots.add(new Slot(backend));
    return slots.get(slots.size() - 1);
  }

  /** The passes of a network with this workspace; another network begins anew. */
  @SuppressWarnings("ReferenceEquality")
  Pass pass(Network network) {
    Pass known = pass;
    if (known == null || known.network() != network) {
      if (network.backend() != backend) {
        throw new LanewiseException(
            "Workspace: of backend "
                + backend.name()
                + " for a network on "
                + network.backend().name()
                + ", expected the network's own backend; use network.trainingWorkspace() or"
                + " network.inferenceWorkspace()");
      }
      known = new Pass(network, this);
      pass = known;
    }
    return known;
  }

  /** A tensor cut into columns as wide as others; cuts of the same tensor are kept. */
  ColumnViews columns(Tensor whole, List<Tensor> like) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).areOf(whole)) {
        return columns.get(i);
      }
    }
    ColumnViews cut = new ColumnViews(whole, like);
    if (columns.size() < COLUMNS) {
      columns.add(cut);
    } else {
      columns.set(oldestColumns, cut);
      oldestColumns = (oldestColumns + 1) % COLUMNS;
    }
    return cut;
  }

  /** A range of columns of a tensor; the latest few of each key are kept. */
  Tensor columns(Key key, Tensor whole, int first, int count) {
    List<ColumnViews> known = rangesOf(key);
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).areOf(whole)) {
        return known.get(i).part(0);
      }
    }
    if (known.size() == COLUMNS) {
      known.remove(0);
    }
    known.add(new ColumnViews(whole, first, count));
    return known.get(known.size() - 1).part(0);
  }

  private List<ColumnViews> rangesOf(Key key) {
    for (int i = 0; i < rangeKeys.size(); i++) {
      if (rangeKeys.get(i) == key) {
        return ranges.get(i);
      }
    }
    rangeKeys.add(key);
    ranges.add(new ArrayList<>(COLUMNS));
    return ranges.get(ranges.size() - 1);
  }

  /** The noise of the part with a stream of its own. */
  void noiseOf(Workspace whole, long stream) {
    noiseSeed = SeededRandom.mixed(whole.noiseSeed, stream);
  }
}
