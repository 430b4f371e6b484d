/** Checkpoints and histories of training runs. */
@NullMarked
package lanewise.io.checkpoint;

import org.jspecify.annotations.NullMarked;
