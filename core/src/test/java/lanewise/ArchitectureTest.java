package lanewise;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.NullMarked;

/**
 * The plan of the core as rules: which package may know which, and what no class may do. That core
 * stands on java.base alone is said by its module descriptor and so checked by the compiler.
 */
@AnalyzeClasses(packages = "lanewise", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  /** A new package needs a place in this list before the build accepts it. */
  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("tensor")
          .definedBy("lanewise.tensor..")
          .layer("kernel")
          .definedBy("lanewise.kernel..")
          .layer("data")
          .definedBy("lanewise.data..")
          .layer("metric")
          .definedBy("lanewise.metric..")
          .layer("nn")
          .definedBy("lanewise.nn..")
          .layer("loss")
          .definedBy("lanewise.loss..")
          .layer("optim")
          .definedBy("lanewise.optim..")
          .layer("train")
          .definedBy("lanewise.train..")
          .layer("tune")
          .definedBy("lanewise.tune..")
          .layer("check")
          .definedBy("lanewise.check..")
          .whereLayer("tensor")
          .mayNotAccessAnyLayer()
          .whereLayer("kernel")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("data")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("metric")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("nn")
          .mayOnlyAccessLayers("tensor", "kernel", "loss", "optim")
          .whereLayer("loss")
          .mayOnlyAccessLayers("tensor", "kernel", "nn", "optim")
          .whereLayer("optim")
          .mayOnlyAccessLayers("tensor", "kernel", "nn", "loss")
          .whereLayer("train")
          .mayOnlyAccessLayers("tensor", "kernel", "data", "metric", "nn", "loss", "optim")
          .whereLayer("tune")
          .mayOnlyAccessLayers("tensor", "kernel", "data", "nn", "loss", "optim", "train")
          .whereLayer("check")
          .mayOnlyAccessLayers("tensor", "kernel", "nn", "loss", "optim")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule noPackageIsPartOfACycle =
      slices().matching("lanewise.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule errorsHaveATypeThatSaysMore = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

  @ArchTest
  static final ArchRule errorsAreCaughtByOneType =
      classes()
          .that()
          .areAssignableTo(Throwable.class)
          .should()
          .beAssignableTo(LanewiseException.class);

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Helper");

  /**
   * Where the hardware has no fused multiply-add, Math computes one in BigDecimal; such machines
   * run on the scalar backend. The reference backend is defined by fused multiply-adds.
   */
  @ArchTest
  static final ArchRule onlyTheReferenceFusesMultiplyAdds =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("Reference")
          .should()
          .callMethod(Math.class, "fma", float.class, float.class, float.class)
          .orShould()
          .callMethod(Math.class, "fma", double.class, double.class, double.class);

  @ArchTest
  static final ArchRule nullIsAlwaysMarked = classes().should(resideInANullMarkedPackage());

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
