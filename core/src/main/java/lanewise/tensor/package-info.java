/** Shapes, tensors and the errors that name them. */
@NullMarked
package lanewise.tensor;

import org.jspecify.annotations.NullMarked;
