package lanewise.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one data set, normalised.
 *
 * @param validation absent if no rows validate
 * @param test absent if no rows test
 * @param normalizer fitted on the training rows
 * @param featureNames the names of the features; none where the data names none
 * @param trainedRows how the rows were divided
 * @param splitOptions the fractions that the rows were split by, by option
 */
record TrainingData(
    Dataset train,
    @Nullable Dataset validation,
    @Nullable Dataset test,
    Normalizer normalizer,
    List<String> featureNames,
    TrainedRows trainedRows,
    Map<String, Double> splitOptions) {
  /** Whether a seed decided which rows do what. */
  boolean isDrawn() {
    return SplitPlan.isDrawn(splitOptions);
  }

  /**
   * Tells rows that would train another network: of the class names and of each feature and label
   * that trains or validates, in their order.
   */
  long checksum() {
    CRC32C checksum = new CRC32C();
    for (String name : train.classNames()) {
      checksum.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    add(train, checksum);
    if (validation != null) {
      add(validation, checksum);
    }
    return checksum.getValue();
  }

  private static void add(Dataset rows, CRC32C checksum) {
    ByteBuffer bytes = ByteBuffer.allocate((rows.features() + 1) * Float.BYTES);
    for (int row = 0; row < rows.size(); row++) {
      bytes.clear().putInt(rows.label(row));
      for (int feature = 0; feature < rows.features(); feature++) {
        bytes.putFloat(rows.value(row, feature));
      }
      checksum.update(bytes.flip());
    }
  }
}
