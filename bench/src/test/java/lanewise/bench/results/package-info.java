@NullMarked
package lanewise.bench.results;

import org.jspecify.annotations.NullMarked;
