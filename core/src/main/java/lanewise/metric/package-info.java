/** Figures that need all answers at once, from plain arrays. */
@NullMarked
package lanewise.metric;

import org.jspecify.annotations.NullMarked;
