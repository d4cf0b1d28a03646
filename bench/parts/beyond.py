"""A Kafka broker and an S3 server, each a Java process of the bench's own on 127.0.0.1, with jars that the build fetches."""

import glob
import os
import subprocess

from . import servers

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KAFKA = os.path.join(TREE, "testing/target/test-kafka")
OBJECTS = os.path.join(TREE, "demo/target/s3")
S3_PART = os.path.join(TREE, "s3/target/parts/s3")
OBJECT_STORE = os.path.join(TREE, "demo/src/main/resources/io/dbferry/demo/ObjectStore.java")

BROKER = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
log.dirs={folder}/logs
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
log.cleaner.dedupe.buffer.size=2097152
"""


def fetch():
    """Has the build fetch the servers' jars where they are not there yet."""
    if not glob.glob(f"{KAFKA}/*.jar"):
        servers.output_of(f"{TREE}/mvnw", "-q", "-B", "-f", TREE, "-pl", "testing", "dependency:copy@test-kafka")
    if not glob.glob(f"{OBJECTS}/*.jar"):
        servers.output_of(f"{TREE}/mvnw", "-q", "-B", "-f", TREE, "-pl", "demo", "dependency:copy@s3")


class JavaServer:
    """A process that is up once its port takes connections."""

    def __init__(self, folder):
        self.folder = folder
        self.port = servers.free_port()
        self.process = None

    def launch(self, megabytes, jars, *words, seconds=60):
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(
                ["java", f"-Xmx{megabytes}m", "-cp", jars, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        servers.wait_until_it_answers(words[0], self, seconds)

    def __enter__(self):
        os.makedirs(self.folder)
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Broker(JavaServer):
    def start(self):
        properties = os.path.join(self.folder, "server.properties")
        with open(properties, "w") as file:
            file.write(BROKER.format(port=self.port, controller=servers.free_port(), folder=self.folder))
        jars = f"{KAFKA}/*"
        cluster = "ZGVtbzEyMzQ1Njc4OTAxMg"
        servers.output_of("java", "-cp", jars, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", properties)
        self.launch(256, jars, "kafka.Kafka", properties)


class Objects(JavaServer):
    """Has one bucket, in memory; what is in it is never on the disk."""

    def start(self):
        self.credentials = os.path.join(self.folder, "credentials")
        with open(os.open(self.credentials, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("[default]\naws_access_key_id = bench\naws_secret_access_key = bench-secret\n")
        self.launch(768, f"{OBJECTS}/*:{S3_PART}/*", OBJECT_STORE, str(self.port), "bench", self.credentials)

    def access(self):
        """For `s3` in a config."""
        return f's3: {{endpoint: "http://127.0.0.1:{self.port}", path-style: yes, credentials-file: {self.credentials}}}\n'
