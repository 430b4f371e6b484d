package lanewise.data;

import java.util.List;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;

/**
 * Chooses the rows of each batch, for ever, from one seed. The {@link #state} is a short text: a
 * sampler of the same form goes on from it with the very next batch. Not safe for concurrent use. A
 * batch allocates nothing.
 */
public final class BatchSampler {
  /** How the rows of a batch are chosen. */
  public enum Mode {
    /**
     * Every epoch is a new random order of all rows, cut into batches; the last batch of an epoch
     * may be smaller.
     */
    SHUFFLED,
    /**
     * Each row of each batch is drawn from all rows; an epoch is as many batches as fit the rows,
     * or one batch if it is larger than the data.
     */
    WITH_REPLACEMENT,
    /** Every batch is all rows, in their order. */
    FULL
  }

  private final Mode mode;
  private final int size;
  private final int batchSize;
  private final int[] order;
  private final SeededRandom random;
  private final SeededRandom atEpochStart;
  private long epoch;
  private int batch;

  /**
   * A sampler at the start of its first epoch.
   *
   * @param size the number of rows to choose from
   * @param batchSize rows a batch; the size, for {@link Mode#FULL}
   * @throws DataException if either is less than 1, or the batch is larger than the data and its
   *     rows are not drawn with replacement
   */
  public BatchSampler(Mode mode, int size, int batchSize, long seed) {
    if (size < 1) {
      throw new DataException("BatchSampler: 0 rows to choose from, expected 1 or more");
    }
    if (batchSize < 1 && mode == Mode.WITH_REPLACEMENT) {
      throw new DataException("BatchSampler: batch size " + batchSize + ", expected 1 or more");
    }
    if (mode != Mode.WITH_REPLACEMENT
        && (batchSize < 1 || batchSize > size || (mode == Mode.FULL && batchSize != size))) {
      throw new DataException(
          "BatchSampler: batch size "
              + batchSize
              + ", expected "
              + (mode == Mode.FULL ? "all " : "1 to ")
              + size
              + ", the number of rows; choose another batch size or more data");
    }
    this.mode = mode;
    this.size = size;
    this.batchSize = batchSize;
    this.order = new int[size];
    this.random = new SeededRandom(seed);
    this.atEpochStart = new SeededRandom(seed);
    startEpoch();
  }

  private void startEpoch() {
    atEpochStart.copyFrom(random);
    batch = 0;
    if (mode != Mode.WITH_REPLACEMENT) {
      for (int i = 0; i < size; i++) {
        order[i] = i;
      }
    }
    if (mode == Mode.SHUFFLED) {
      random.shuffle(order);
    }
  }

  /**
   * Writes the row numbers of the next batch.
   *
   * @param rows receives them in its first elements; at least {@link #batchSize} long
   * @return how many rows this batch has: the batch size, or fewer at the end of a shuffled epoch
   */
  public int next(int[] rows) {
    if (batch == batchesPerEpoch()) {
      epoch++;
      startEpoch();
    }
    int from = batch * batchSize;
    int count = mode == Mode.WITH_REPLACEMENT ? batchSize : Math.min(batchSize, size - from);
    if (mode == Mode.WITH_REPLACEMENT) {
      for (int i = 0; i < count; i++) {
        rows[i] = random.nextInt(size);
      }
    } else {
      System.arraycopy(order, from, rows, 0, count);
    }
    batch++;
    return count;
  }

  /** The largest number of rows a batch has. */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Batches an epoch: shuffled, the last may be smaller; with replacement, size / batchSize rounded
   * down, but at least 1.
   */
  public int batchesPerEpoch() {
    return mode == Mode.WITH_REPLACEMENT
        ? Math.max(1, size / batchSize)
        : (size - 1) / batchSize + 1;
  }

  /** The epoch that the latest batch belongs to, counted from 0. */
  public long epoch() {
    return epoch;
  }

  /** Whether the latest batch was the last of its epoch. */
  public boolean atEpochEnd() {
    return batch == batchesPerEpoch();
  }

  /** Everything the following batches depend on, as text on one line. */
  public String state() {
    SeededRandom resumed = mode == Mode.SHUFFLED ? atEpochStart : random;
    return String.join(
        " ",
        mode.name(),
        Integer.toString(size),
        Integer.toString(batchSize),
        Long.toString(epoch),
        Integer.toString(batch),
        resumed.state());
  }

  /**
   * Goes to where another sampler was when it gave this state.
   *
   * @throws DataException if the state is of a sampler of another mode, size or batch size, or no
   *     state at all
   */
  public void restore(String state) {
    String form =
        String.join(" ", mode.name(), Integer.toString(size), Integer.toString(batchSize));
    if (!state.startsWith(form + " ")) {
      throw unfit(state, form);
    }
    List<String> rest = List.of(state.substring(form.length() + 1).split(" ", -1));
    try {
      long savedEpoch = Long.parseLong(rest.get(0));
      int savedBatch = Integer.parseInt(rest.get(1));
      if (rest.size() != 3 || savedEpoch < 0 || savedBatch < 0 || savedBatch > batchesPerEpoch()) {
        throw unfit(state, form);
      }
      random.copyFrom(SeededRandom.ofState(rest.get(2)));
      startEpoch();
      epoch = savedEpoch;
      batch = savedBatch;
    } catch (NumberFormatException | IndexOutOfBoundsException | LanewiseException broken) {
      throw unfit(state, form);
    }
  }

  private static DataException unfit(String state, String form) {
    return new DataException(
        "BatchSampler.restore: state \""
            + (state.length() > 200 ? state.substring(0, 200) + "..." : state)
            + "\", expected one of a sampler \""
            + form
            + "\" (mode, rows, batch size); resume with the options and data of the first run");
  }
}
