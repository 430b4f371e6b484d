/** The kernel interfaces, their plain-loop implementations, and the checks before them. */
@NullMarked
package lanewise.kernel;

import org.jspecify.annotations.NullMarked;
