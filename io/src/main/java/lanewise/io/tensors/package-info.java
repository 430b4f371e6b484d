/** Tensors in files: safetensors, npy, npz. */
@NullMarked
package lanewise.io.tensors;

import org.jspecify.annotations.NullMarked;
