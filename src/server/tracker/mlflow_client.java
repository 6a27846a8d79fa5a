import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;

/**
 * Calls of MLflow's Java client against a tracking server: java -cp "JARS/*" mlflow_client.java URI. Prints the id of a
 * run. Artifacts go through Python's mlflow, which the client starts for them.
 */
public class MlflowJavaClient {
  static void check(boolean condition, Object found) {
    if (!condition) throw new AssertionError("found " + found);
  }

  public static void main(String[] args) throws Exception {
    MlflowClient client = new MlflowClient(args[0]);
    String experiment = client.createExperiment("from java / ü");
    try {
      client.createExperiment("from java / ü");
      throw new AssertionError("expected an error");
    } catch (MlflowHttpException error) {
      check(error.getStatusCode() == 400 && error.getBodyMessage().contains("RESOURCE_ALREADY_EXISTS"), error.getBodyMessage());
    }
    client.setExperimentTag(experiment, "team", "a");
    Experiment read = client.getExperimentByName("from java / ü").get();
    check(read.getExperimentId().equals(experiment) && read.getTags(0).getValue().equals("a"), read);
    check(!client.getExperimentByName("absent").isPresent(), "an experiment");

    RunInfo info = client.createRun(experiment);
    String id = info.getRunId();
    client.logParam(id, "depth", "6");
    client.logMetric(id, "loss", 0.5, 1_700_000_000_000L, 0);
    client.logMetric(id, "loss", 0.25, 1_700_000_000_001L, 1);
    client.logMetric(id, "nan", Double.NaN);
    client.setTag(id, "kind", "tree 🚦");
    client.logBatch(
        id,
        List.of(Metric.newBuilder().setKey("val/rmse").setValue(1e-300).setTimestamp(1_700_000_000_002L).setStep(3).build()),
        List.of(Param.newBuilder().setKey("rate").setValue("0.1").build()),
        List.of(RunTag.newBuilder().setKey("stage").setValue("tried").build()));
    Path folder = Files.createTempDirectory("cuaderno");
    Files.createDirectories(folder.resolve("deep"));
    File file = Files.writeString(folder.resolve("deep").resolve("größe 1.txt"), "hällo").toFile();
    client.logArtifact(id, file, "text");
    client.logArtifacts(id, folder.toFile(), "all");
    check(client.listArtifacts(id).size() == 2, client.listArtifacts(id));
    check(Files.readString(client.downloadArtifacts(id, "all/deep/größe 1.txt").toPath()).equals("hällo"), "another text");
    client.setTerminated(id, RunStatus.FINISHED, 1_700_000_001_000L);

    Run run = client.getRun(id);
    Map<String, Double> metrics = run.getData().getMetricsList().stream().collect(Collectors.toMap(Metric::getKey, Metric::getValue));
    check(metrics.get("loss") == 0.25 && metrics.get("nan").isNaN() && metrics.get("val/rmse") == 1e-300, metrics);
    check(run.getInfo().getStatus() == RunStatus.FINISHED && run.getInfo().getEndTime() == 1_700_000_001_000L, run.getInfo());
    check(client.getMetricHistory(id, "loss").size() == 2, client.getMetricHistory(id, "loss"));
    RunsPage page = client.searchRuns(List.of(experiment), "metrics.loss < 0.3 and params.depth = '6'", ViewType.ACTIVE_ONLY, 1, List.of("metrics.loss DESC"));
    check(page.getItems().size() == 1 && page.getItems().get(0).getInfo().getRunId().equals(id), page.getItems());
    client.deleteRun(id);
    check(client.searchRuns(List.of(experiment), "").isEmpty(), "a deleted run");
    client.restoreRun(id);

    client.sendPost("registered-models/create", "{\"name\": \"cars\"}");
    client.sendPost("model-versions/create", "{\"name\": \"cars\", \"source\": \"runs:/" + id + "/all\", \"run_id\": \"" + id + "\"}");
    client.sendPost("registered-models/alias", "{\"name\": \"cars\", \"alias\": \"champion\", \"version\": \"1\"}");
    ModelVersion version = client.getModelVersion("cars", "1");
    check(version.getRunId().equals(id), version);
    check(client.getRegisteredModel("cars").getName().equals("cars"), client.getRegisteredModel("cars"));
    check(client.getLatestVersions("cars").size() == 1, client.getLatestVersions("cars"));
    check(client.searchModelVersions("name = 'cars'").getItems().size() == 1, client.searchModelVersions().getItems());
    File model = client.downloadModelVersion("cars", "1");
    check(Files.exists(model.toPath().resolve("deep").resolve("größe 1.txt")), model);
    System.out.println(id);
    client.close();
  }
}
