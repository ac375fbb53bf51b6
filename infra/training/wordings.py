"""Layouts that a kind of work of `kinds.py` appears in: openings, details, marks of a passage and cues for the answer.

Alternatives in strings are separated by slashes.
"""

LANGUAGES = "French/German/Spanish/Italian/Hindi/Japanese/Portuguese/Polish/Persian/Swedish/Tamil/Bulgarian"
PROGRAMMING = "Python/Java/C/JavaScript/Ruby/Bash"
AUTHORS = "Shakespeare/a pirate/a lawyer/a newspaper/Hemingway"

# {do} the imperative, {Do} with a capital, {ask} the question, {on} what is given.
OPENINGS = [
    "{Do}.", "{Do}.", "{ask}", "{ask}", "Please {do}.", "You are given {on}. {Do}.", "Given {on}, {do}.", "In this task, you are given {on}. Your job is to {do}.",
    "You will be shown {on}. Your task is to {do}.", "Read {on} and {do}.", "I will show you {on}. I want you to {do}.", "The input is {on}. You need to {do}.",
    "Look at {on} below. {ask}", "{ask} Think about {on} that you see.", "Could you {do}?", "Here is {on}. {ask}", "In this task you have to {do}. You get {on}.",
    "Definition: given {on}, the goal is to {do}.", "Suppose you receive {on}. {Do}.", "Your assignment: {do}.", "The following is {on}. {ask}",
    "As an expert in such matters, {do}.", "I need help with {on}. {ask}", "Task: {do}.", "Question: {ask}",
]
DETAILS = [
    "Answer with {out}.", "The output should be {out}.", "Return {out}.", "Write nothing but {out}.", "Give {out} as your answer.", "Your answer must be {out}.",
    "Do not explain your answer.", "If you are not sure, choose the most likely one.", "Note that there may be several valid answers.", "Avoid repeating the input.",
    "Be as brief as possible.", "Use only what is given.", "Base your answer on the text alone, not on outside knowledge.",
]
MARKS = ["", "", "Text: ", "Input: ", "Passage: ", "Context:\n", "Here it is:\n", "\"", "###\n", "Sentence: ", "---\n", "Q: ", "Document: ", "Content: "]
CUES = ["", "", "", "Answer:", "Output:", "A:", "Response:", "\u2192", "Label:", "Result:", "The answer is"]
