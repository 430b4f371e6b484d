@NullMarked
package lanewise.bench.inspect;

import org.jspecify.annotations.NullMarked;
