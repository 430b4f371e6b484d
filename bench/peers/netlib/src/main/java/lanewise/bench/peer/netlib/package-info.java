/** netlib's VectorBLAS as a contender of the race. */
@NullMarked
package lanewise.bench.peer.netlib;

import org.jspecify.annotations.NullMarked;
