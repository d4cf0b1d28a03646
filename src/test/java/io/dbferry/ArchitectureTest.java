package io.dbferry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileDescriptor;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages. */
class ArchitectureTest {
    private static final String OURS = "io.dbferry..";

    private static JavaClasses sources;

    @BeforeAll
    static void read() {
        sources = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.dbferry");
    }

    @Test
    void captureAndLoadNeverMeet() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.capture..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dbferry.load..")
                .because("they meet only through shipment and depot: put what both need there")
                .check(sources);
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.load..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dbferry.capture..")
                .because("they meet only through shipment and depot: put what both need there")
                .check(sources);
    }

    @Test
    void depotSignatureProgressFailureAndEventImportNothingOfOurs() {
        for (String leaf : new String[] {"depot", "signature", "progress", "failure", "event"}) {
            classes()
                    .that()
                    .resideInAPackage("io.dbferry." + leaf)
                    .should()
                    .onlyDependOnClassesThat(
                            com.tngtech.archunit.base.DescribedPredicate
                                    .<com.tngtech.archunit.core.domain.JavaClass>not(
                                            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                                    OURS))
                                    .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                                            "io.dbferry." + leaf,
                                            leaf.equals("depot") ? "io.dbferry.files" : "io.dbferry." + leaf)))
                    .because("what it offers must be usable without the rest: pass plain values in")
                    .check(sources);
        }
    }

    @Test
    void ageKnowsBytesAndNoShipments() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.age")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(OURS)
                        .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                                "io.dbferry.age", "io.dbferry.failure")))
                .because("encryption is of streams of bytes: what is in them is for capture and load")
                .check(sources);
    }

    @Test
    void shipmentKnowsFormatsAndNeitherEnd() {
        noClasses()
                .that()
                .resideInAPackage("io.dbferry.shipment..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dbferry.capture..",
                        "io.dbferry.load..",
                        "io.dbferry.depot..",
                        "io.dbferry.config..",
                        "io.dbferry.database..")
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
                        "io.dbferry.capture..",
                        "io.dbferry.load..",
                        "io.dbferry.depot..",
                        "io.dbferry.config..",
                        "io.dbferry.database..")
                .because("when and what are two questions: hand in what to run")
                .check(sources);
    }

    @Test
    void notifyHearsOutcomesAndKnowsNoJob() {
        classes()
                .that()
                .resideInAPackage("io.dbferry.notify..")
                .should()
                .onlyDependOnClassesThat(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(OURS)
                                .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                                        "io.dbferry.notify..",
                                        "io.dbferry.config..",
                                        "io.dbferry.failure..",
                                        "io.dbferry.files..",
                                        "io.dbferry.shipment..")))
                .because("it must not fail or wait with what it tells of: let cli say how a run ended")
                .check(sources);
    }

    @Test
    void onlyTheCommandLineWires() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dbferry.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dbferry.cli..")
                .because("cli is on top: pass it what it needs to show, or a narrow interface")
                .check(sources);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.dbferry.cli..", "io.dbferry.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dbferry.demo..")
                .because("the demo shows the product; the product does not know it")
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
                .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(OURS)
                        .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                                "io.dbferry.files", "io.dbferry.failure"))
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo(
                                        io.dbferry.shipment.ByteCount.class))))
                .because("every package writes files: pass it paths and bytes")
                .check(sources);
    }
}
