"""Where the decoder of an encoder folder is read from."""

from export_decoder import where


def test_a_gguf_file_is_read_from_its_folder_and_any_other_name_as_it_is() -> None:
    """As transformers wants it."""
    assert where("models/small.gguf") == ("models", {"gguf_file": "small.gguf"})
    assert where("some/model") == ("some/model", {})
