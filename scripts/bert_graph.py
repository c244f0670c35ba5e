"""Build the ONNX graph of a BERT sentence encoder straight from its weights, without torch.

The graph follows Devlin et al. 2019 as the published checkpoint orders it (post-norm, exact GELU)
and ends as the model's card says: mean over the words' vectors, then length one. So the server
feeds token ids and gets vectors:

    input_ids, attention_mask   int64 [batch, words]
    embedding                   float32 [batch, width], each of length one
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20  # the first with Gelu; LayerNormalization came with 17
IR_VERSION = 10

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Shape:
    """The numbers of config.json that decide the graph."""

    layers: int
    heads: int
    width: int
    norm_epsilon: float


def build(weights: Weights, shape: Shape) -> onnx.ModelProto:
    """Return the checked model, with its weights inside."""
    graph = _Graph(weights, shape)
    words = graph.embed()
    bias = graph.attention_bias()
    for layer in range(shape.layers):
        words = graph.layer(f"encoder.layer.{layer}", words, bias)
    graph.pool(words)
    return graph.finish()


class _Graph:
    """Nodes and constants in the order in which they are added; each method returns a name."""

    def __init__(self, weights: Weights, shape: Shape) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def embed(self) -> str:
        """Add word, position and kind-of-sentence vectors; every word is of the first sentence."""
        first = self._weights["embeddings.token_type_embeddings.weight"][0]
        places = self._weights["embeddings.position_embeddings.weight"] + first
        positions = self.constant("positions", places)
        count = self.add("Gather", self.add("Shape", "input_ids"), self.integers("one", 1), axis=0)
        zero = self.integers("zero", [0])
        rows = self.add(
            "Slice", positions, zero, self.add("Reshape", count, self.integers("v", [1]))
        )
        table = self.weight("embeddings.word_embeddings.weight")
        total = self.add("Add", self.add("Gather", table, "input_ids", axis=0), rows)
        return self.norm("embeddings.LayerNorm", total)

    def attention_bias(self) -> str:
        """Return 0 for a word and the lowest number for padding, [batch, 1, 1, words]."""
        mask = self.add("Cast", "attention_mask", to=TensorProto.FLOAT)
        wide = self.add("Unsqueeze", mask, self.integers("axes_heads_query", [1, 2]))
        absent = self.add("Sub", self.numbers("one_f", 1.0), wide)
        return self.add("Mul", absent, self.numbers("lowest", float(np.finfo(np.float32).min)))

    def layer(self, name: str, words: str, bias: str) -> str:
        """Add one encoder layer: attention, then the two dense layers, each added and normed."""
        seen = self.dense(f"{name}.attention.output.dense", self.attend(name, words, bias))
        words = self.norm(f"{name}.attention.output.LayerNorm", self.add("Add", seen, words))
        inner = self.add("Gelu", self.dense(f"{name}.intermediate.dense", words))
        outer = self.dense(f"{name}.output.dense", inner)
        return self.norm(f"{name}.output.LayerNorm", self.add("Add", outer, words))

    def attend(self, name: str, words: str, bias: str) -> str:
        """Let every word look at every other, once per head."""
        query = self.split(self.dense(f"{name}.attention.self.query", words), [0, 2, 1, 3])
        keys = self.split(self.dense(f"{name}.attention.self.key", words), [0, 2, 3, 1])
        values = self.split(self.dense(f"{name}.attention.self.value", words), [0, 2, 1, 3])
        root = self.numbers("root", math.sqrt(self._shape.width / self._shape.heads))
        scores = self.add("Div", self.add("MatMul", query, keys), root)
        weights = self.add("Softmax", self.add("Add", scores, bias), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", weights, values), perm=[0, 2, 1, 3])
        return self.add("Reshape", mixed, self.integers("joined", [0, 0, self._shape.width]))

    def split(self, words: str, order: list[int]) -> str:
        """Split the width into heads and put the axes in this order."""
        heads, width = self._shape.heads, self._shape.width
        shape = self.integers("heads", [0, 0, heads, width // heads])
        return self.add("Transpose", self.add("Reshape", words, shape), perm=order)

    def pool(self, words: str) -> None:
        """Take the mean over the real words, then scale to length one: `embedding`."""
        last = self.integers("axis_last", [-1])
        mask = self.add("Unsqueeze", self.add("Cast", "attention_mask", to=TensorProto.FLOAT), last)
        axis = self.integers("one_axis", [1])
        total = self.add("ReduceSum", self.add("Mul", words, mask), axis, keepdims=0)
        count = self.add("ReduceSum", mask, axis, keepdims=0)
        mean = self.add("Div", total, self.add("Max", count, self.numbers("least", 1e-9)))
        length = self.add("ReduceL2", mean, last, keepdims=1)
        self.add("Div", mean, self.add("Max", length, self.numbers("tiny", 1e-12)), to="embedding")

    def finish(self) -> onnx.ModelProto:
        """Close the graph and check it against the ONNX standard."""
        both = ["batch", "words"]
        graph = helper.make_graph(
            self._nodes,
            "sentence_encoder",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, both),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, both),
            ],
            [
                helper.make_tensor_value_info(
                    "embedding", TensorProto.FLOAT, ["batch", self._shape.width]
                )
            ],
            list(self._constants.values()),
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="civicsense",
        )
        checker: Any = onnx.checker
        checker.check_model(model, full_check=True)
        return model

    def dense(self, name: str, words: str) -> str:
        """Multiply by the transposed matrix, as the checkpoint stores it, and add the bias."""
        matrix = self.constant(f"{name}.matrix", self._weights[f"{name}.weight"].T)
        return self.add("Add", self.add("MatMul", words, matrix), self.weight(f"{name}.bias"))

    def norm(self, name: str, words: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", words, scale, bias, epsilon=self._shape.norm_epsilon)

    def add(self, kind: str, *inputs: str, to: str | int | None = None, **settings: Any) -> str:
        """Add a node; `to` is its output's name, or for Cast the type it makes."""
        output = to if isinstance(to, str) else f"{kind.lower()}_{len(self._nodes)}"
        if isinstance(to, int):
            settings["to"] = to
        self._nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **settings))
        return output

    def weight(self, name: str) -> str:
        return self.constant(name, self._weights[name])

    def numbers(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, np.float32))

    def integers(self, name: str, value: int | list[int]) -> str:
        return self.constant(name, np.array(value, np.int64))

    def constant(self, name: str, value: NDArray[Any]) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name
