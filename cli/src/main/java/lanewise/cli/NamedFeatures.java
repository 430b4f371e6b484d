package lanewise.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.io.dataset.FeatureColumns;
import lanewise.model.ModelFile;

/** The features of a model in data that it is asked about. */
final class NamedFeatures {
  private NamedFeatures() {}

  /**
   * Where they lie, if both the model and the data name them; else they are taken by their places.
   *
   * @param notes receives which columns are left out
   */
  static Optional<FeatureColumns> of(
      String data, ModelFile model, List<String> names, Consumer<String> notes) {
    if (model.featureNames().isEmpty() || names.isEmpty()) {
      return Optional.empty();
    }
    FeatureColumns features = FeatureColumns.of(data, model.featureNames(), names);
    if (!features.others().isEmpty()) {
      notes.accept(
          data
              + ": the model does not know "
              + FeatureColumns.quoted(features.others())
              + ": left out");
    }
    return Optional.of(features);
  }
}
