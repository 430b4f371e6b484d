/** Trained models and checkpoints of a training run. */
@NullMarked
package lanewise.io.model;

import org.jspecify.annotations.NullMarked;
