/**
 * What all files have in common: typed errors, checked reading, writing whole or not at all, JSON.
 */
@NullMarked
package lanewise.io;

import org.jspecify.annotations.NullMarked;
