/** The kernel seam, its plain-loop implementations, and the checked facade over it. */
@NullMarked
package lanewise.kernel;

import org.jspecify.annotations.NullMarked;
