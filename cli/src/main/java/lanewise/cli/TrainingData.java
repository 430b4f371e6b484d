package lanewise.cli;

import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one data set, normalised.
 *
 * @param validation absent if no rows validate
 * @param test absent if no rows test
 * @param normalizer fitted on the training rows
 * @param trainedRows how the rows were divided
 */
record TrainingData(
    Dataset train,
    @Nullable Dataset validation,
    @Nullable Dataset test,
    Normalizer normalizer,
    TrainedRows trainedRows) {}
