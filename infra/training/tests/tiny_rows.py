"""Labelled rows for the tests: every verb with every noun, in texts of all the forms that passages are made of."""

from data import TrainingRow

VERBS = ("write", "list", "explain", "translate", "check", "compare")
NOUNS = ("poem", "fact", "recipe", "letter", "table")
TOPICS = ("rivers", "trains", "winter", "bread", "clocks", "harbours")
PROSE = (
    "The ferry left the harbour before sunrise. Nobody on the upper deck spoke until the lighthouse had gone. "
    "A woman with a red scarf counted her coins twice, and a boy drew the coast of {topic} on the fogged window."
)
SENTENCE = "Most people who live near {topic} know them well."
CODE = "def count(items):\n    return len(items)  # {topic}, one of many comments"


def row_of(label: str, instruction: str, text: str = "", output: str = "", source: str = "alpaca") -> TrainingRow:
    """A row with a sure label, which is its group too."""
    return {
        "instruction": instruction,
        "input": text,
        "output": output,
        "source": source,
        "label": label,
        "confidence": 1.0,
        "group": label,
    }


def tiny_rows() -> list[TrainingRow]:
    """Six rows of each of thirty labels, half of them with an input, and rare labels: questions, sums, code."""
    rows = []
    for verb in VERBS:
        for noun in NOUNS:
            for number, topic in enumerate(TOPICS):
                text = PROSE.format(topic=topic) if number % 2 else ""
                output = SENTENCE.format(topic=topic)
                rows.append(row_of(f"{verb}|{noun}", f"{verb.capitalize()} a {noun} about {topic}.", text, output))
    for number in range(20):
        rows.append(row_of(f"rarely{chr(97 + number)}|thing", f"Do the rare thing number {number}."))
    for topic in TOPICS[:2]:
        rows.append(row_of("answer|question", f"How many {topic} are there?"))
        rows.append(row_of("solve|wordproblem", f"Ann has three {topic} and buys four. How many has she?"))
        rows.append(row_of("write|code", f"Count the {topic}.", output=CODE.format(topic=topic), source="codealpaca"))
    return rows
