package io.dbferry.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dbferry.jobs.Components;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StorePath;
import java.io.FileDescriptor;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the walls between packages. Those between modules are javac's: a module sees what its pom names. */
class ArchitectureTest {
    private static final String OURS = "io.dbferry..";
    private static final int MOST_TYPES = 15;

    private static JavaClasses sources;

    @BeforeAll
    static void read() {
        sources = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.dbferry");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.dbferry.(**)")
                .should()
                .beFreeOfCycles()
                .because("a package must be readable with those below it alone: move the class that ties the two"
                        + " together to the lower one, or hand in what the lower one needs")
                .check(sources);
    }

    @Test
    void noPackageHasMoreThanFifteenTypes() {
        Map<String, Long> types = sources.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(types)
                .as("a package with more than %d types has floors that nothing holds: give one a package", MOST_TYPES)
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_TYPES));
    }

    @Test
    void baseImportsNothingAboveIt() {
        for (String leaf : new String[] {"failure", "event", "progress", "text"}) {
            classes()
                    .that()
                    .resideInAPackage("io.dbferry." + leaf)
                    .should()
                    .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage(OURS)
                            .or(JavaClass.Predicates.resideInAnyPackage("io.dbferry." + leaf, "io.dbferry.text")))
                    .because("what it offers must be usable without the rest: pass plain values in")
                    .check(sources);
        }
    }

    @Test
    void storesKnowNamesAndBytesOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.stream.store..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(OURS)
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "io.dbferry.stream.store..", "io.dbferry.files..", "io.dbferry.text..")))
                .because("a new kind of store must need to know nothing of shipments: pass plain values in")
                .check(sources);
    }

    /** {@code DepotLayout}, which knows where everything stands, is hidden by javac. */
    @Test
    void onlyStreamNamesPathsOfADepot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dbferry.stream..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Store.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(StorePath.class, Renaming.class, LocalFiles.class)
                .because(
                        "where something stands in a depot is the stream's own: give Depot a method. Only Components, the"
                                + " wiring, opens stores")
                .check(sources.that(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(Components.class))));
    }

    @Test
    void sealsKnowBytesAndNoShipments() {
        noClasses()
                .that()
                .resideInAnyPackage("io.dbferry.stream.age", "io.dbferry.stream.signature")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(OURS)
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "io.dbferry.stream.age",
                                "io.dbferry.stream.signature",
                                "io.dbferry.failure",
                                "io.dbferry.files")))
                .because(
                        "signatures and encryption are of streams of bytes: what is in them is for sender and receiver")
                .check(sources);
    }

    @Test
    void formatsKnowNeitherEndNorStore() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.stream.format..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dbferry.stream.store..", "io.dbferry.config..", "io.dbferry.postgres.connect..")
                .because("formats are data: whoever reads or writes them comes to them")
                .check(sources);
    }

    @Test
    void scheduleDoesNotKnowWhatItStarts() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dbferry.sender..",
                        "io.dbferry.receiver..",
                        "io.dbferry.stream.store..",
                        "io.dbferry.postgres..",
                        "io.dbferry.jobs..")
                .because("when and what are two questions: hand in what to run")
                .check(sources);
    }

    @Test
    void notifyHearsOutcomesAndKnowsNoJob() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.notify..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dbferry.sender..",
                        "io.dbferry.receiver..",
                        "io.dbferry.stream.store..",
                        "io.dbferry.jobs..")
                .because("it must not fail or wait with what it reports: let jobs say how a run ended")
                .check(sources);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dbferry.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("one place turns failures into exit codes: throw a DbferryException")
                .check(sources);
    }

    @Test
    void onlyFilesRenamesOverSyncsAndLocks() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dbferry.files..")
                .should()
                .accessField(StandardCopyOption.class, "ATOMIC_MOVE")
                .orShould()
                .callMethod(FileChannel.class, "force", boolean.class)
                .orShould()
                .callMethod(FileDescriptor.class, "sync")
                .orShould()
                .callMethod(FileChannel.class, "lock")
                .orShould()
                .callMethod(FileChannel.class, "lock", long.class, long.class, boolean.class)
                .orShould()
                .callMethod(FileChannel.class, "tryLock")
                .orShould()
                .callMethod(FileChannel.class, "tryLock", long.class, long.class, boolean.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(FileLock.class)
                .because("a half-written file must never be found: write it by files.AtomicFile, sync by files.Sync,"
                        + " lock by files.LockFile")
                .check(sources);
    }

    @Test
    void filesKnowsNeitherEndNorFormat() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.files..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(OURS)
                        .and(JavaClass.Predicates.resideOutsideOfPackages(
                                "io.dbferry.files", "io.dbferry.failure", "io.dbferry.text")))
                .because("every package writes files: pass it paths and bytes")
                .check(sources);
    }
}
