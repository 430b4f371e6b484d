@NullMarked
package lanewise.bench.race;

import org.jspecify.annotations.NullMarked;
