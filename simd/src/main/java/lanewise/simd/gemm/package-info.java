/** Matrix products: the driver, packing, microkernels, and one table of block sizes. */
@NullMarked
package lanewise.simd.gemm;

import org.jspecify.annotations.NullMarked;
