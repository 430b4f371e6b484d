/** Programs by which the engine is explained; each is run by a test. */
@NullMarked
package lanewise.examples;

import org.jspecify.annotations.NullMarked;
