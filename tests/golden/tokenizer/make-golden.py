"""Writes golden.json: hard texts with the ids that the reference gives them, by the tokenizer that ships.

    python make-golden.py        # needs tokenizers (0.23 was used)

To be run again when infra/encoder gets another tokenizer.

A lone surrogate is read as U+FFFD, as everything that writes UTF-8 does; the reference itself refuses it.
"""

import hashlib
import json
from pathlib import Path

from tokenizers import Tokenizer

from reference import ids_of

HERE = Path(__file__).parent
TOKENIZER = HERE.parents[2] / "infra/encoder/tokenizer.json"

SENTENCES = """
Write a haiku about the first frost.
Summarise the paragraph below in at most 20 words:
Don't use the word "very"; it's lazy — isn't it?
What's the O'Reilly-style answer to 'why'?
Convert 3.14159e-10 to a fraction, then to a percentage (±0.5%).
SELECT * FROM users WHERE name LIKE '%o''b%';
<p class="intro">Hello&nbsp;world</p>
{"key": [1, 2.5, null, true], "path": "C:\\\\dir\\\\file"}
https://example.org/a_b?c=d&e=%20f#g
someone@example.org wrote: re: Re: RE: fwd
supercalifragilisticexpialidocious antidisestablishmentarianism
iPhone15ProMax vs GALAXY-s23_ultra, 5G/LTE
e=mc², a≠b, x∈ℝ, ∑ᵢ xᵢ ≤ ½, √2≈1.414
€5, £6, ¥700, ₹80, ₿0.1, 9¢
Größe, Straße, STRASSE, ẞ, Fußgängerübergänge
Ça va ? Où est le château ? L'œuvre, cœur, ÎLE
El niño comió piñas; ¿cuántas? ¡Ocho!
Zażółć gęślą jaźń. ZAŻÓŁĆ GĘŚLĄ JAŹŃ.
Příliš žluťoučký kůň úpěl ďábelské ódy
İstanbul'da ılık bir IŞIK, i̇ ve I
Ð, ð, Þ, þ, Æ, æ, Ø, ø, Å, å: sjö blå ær
Xin chào, tôi muốn viết một bài thơ ngắn về mùa đông.
Ο ΔΙΟΝΥΣΟΣ ΚΑΙ Ο ΣΙΣΥΦΟΣ
ΟΔΟΣ
ΟΔΟΣ.
ΟΔΟΣ, ΛΟΓΟΣ; ΣΟΦΙΑ Σ Σ. ΑΣ' ΣΑΣ-ΣΑΣ
σοφός ΣΟΦΌΣ Σοφός
Съешь ещё этих мягких французских булок, да выпей чаю. ЁЖ, Йод
Їжак, ґанок, є
გამარჯობა ᲒᲐᲛᲐᲠᲯᲝᲑᲐ
Բարեւ աշխարհ
שָׁלוֹם עוֹלָם, שלום
كَتَبَ الطَّالِبُ رِسَالَةً؟ كتب
فارسی می\u200cنویسم
नमस्ते दुनिया, क्षत्रिय ज़रूर
বাংলা কবিতা লিখুন
ஒரு கவிதை எழுது
เขียนบทกวีสั้น ๆ เกี่ยวกับฤดูหนาว
ပန်းကလေး
ភាសាខ្មែរ
བོད་སྐད།
ᠮᠣᠩᠭᠣᠯ
写一首关于冬天的短诗。
請寫一首關於冬天的短詩!
把下面的句子翻译成英文:"今天天气很好,我们去公园吧。"
GPT可以写code吗?可以的,100%!
人工智能AI与机器学习ML的区别
冬についての短い詩を書いてください。カタカナ、ひらがな、ガギグゲゴ、ガ
겨울에 대한 짧은 시를 써 주세요. 한글 한
𠀀𠀁 rare 𪛖 han 𫝀 in 𫠝 a row
丽 compatibility 豈 更 forms 切
㐀㐁 extension A 䶵
ambiguous 々〇〻 marks 〆
🙂 one emoji
🙂🙂🙃 three in a row
Family 👨\u200d👩\u200d👧\u200d👦, flag 🇸🇪🇫🇮, thumb 👍🏽, heart ❤️, keycap 1️⃣ #️⃣
A rainbow 🏳️\u200d🌈 and a pirate 🏴\u200d☠️ and 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f
text☺︎style emoji☺️style
fi fl ffi ſt st ligatures, DŽ Dž dž LJ Lj
full width ABC abc 123 !?
Ⅷ ⅷ ① ⑳ ㊗ ㍿ ℡ ™ © ®
à é ü n ñ combining by hand
Zalgo: h̷̢e̸ ļ̶l̵̓o̴
a̐é̂ stacked
½ ⅓ ¾ ⁵ ₅ ª º
“smart” ‘quotes’ „low“ «guillemets» ‹single›
dash - – — ― ‐ ‑ − ~ ~ 〜
ellipsis … ... ‥ · • ‣ ◦ ●
bars | ¦ ‖ │ ┃ █ ▓
arrows → ← ↔ ⇒ ➔ ⟶
brackets 「」『』【】〔〕⟨⟩⦅⦆
soft\u00adhyphen zero\u200bwidth joiner\u200dhere non\u200cjoiner word\u2060joiner
no\u00a0break narrow\u202fthin\u2009hair\u200aideographic\u3000space ogham\u1680end
leading  and   trailing   spaces  \x20
tab\tseparated\tvalues
line\u2028separator, paragraph\u2029separator, next\u0085line
nul\u0000 in the middle, bell\u0007, escape\u001b[31mred\u001b[0m, delete\u007f, c1\u0080\u0090\u009f
\ufeffa byte order mark first
replacement � characters ��
right \u202eto left\u202c override \u2066isolate\u2069
private \ue000 \uf8ff use \U000f0000
not a character \ufdd0 \uffff \U0001ffff
unassigned \u0378 \U000e0080
high alone \ud83d here
low alone \ude00 here
reversed \ude00\ud83d pair
\ud800
\ud83d\ude00 a pair written as two halves
high before emoji \ud83d🙂
[CLS] [SEP] [MASK] [PAD] [UNK] are names of tokens
[cls] [sep] lower, [ SEP ], [SEP][SEP], x[SEP]y
##ing ##s # # play##ing
[unused0] [unused99]
<s> </s> <unk> <|endoftext|> <|im_start|>user
𝐁𝐨𝐥𝐝 𝒊𝒕𝒂𝒍𝒊𝒄 𝔽𝕣𝕒𝕜𝕥𝕦𝕣 𝚺
ᏣᎳᎩ Ꮳ ꮳ ᏸ
𐐔𐐯𐑅 Deseret, 𐌰𐌱 Gothic, 𞤀𞤁𞥄 Adlam
young marks: a᪾b cࣔd e᷷f
young signs: a⹍b c؝d e⹒f
once a sign ᙭ and once a letter ᜴ here
ʻokina ʼ modifier ˈ stress ː long
h̲e̲l̲l̲o̲ u̲n̲d̲e̲r̲l̲i̲n̲e̲
ﷺ ﷽ ﻻ presentation forms
¨ ´ ` ^ ~ ¸ ˛ spacing accents
№ § ¶ † ‡ ‰ ′ ″
""".strip("\n").split("\n")

PIECES = [
    *"Σς",
    "ΑΣ",
    "Σ1",
    "İ",
    "ẞ",
    "Å",
    "é̱",
    "中",
    "中文",
    "𠀀",
    "你",
    "㐀",
    "か゚",
    "한",
    "🙂",
    "👍🏽",
    "👨\u200d👩\u200d👧",
    "\u0000",
    "\u0001",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u200b",
    "\u2028",
    "\u3000",
    "\ufeff",
    "\ufffd",
    "\ud800",
    "\udfff",
    "\udc00\ud800",
    "[SEP]",
    "##",
    "_",
    "'",
    "«",
    "᙭",
    "\u1734",
    "\u08d4",
    "\u061d",
    "\U0001e944",
    "x" * 100,
    "x" * 101,
    "é" * 51,
]
FRAMES = ["{}", "Write about {} in two lines.", "un{}able", "{0}{0} {0}, ({0})"]
LINES_AND_LENGTHS = [
    "def add(a, b):\n\treturn a+b  # adds",
    "windows\r\nand old\rlines\n\n\nhere\v\f",
    "Summarise: " + "the ferry left the harbour before sunrise " * 60,
    "翻译:" + "渡轮在日出前离开港口。" * 40,
    "🙂" * 300,
    " " * 5000 + "late",
    "a" * 5000,
    "a-" * 200,
    "Σ " * 200 + "ΟΔΟΣ",
    "𠀀" * 150,
    "é" * 400,
]


def main() -> None:
    descriptor = json.loads((TOKENIZER.parent / "encoder.json").read_text("utf-8"))
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = ["", *SENTENCES, *(frame.format(piece) for piece in PIECES for frame in FRAMES), *LINES_AND_LENGTHS]
    rows = []
    for text in dict.fromkeys(texts):
        rows.append({"text": text, "ids": ids_of(text, tokenizer, TOKENIZER.parent, descriptor)})
    digest = hashlib.sha256(TOKENIZER.read_bytes()).hexdigest()
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    (HERE / "golden.json").write_text(f'{{"tokenizer":"{digest}","rows":[\n{lines}\n]}}\n', "ascii")
    print(f"{len(rows)} texts")


if __name__ == "__main__":
    main()
