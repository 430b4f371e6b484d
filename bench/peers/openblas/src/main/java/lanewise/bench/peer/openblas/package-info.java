/** OpenBLAS as a contender of the race. */
@NullMarked
package lanewise.bench.peer.openblas;

import org.jspecify.annotations.NullMarked;
