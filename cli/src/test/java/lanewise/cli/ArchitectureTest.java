package lanewise.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.NullMarked;

/**
 * The rules between the modules, checked where all of them are on the class path. Those within the
 * core are checked by the core's own tests.
 */
@AnalyzeClasses(
    packages = "lanewise",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
final class ArchitectureTest {
  /** The tests of core, which other modules' tests use. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String SIMD = "lanewise.simd..";
  private static final String LANES = "lanewise.simd.Lanes";
  private static final String IO = "lanewise.io..";
  private static final String MODEL = "lanewise.model..";
  private static final String FEATURE = "lanewise.feature..";
  private static final String TABLE = "lanewise.table..";
  private static final String SERVE = "lanewise.serve..";
  private static final String REPORT = "lanewise.report..";
  private static final String COURSE = "lanewise.course..";
  private static final String BENCH = "lanewise.bench..";
  private static final String CLI = "lanewise.cli..";
  private static final String VECTOR_PACKAGE = "jdk\\.incubator\\.vector\\.";

  /** A rule about classes that are not on the class path would hold for nothing. */
  @ArchTest
  static void everyModuleThatHasSourcesIsSeen(JavaClasses classes) {
    assertThat(classes.containPackage("lanewise.tensor")).isTrue();
    for (String module : List.of("simd", "io", "model", "course", "bench", "cli")) {
      if (Files.isDirectory(Path.of("..", module, "src/main/java/lanewise", module))) {
        assertThat(classes.containPackage("lanewise." + module)).as(module).isTrue();
      }
    }
  }

  @ArchTest
  static final ArchRule coreKnowsNoOtherModule =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              SIMD, IO, MODEL, FEATURE, TABLE, SERVE, REPORT, COURSE, BENCH, CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SIMD, IO, MODEL, FEATURE, TABLE, SERVE, REPORT, COURSE, BENCH, CLI);

  @ArchTest
  static final ArchRule simdKnowsTheSeamAlone =
      classes()
          .that()
          .resideInAPackage(SIMD)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              SIMD,
              "lanewise.kernel..",
              "lanewise.tensor..",
              "java..",
              // The flags of the JVM, where it has that module.
              "com.sun.management..",
              "jdk.incubator.vector..",
              "org.jspecify.annotations..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ioKnowsCoreAlone =
      noClasses()
          .that()
          .resideInAPackage(IO)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SIMD, MODEL, FEATURE, TABLE, SERVE, REPORT, COURSE, BENCH, CLI)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule modelKnowsCoreAndIo =
      noClasses()
          .that()
          .resideInAnyPackage(MODEL, FEATURE, TABLE, SERVE, REPORT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SIMD, COURSE, BENCH, CLI)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule modelsAreMadeOfTablesAndServed =
      noClasses()
          .that()
          .resideInAnyPackage(TABLE, FEATURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MODEL, SERVE);

  @ArchTest
  static final ArchRule courseKnowsCoreAndModel =
      noClasses()
          .that()
          .resideInAPackage(COURSE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SIMD, IO, BENCH, CLI)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule benchDoesNotKnowTheCommandLine =
      noClasses()
          .that()
          .resideInAPackage(BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI)
          .allowEmptyShould(true);

  /** A backend is found by its provider, so that one that cannot run here does no harm. */
  @ArchTest
  static final ArchRule simdIsNamedByNobody =
      noClasses()
          .that()
          .resideOutsideOfPackage(SIMD)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SIMD);

  /** bench measures the peak of independent multiply-adds, for which there is no kernel. */
  @ArchTest
  static final ArchRule onlySimdUsesTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackages(SIMD, BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  /**
   * A vector in a field is an object on the heap; a constant mask or shuffle is part of the code.
   */
  @ArchTest
  static final ArchRule noVectorIsKeptInAField =
      noFields()
          .that(
              describe(
                  "are no constant masks or shuffles",
                  (JavaField field) ->
                      !(field
                              .getModifiers()
                              .containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL))
                          && field
                              .getRawType()
                              .getName()
                              .matches(VECTOR_PACKAGE + "(VectorMask|VectorShuffle)"))))
          .should()
          .haveRawType(
              describe(
                  "a vector, mask or shuffle, or an array of them",
                  type ->
                      type.getBaseComponentType()
                          .getName()
                          .matches(VECTOR_PACKAGE + "(\\w*Vector|VectorMask|VectorShuffle)")));

  /**
   * With vectors of one length alone, the JIT knows the class of every vector from the classes that
   * are loaded. With two it has to guess from what it saw before, and where it guesses wrong, a
   * kernel keeps its vectors as objects.
   */
  @ArchTest
  static final ArchRule kernelsShareOneVectorLength =
      noClasses()
          .that()
          .resideInAPackage(SIMD)
          .and()
          .doNotHaveFullyQualifiedName(LANES)
          .should()
          .accessFieldWhere(
              describe(
                  "it is a species",
                  (JavaFieldAccess access) -> access.getTarget().getName().startsWith("SPECIES_")))
          .orShould()
          .callMethodWhere(
              describe(
                  "it makes a species",
                  (JavaMethodCall call) ->
                      call.getTargetOwner().isAssignableTo("jdk.incubator.vector.VectorSpecies")
                          && call.getName().matches("of\\w*|with\\w+")))
          .orShould()
          .callMethodWhere(
              describe(
                  "it makes a vector of another shape",
                  (JavaMethodCall call) ->
                      call.getTargetOwner().isAssignableTo("jdk.incubator.vector.Vector")
                          && call.getName().endsWith("Shape")));

  @ArchTest
  static final ArchRule librariesDoNotPrint =
      noClasses().that().resideOutsideOfPackages(BENCH, CLI).should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule errorsOfLibrariesAreCaughtByOneType =
      classes()
          .that()
          .resideOutsideOfPackages(BENCH, CLI)
          .and()
          .areAssignableTo(Throwable.class)
          .should()
          .beAssignableTo(LanewiseException.class);

  @ArchTest
  static final ArchRule errorsHaveATypeThatSaysMore = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

  @ArchTest
  static final ArchRule nothingIsLogged =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.slf4j..");

  @ArchTest
  static final ArchRule noPackageIsPartOfACycle =
      slices()
          .matching("lanewise.(**)")
          .should()
          .beFreeOfCycles()
          // The width is the one thing that the module's root and its parts share.
          .ignoreDependency(
              alwaysTrue(), describe("the lane species", type -> type.getName().equals(LANES)));

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses().should().haveNameMatching(".*(Utils?|Manager|Impl|Helper)");

  /** A name means one thing, whatever package it is in. */
  @ArchTest
  static void noTwoClassesHaveOneName(JavaClasses classes) {
    Map<String, List<String>> byName =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getPackageName().endsWith("jmh_generated"))
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    assertThat(byName.values()).allSatisfy(names -> assertThat(names).hasSize(1));
  }

  @ArchTest
  static final ArchRule nullIsAlwaysMarked =
      classes()
          .that()
          .resideOutsideOfPackage("..jmh_generated..")
          .should(resideInANullMarkedPackage());

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a @NullMarked package") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                item,
                marked,
                item.getName() + ": package without @NullMarked in package-info.java"));
      }
    };
  }
}
