/** PyTorch, through DJL, as a contender of the race. */
@NullMarked
package lanewise.bench.peer.pytorch;

import org.jspecify.annotations.NullMarked;
