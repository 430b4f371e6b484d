/** Layers with explicit forward, backward and cache; parameters; networks; initializers. */
@NullMarked
package lanewise.nn;

import org.jspecify.annotations.NullMarked;
