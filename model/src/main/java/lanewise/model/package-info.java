/** Trained models: their files, and their answers. */
@NullMarked
package lanewise.model;

import org.jspecify.annotations.NullMarked;
