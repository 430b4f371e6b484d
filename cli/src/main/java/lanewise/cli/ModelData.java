package lanewise.cli;

import java.util.List;
import java.util.function.Consumer;
import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
import lanewise.io.model.ModelFile;

/** Data that a saved model is asked about. */
final class ModelData {
  private ModelData() {}

  /**
   * The rows that the options name as test rows, normalised as the model's training data was.
   *
   * @param warnings receives what may be wrong and cannot be told
   */
  static Dataset testRows(
      DataOptions options, ModelFile model, boolean all, long seed, Consumer<String> warnings) {
    LoadedData loaded = options.load(model.classNames());
    Dataset whole = loaded.data();
    requireFit(model, whole);
    requireClasses(model, whole, warnings);
    Split split = all ? null : options.split(loaded, seed);
    if (split != null && split.test().length == 0) {
      throw new UsageException(
          "no test rows, expected some; choose a split with test rows, or --all");
    }
    whole.normalize(model.normalizer());
    return split == null ? whole : whole.subset(split.test());
  }

  private static void requireFit(ModelFile model, Dataset data) {
    if (data.features() != model.example().size()) {
      throw new UsageException(
          data.name()
              + " has examples of "
              + data.example()
              + ", expected "
              + model.example()
              + " as the model was trained on; choose the data set "
              + model.provenance().dataset());
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
