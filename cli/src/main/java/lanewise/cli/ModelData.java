package lanewise.cli;

import lanewise.data.Dataset;
import lanewise.data.Split;
import lanewise.io.dataset.LoadedData;
import lanewise.io.model.ModelFile;

/** Data that a saved model is asked about. */
final class ModelData {
  private ModelData() {}

  /** The rows that the options name as test rows, normalised as the model's training data was. */
  static Dataset testRows(DataOptions options, ModelFile model, boolean all, long seed) {
    LoadedData loaded = options.load();
    Dataset whole = loaded.data();
    requireFit(model, whole);
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
    if (data.classNames().size() != model.classNames().size()) {
      throw new UsageException(
          data.name()
              + " has "
              + data.classNames().size()
              + " classes, expected "
              + model.classNames().size()
              + " as the model has; choose the data set "
              + model.provenance().dataset());
    }
  }
}
