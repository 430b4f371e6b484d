/**
 * Labelled data, and what happens to it on the way into a training step: splits, normalisation,
 * batches.
 */
@NullMarked
package lanewise.data;

import org.jspecify.annotations.NullMarked;
