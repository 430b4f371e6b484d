// The Quickstart, line by line: ./lanewise jshell examples/quickstart.jsh
import lanewise.data.*
import lanewise.io.dataset.Datasets
import lanewise.model.*
import lanewise.nn.Value
import lanewise.optim.Adam

TrainTest<Dataset> split = Datasets.iris().split(0.8, 42)
Model model = Model.of(Value.input(4).dense(16).relu().dense(3)).fit(split.train(), Training.epochs(100).batchSize(15).optimizer(Adam.of(0.01)).seed(7))
System.out.println(model.evaluate(split.test()))
model.save(Path.of("iris.safetensors"))
Model again = Model.load(Path.of("iris.safetensors"))
System.out.println(again.predict(5.1f, 3.5f, 1.4f, 0.2f).label())
/exit
