@NullMarked
package lanewise.bench.start;

import org.jspecify.annotations.NullMarked;
