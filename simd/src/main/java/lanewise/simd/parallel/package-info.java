/** The only owner of threads in the engine. */
@NullMarked
package lanewise.simd.parallel;

import org.jspecify.annotations.NullMarked;
