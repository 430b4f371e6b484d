/** The page that a training run leaves behind: charts, confusion matrix, weights, configuration. */
@NullMarked
package lanewise.cli.report;

import org.jspecify.annotations.NullMarked;
