/** Rules that hold for the whole of the core. */
@NullMarked
package lanewise;

import org.jspecify.annotations.NullMarked;
