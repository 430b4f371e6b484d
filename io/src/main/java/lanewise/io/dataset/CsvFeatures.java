package lanewise.io.dataset;

import java.util.List;
import lanewise.tensor.Tensor;

/**
 * The rows of a table without labels.
 *
 * @param values float32 of shape (rows, columns)
 * @param featureNames the names of the columns in their order, as the header writes them, which may
 *     leave some empty or give one twice; no name at all where there is no header
 */
public record CsvFeatures(Tensor values, List<String> featureNames) {
  public CsvFeatures {
    featureNames = List.copyOf(featureNames);
  }
}
