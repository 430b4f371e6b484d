package lanewise.io.dataset;

import java.util.Optional;
import lanewise.data.Dataset;
import lanewise.data.Split;

/**
 * A data set as it was loaded.
 *
 * @param data all examples: those for training first, then those for testing, where the source
 *     keeps them apart
 * @param officialSplit which rows the source gives for training and for testing; empty where it
 *     leaves this to the user
 */
public record LoadedData(Dataset data, Optional<Split> officialSplit) {
  static LoadedData whole(Dataset data) {
    return new LoadedData(data, Optional.empty());
  }
}
