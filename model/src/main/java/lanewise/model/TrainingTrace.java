package lanewise.model;

import lanewise.data.Dataset;
import lanewise.table.Table;
import lanewise.train.History;
import org.jspecify.annotations.Nullable;

/**
 * What a model that was just trained remembers of it, and a saved one does not.
 *
 * @param table the validation rows of a table; null where there were none
 * @param dataset the validation rows of a data set; null where there were none
 */
record TrainingTrace(History history, @Nullable Table table, @Nullable Dataset dataset) {}
