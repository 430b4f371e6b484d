/** Properties: what holds for every input, checked on many drawn from a seed. */
@NullMarked
package lanewise.property;

import org.jspecify.annotations.NullMarked;
