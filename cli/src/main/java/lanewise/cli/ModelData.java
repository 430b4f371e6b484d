package lanewise.cli;

import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
import lanewise.model.ModelFile;
import org.jspecify.annotations.Nullable;

/** Data that a saved model is asked about. */
final class ModelData {
  private ModelData() {}

  /**
   * The rows that a model is to be judged by, normalised as its training data was: those that the
   * options name or, where they name none, those that its training run held out. Of other data
   * without test rows of its own, all rows.
   *
   * @param all all rows in any case
   * @param seed of the split; null for that of the training run
   * @param warnings receives what may be wrong and cannot be told
   */
  static Dataset testRows(
      DataOptions options,
      ModelFile model,
      boolean all,
      @Nullable Long seed,
      Consumer<String> warnings) {
    LoadedData loaded = options.load(model, warnings);
    Dataset whole = loaded.data();
    requireFit(model, whole);
    requireClasses(model, whole, warnings);
    Split split = all ? null : split(loaded, options, model, seed, warnings);
    if (split != null && split.test().length == 0) {
      throw new UsageException(
          "no test rows, expected some; choose a split with test rows, or --all");
    }
    whole.normalize(model.normalizer());
    return split == null ? whole : whole.subset(split.test());
  }

  private static @Nullable Split split(
      LoadedData loaded,
      DataOptions options,
      ModelFile model,
      @Nullable Long seed,
      Consumer<String> warnings) {
    Dataset data = loaded.data();
    SplitPlan asked = options.splitPlan(seed == null ? model.provenance().seed() : seed);
    boolean chosen = asked.isChosen() || seed != null;
    TrainedRows trained = model.provenance().split().map(TrainedRows::parse).orElse(null);
    if (trained == null) {
      return asked.of(loaded);
    }
    if (trained.size() != data.size() || !data.name().equals(model.provenance().dataset())) {
      if (chosen || loaded.officialSplit().isPresent()) {
        return asked.of(loaded);
      }
      warnings.accept(
          data.name()
              + " is not the data that the model was trained on: all "
              + data.size()
              + " rows are judged");
      return null;
    }
    if (chosen) {
      Split split = (seed == null ? options.splitPlan(trained.plan().seed()) : asked).of(loaded);
      warnOfTrainedRows(split, trained, loaded, warnings);
      return split;
    }
    if (trained.plan().file() != null) {
      throw new UsageException(
          "no --split, expected that of the training run, "
              + trained.plan().file()
              + "; add --split FILE, or --all");
    }
    return trained.plan().of(loaded);
  }

  private static void warnOfTrainedRows(
      Split split, TrainedRows trained, LoadedData loaded, Consumer<String> warnings) {
    if (trained.isOf(split)) {
      return;
    }
    if (trained.plan().file() != null) {
      warnings.accept(
          "the split is not that of the training run, "
              + trained.plan().file()
              + ": test rows may have been trained on");
      return;
    }
    BitSet seen = new BitSet();
    IntStream.of(trained.plan().of(loaded).train()).forEach(seen::set);
    long known = IntStream.of(split.test()).filter(seen::get).count();
    if (known > 0) {
      warnings.accept(
          known
              + " of the "
              + split.test().length
              + " test rows were trained on; leave the options of the split away to judge those held out");
    }
  }

  private static void requireFit(ModelFile model, Dataset data) {
    boolean otherOrder = model.isOfOtherOrder(data.example());
    if (data.features() != model.example().size() || otherOrder) {
      throw new UsageException(
          data.name()
              + " has examples of "
              + data.example()
              + ", expected "
              + model.example()
              + " as the model was trained on; "
              + (otherOrder
                  ? "train it again on examples of this order"
                  : "choose the data set " + model.provenance().dataset()));
    }
  }

  /** Labels are numbers by now, which mean nothing but with the names of their classes. */
  private static void requireClasses(ModelFile model, Dataset data, Consumer<String> warnings) {
    if (data.classNames().equals(model.classNames())) {
      return;
    }
    boolean unnamed = isNumbered(data.classNames()) || isNumbered(model.classNames());
    if (!unnamed || data.classNames().size() != model.classNames().size()) {
      throw new UsageException(
          data.name()
              + " has the classes "
              + data.classNames()
              + ", expected "
              + model.classNames()
              + " as the model has; choose the data set "
              + model.provenance().dataset());
    }
    warnings.accept(
        data.name()
            + " has the classes "
            + data.classNames()
            + ", the model, trained on "
            + model.provenance().dataset()
            + ", has "
            + model.classNames()
            + ": taken for the same in this order");
  }

  private static boolean isNumbered(List<String> classNames) {
    return classNames.equals(Dataset.numberedClasses(classNames.size()));
  }
}
