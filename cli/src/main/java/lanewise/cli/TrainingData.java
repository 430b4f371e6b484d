package lanewise.cli;

import java.util.List;
import java.util.Map;
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
    Map<String, Double> splitOptions) {}
