/** Optimizers, learning-rate schedules and gradient clipping. */
@NullMarked
package lanewise.optim;

import org.jspecify.annotations.NullMarked;
