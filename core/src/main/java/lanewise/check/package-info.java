/** Checks that users run on their own layers and machines: gradients, and backends. */
@NullMarked
package lanewise.check;

import org.jspecify.annotations.NullMarked;
