"""Writes the files of Zstandard for tests/unit/corpus/zstd.test.ts, with the reference's own library."""

import math
from pathlib import Path

import zstandard

HERE = Path(__file__).parent
ROWS = [f'{{"instruction": "{at} {math.sin(at):.4f}"}}\n'.encode() for at in range(6000)]
TEXT = b"".join(ROWS)
HALF = b"".join(ROWS[:3000])


def write(name: str, data: bytes) -> None:
    (HERE / name).write_bytes(data)


def compress(data: bytes, **options: object) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(data)


plain = zstandard.ZstdCompressor(write_checksum=False, write_content_size=False).compressobj()
write("stream.jsonl.zst", plain.compress(TEXT) + plain.flush())
write("checksum.jsonl.zst", compress(TEXT, level=19, write_checksum=True))
skipped = bytes.fromhex("502a4d1804000000") + b"\x01\x02\x03\x04"
write("frames.jsonl.zst", skipped + compress(HALF) + compress(b"") + compress(TEXT[len(HALF) :]))

window = zstandard.ZstdCompressor(
    compression_params=zstandard.ZstdCompressionParameters(window_log=31, write_content_size=False)
).compressobj()
write("window.jsonl.zst", window.compress(ROWS[0]) + window.flush())

samples = [row * 3 for row in ROWS[:500]]
dictionary = zstandard.train_dictionary(1024, samples)
write("dictionary.jsonl.zst", compress(ROWS[0], dict_data=dictionary))
