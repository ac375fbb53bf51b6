"""Makes two small tokenizers with chat templates, and what `transformers` makes of conversations with them.

    python make-golden.py        # needs transformers and tokenizers

`chatml` cuts bytes as Qwen and Llama 3 do; `inst` cuts as Llama 2 and Mistral do. The other templates are in the manner
of those of known models, with what they use of Jinja; only their texts are compared.
"""

import json
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

HERE = Path(__file__).parent
TRAINING = [
    "Write a short poem about the sea. The ferry left the harbour before sunrise.",
    "Translate the sentence into French. List three facts about rivers, lakes and 27 mountains.",
    "system user assistant You are a helpful assistant. Größe, café, 诗, naïve",
] * 4
CONVERSATIONS = [
    [{"role": "user", "content": "Write a poem."}],
    [
        {"role": "user", "content": "  Write a poem.  \n"},
        {"role": "assistant", "content": "The sea,\n\nthe sea."},
        {"role": "user", "content": "Größe, café, 诗 👍🏽\t1234567  <|im_end|></s>"},
    ],
    [
        {"role": "system", "content": "You are a poet."},
        {"role": "user", "content": "{{ 7 * 7 }} {% raise %} <b>&amp;</b> 'quoted' \"twice\""},
        {"role": "assistant", "content": ""},
        {"role": "user", "content": "Again."},
    ],
    [{"role": "assistant", "content": "I begin."}, {"role": "user", "content": "No."}],
    [{"role": "user", "content": "One."}, {"role": "assistant", "content": "Two."}],
]
CHATML = """{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
{%- else %}
    {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if not (message.role == 'system' and loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""
INST = """{% if messages[0]['role'] == 'system' %}
{% set told = messages[0]['content'] %}{% set turns = messages[1:] %}
{% else %}
{% set told = '' %}{% set turns = messages %}
{% endif %}
{{ bos_token }}
{%- for message in turns %}
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}
{% endif %}
{% if message['role'] == 'user' %}
{{ '[INST] ' + (told + '\\n\\n' if loop.index0 == 0 and told else '') + message['content'] | trim + ' [/INST]' }}
{%- else %}
{{ ' ' + message['content'] | trim + eos_token }}
{%- endif %}
{%- endfor %}
"""
OTHERS = {
    "headers": "{% set ns = namespace(first=true) %}{{- bos_token }}{% for message in messages %}"
    "{% set content = '<|start_header_id|>' ~ message['role'] ~ '<|end_header_id|>\n\n'"
    " ~ message['content'] | trim ~ '<|eot_id|>' %}"
    "{% if ns.first %}{% set ns.first = false %}{{ '' }}{% endif %}{{ content }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    "turns": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
    "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}",
    "macros": "{%- macro part(name, text) -%}<|{{ name }}|>\n{{ text }}{{ eos_token }}\n{%- endmacro -%}"
    "{%- for m in messages if m.content is defined and m.content | length > 0 -%}"
    "{{ part(m.role, m.content.strip()) }}{%- endfor -%}"
    "{%- if tools is not none and tools -%}tools{%- endif -%}"
    "{%- if add_generation_prompt -%}<|assistant|>\n{%- endif -%}",
    "json": "{% for m in messages %}{{ m | tojson }}{{ '\n' if not loop.last else '' }}{% endfor %}"
    "{% if messages[-1].role == 'user' and add_generation_prompt %}|{{ messages | length }}{% endif %}",
}


def byte_level() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    words = Regex(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    split = pre_tokenizers.Split(words, behavior="isolated")
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        TRAINING, trainers.BpeTrainer(vocab_size=340, initial_alphabet=alphabet, show_progress=False)
    )
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")])
    return tokenizer


def byte_fallback() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    special = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=380, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(TRAINING, trainer)
    trained = json.loads(tokenizer.to_str())
    # Only three of them are written as they are; bytes are what unknown characters fall back to.
    trained["added_tokens"] = trained["added_tokens"][:3]
    tokenizer = Tokenizer.from_str(json.dumps(trained))
    ends = [("<s>", tokenizer.token_to_id("<s>"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=ends)
    return tokenizer


def chats(tokenizer: PreTrainedTokenizerFast, *, with_tokens: bool) -> list[dict[str, Any]]:
    made = []
    for messages in CONVERSATIONS:
        for answering in (True, False):
            case: dict[str, Any] = {"messages": messages, "answering": answering}
            try:
                case["text"] = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering)
                if with_tokens:
                    case["tokens"] = len(tokenizer.encode(case["text"], add_special_tokens=False))
            except Exception as error:  # noqa: BLE001 - Jinja's own, whose message is compared
                case["refused"] = str(error)
            made.append(case)
    return made


def write(name: str, raw: Tokenizer, config: dict[str, Any], template: str, *, in_config: bool) -> list[dict[str, Any]]:
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    raw.save(str(folder / "tokenizer.json"), pretty=False)
    own = {**config, **({"chat_template": template} if in_config else {})}
    (folder / "tokenizer_config.json").write_text(json.dumps(own, ensure_ascii=False, indent=2) + "\n")
    if not in_config:
        (folder / "chat_template.jinja").write_text(template)
    return chats(PreTrainedTokenizerFast(tokenizer_object=raw, chat_template=template, **config), with_tokens=True)


def main() -> None:
    ends = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    inst = byte_fallback()
    golden = {
        "folders": {
            "chatml": write("chatml", byte_level(), {"eos_token": "<|im_end|>"}, CHATML, in_config=True),
            "inst": write("inst", inst, ends, INST, in_config=False),
        },
        "templates": [
            {
                "name": name,
                "template": template,
                "chats": chats(
                    PreTrainedTokenizerFast(tokenizer_object=inst, chat_template=template, **ends), with_tokens=False
                ),
            }
            for name, template in OTHERS.items()
        ],
    }
    (HERE / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n")


main()
