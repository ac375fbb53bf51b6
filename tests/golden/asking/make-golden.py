"""Clauses and scores of made-up texts, by the reference.

python tests/golden/asking/make-golden.py infra/encoder/asking.json, at the top of the repository
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, "infra/training")

from asking import clauses_of, read_asking, units
from asking_parts import asking_parts

ROOM = 200  # of characters

REQUESTS = (
    "Summarise the letter above in two sentences.",
    "which of the two would you buy?",
    "请把上面的内容翻译成英文。",
    "Schreibe dazu eine kurze Antwort an den Kunden.",
    "Quel est le ton de ce message ?",
    "¿Puedes sacar los datos en una tabla?",
    "この文章を三行でまとめてください。",
    "Исправь ошибки в тексте",
    "لخص النص في جملة واحدة.",
    "Kirjoita tästä uutinen.",
    "위 글을 한 문장으로 요약해 주세요.",
    "इस अनुच्छेद का सारांश लिखिए।",
    "Escreva um título para o texto.",
    "Traduci in inglese, per favore!",
)
HARD = (
    "",
    "   \n\t\r\n ",
    "one line without an end",
    "1. First step. 2. Second step. J. R. Smith came. I saw it.",
    'Really?! Yes... "No." he said. (Maybe.) Why?\'\nEnd',
    "甲。乙！丙？丁；“戊。”己",
    "Wide　space。 Nb\u00a0space. \ufeffMark. \u2003Em.",
    "a\vb\fc\u0085d\u2028e\u2029f\rg",
    "İstanbul'da ΣΊΣΥΦΟΣ straße ẞ Ǆ ǅ Ω",
    "Emoji 😀. Rare 𠀀𠀁 han。 x😀y",
    "word " * 100,
    "字" * 700,
    "😀" * 400,
    "." * 700,
    '."' * 300,
    '« Ouvrez ! » dit-il. — Non.\n\n"Open" quote. still open " closed.\n\n„Tief“ und »hoch«.',
    "x = {1: [2, 3]}; y = <b>z</b>;\n  return x\n\n___ is a blank [here] {there}",
    "Ann: How are you? Ben: Fine.\nCarla B: and you:\n- item one\n* item two\n(3) item three\n④ four",
)


def main() -> None:
    """Writes the file beside this one."""
    asking = read_asking(Path(sys.argv[1]))
    asides = [json.loads(line)["x"] for line in Path("infra/training/asides.jsonl").read_text("utf-8").splitlines()]
    texts = list(HARD)
    for place, request in enumerate(REQUESTS):
        before, after = asides[place * 5], asides[place * 5 + 2]
        texts.append(f"{before}\n\n{request}\n\n{after}" if place % 2 else f"{before} {request}\n{after}")
    rows = []
    for text in texts:
        clauses = clauses_of(units(text))
        scores = asking.scores(clauses)
        found = [[c.start, c.end, c.before, c.after, score] for c, score in zip(clauses, scores, strict=True)]
        parts, sure = asking_parts(units(text), asking, len, ROOM)
        row = {"text": text, "clauses": found, "parts": parts, "sure": sure}
        rows.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    content = "[\n" + ",\n".join(rows) + "\n]\n"
    Path(__file__).with_name("golden.json").write_text(content, "utf-8")


if __name__ == "__main__":
    main()
