/** Hyperparameter search: spaces, trials, the best configuration and its model. */
@NullMarked
package lanewise.tune;

import org.jspecify.annotations.NullMarked;
