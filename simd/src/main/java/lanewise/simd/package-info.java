/** The backend on the JDK Vector API. */
@NullMarked
package lanewise.simd;

import org.jspecify.annotations.NullMarked;
