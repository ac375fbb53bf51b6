"""Python client of Kindred: demonstrations, search and curation for instruction data.

import kindred_client

with kindred_client.local() as kindred:
    corpus = kindred.corpus("house")
    corpus.ingest([{"instruction": "Write a poem about rain.", "output": "Soft on the roof ..."}]).wait()
    found = corpus.demonstrations("Write a poem about snow.")
    print(found.prompt)
"""

from kindred_client.async_client import AsyncKindred
from kindred_client.async_corpus import AsyncCorpus
from kindred_client.client import Kindred
from kindred_client.corpus import Corpus
from kindred_client.errors import ClientError, JobFailed, KindredError, ServiceError
from kindred_client.exact import exact_metadata
from kindred_client.jobs import AsyncJob, Job
from kindred_client.local import LocalKindred, LocalService, local
from kindred_client.recipes.manifest import RecipeManifest, RecipeStepDone
from kindred_client.recipes.wanted import RecipeProgress

__all__ = [
    "AsyncCorpus",
    "AsyncJob",
    "AsyncKindred",
    "ClientError",
    "Corpus",
    "Job",
    "JobFailed",
    "Kindred",
    "KindredError",
    "LocalKindred",
    "LocalService",
    "RecipeManifest",
    "RecipeProgress",
    "RecipeStepDone",
    "ServiceError",
    "exact_metadata",
    "local",
]
