/** Intel oneMKL as a contender of the race. */
@NullMarked
package lanewise.bench.peer.mkl;

import org.jspecify.annotations.NullMarked;
