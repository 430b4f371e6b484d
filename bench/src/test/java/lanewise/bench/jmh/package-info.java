@NullMarked
package lanewise.bench.jmh;

import org.jspecify.annotations.NullMarked;
