/**
 * Kernels of images that are no products: depthwise convolutions and pools, vectors of channels.
 */
@NullMarked
package lanewise.simd.image;

import org.jspecify.annotations.NullMarked;
