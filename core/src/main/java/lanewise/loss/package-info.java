/** Losses on logits: value and gradient in one pass. */
@NullMarked
package lanewise.loss;

import org.jspecify.annotations.NullMarked;
