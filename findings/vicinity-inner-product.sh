#!/bin/sh
# vicinity 0.4.6 gives the distance 0 for every pair of vectors whose inner product is 1 or more.
#
# Expected: with the metric `ip`, which its README offers for the backend USEARCH, query gives the backend's distances: 1 minus the
#           inner product, which is below 0 for products above 1, as those of vectors that are not normalised are.
# Seen:     query and query_threshold raise all distances below 0 to 0 before they return them, a guard against rounding that fits
#           cosine alone. The best neighbours keep their order, but cannot be told apart: the products 6, 4 and 1 all read 0. Who
#           computes a similarity from the distance, or cuts by it, gets 1 for each.
# Kindred:  its encoders normalise all vectors, and services/analysis/dot.ts cuts no product. SemHash, which docs/benchmarks.md
#           compares, is built on vicinity's backends and asks for cosines. Users meet it who bring vectors of an encoder that
#           ranks by the inner product.
#
#   sh findings/vicinity-inner-product.sh      (needs Python 3 with venv and pip instead of Node)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check vicinity==0.4.6 usearch==2.26.6 numpy==2.4.6
cat >query.py <<'PY'
import sys
import numpy
from usearch.index import Index
from vicinity import Backend, Vicinity

vectors = numpy.array([[3, 0], [2, 1], [0.5, 0], [-1, 0]], dtype=numpy.float32)
names = ["a", "b", "c", "d"]
query = numpy.array([2, 0], dtype=numpy.float32)
print("inner products:  ", dict(zip(names, (vectors @ query).tolist())))

index = Index(ndim=2, metric="ip", dtype="f32")
index.add(numpy.arange(4), vectors)
backend = {names[match.key]: float(match.distance) for match in index.search(query, 4)}
print("usearch, ip:     ", backend)

vicinity = Vicinity.from_vectors_and_items(vectors, names, backend_type=Backend.USEARCH, metric="ip")
seen = {name: float(distance) for name, distance in vicinity.query(query, k=4)[0]}
print("vicinity, ip:    ", seen)
as_seen = backend == {"a": -5, "b": -3, "c": 0, "d": 3} and seen == {"a": 0, "b": 0, "c": 0, "d": 3}
sys.exit(0 if as_seen else 1)
PY
if python/bin/python query.py; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
