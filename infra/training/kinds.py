"""Kinds of work on a text in many wordings, written for this project.

A kind has: the label it shares with instructions of the corpora, what it works on ("on"), which passages suit it
("with"), what is to be done as an imperative ("do"), as a question ("ask"), and in which form to answer ("out").
Alternatives are separated by slashes; {language}, {programming} and {author} stand for one of `wordings.py`.
"""

KINDS = {
    "sentiment": {
        "label": "classify|sentiment", "on": "a product review/a comment by a customer/a post/a short text", "with": "prose sentence",
        "do": "decide whether the writer is pleased or displeased/classify the sentiment as positive or negative/say whether the tone is favourable, unfavourable or neutral/judge how happy the author is with what is described/label the opinion expressed as good or bad",
        "ask": "Is the opinion here positive or negative?/Did the author like it?/What is the sentiment of this text?/Would the writer recommend it to a friend?/How does the person feel about the product?",
        "out": "positive or negative/good, bad or neutral/1 for positive and 0 for negative"},
    "topic": {
        "label": "classify|topic", "on": "a news item/an article/a paragraph/a document", "with": "prose",
        "do": "assign it to one of these subjects: politics, sports, business, science/choose the category that the text belongs to/tell which section of a newspaper it would appear in/classify the text by its topic/name the field it deals with",
        "ask": "Which topic does this text belong to?/What is this article about: the world, sports, business or technology?/Under which heading should this be filed?/Which category describes it best?",
        "out": "one category/world, sports, business, technology/the name of the section"},
    "emotion": {
        "label": "identify|emotion", "on": "a message/a tweet/an utterance/a diary entry", "with": "sentence prose dialogue",
        "do": "name the emotion that the speaker feels/choose among joy, anger, sadness, fear and surprise/identify the feeling expressed/label the text with the mood of its author",
        "ask": "Which emotion does this express?/What is the writer feeling?/Is the author angry, sad, happy or afraid?/What mood is the speaker in?", "out": "joy, anger, sadness, fear/one emotion"},
    "toxicity": {
        "label": "detect|language", "on": "a comment from a forum/a post/a message", "with": "sentence prose dialogue",
        "do": "decide whether it is offensive/flag the comment if it contains insults, threats or hate/tell whether the text is abusive or harmless/mark it as toxic or not toxic/judge whether it should be removed by a moderator",
        "ask": "Is this comment offensive?/Does the post contain hate speech?/Would a moderator delete this?/Is the language used here toxic?", "out": "yes or no/toxic or non-toxic/hate or normal"},
    "spam": {
        "label": "classify|email", "on": "a message/an email/a text message", "with": "sentence prose",
        "do": "decide whether it is spam/classify it as junk or legitimate/tell whether it is an unwanted advertisement/flag the message if it is a scam",
        "ask": "Is this spam?/Is this message junk or genuine?/Should this go to the spam folder?", "out": "spam or ham/spam or not spam"},
    "entailment": {
        "label": "determine|relationship", "on": "a premise and a hypothesis/two sentences/two statements", "with": "pair",
        "do": "decide whether the second follows from the first/tell whether they agree, contradict each other or are unrelated/choose entailment, contradiction or neutral/determine if the hypothesis must be true given the premise/judge whether the first statement supports the second",
        "ask": "Does the first sentence imply the second?/Given the premise, is the hypothesis true, false or undetermined?/Can we infer the second statement from the first?/Do these two contradict each other?/Assuming the first is true, must the second be true as well?",
        "out": "entailment, contradiction or neutral/true, false or neither/yes, no or maybe"},
    "paraphrase detection": {
        "label": "compare|sentence", "on": "two questions/two sentences/a pair of texts", "with": "pair",
        "do": "decide whether they mean the same/tell whether one is a paraphrase of the other/determine if both ask for the same thing/rate how similar their meanings are/mark the pair as duplicate or different",
        "ask": "Do these two sentences mean the same thing?/Are these questions duplicates?/Can the one be used instead of the other without changing the meaning?/Are the two paraphrases of each other?",
        "out": "duplicate or not duplicate/same or different/yes or no"},
    "acceptability": {
        "label": "check|grammar", "on": "a sentence", "with": "sentence",
        "do": "decide whether it is grammatical/tell whether a native speaker would accept it/judge if the syntax is correct/mark it as acceptable or unacceptable",
        "ask": "Is this sentence grammatically correct?/Does the sentence sound natural to a native speaker?/Are there any mistakes in grammar here?", "out": "acceptable or unacceptable/correct or incorrect"},
    "correction": {
        "label": "correct|error", "on": "a sentence with mistakes/a text by a learner/a badly written paragraph", "with": "sentence prose",
        "do": "correct all mistakes/fix the grammar and spelling/rewrite it without errors/repair the text so that it reads as correct English/insert the missing punctuation and correct the typos",
        "ask": "How should this be written correctly?/Can you fix the errors in this?/What is the correct version of this sentence?", "out": "the corrected text/the sentence without errors"},
    "reading answer": {
        "label": "answer|question", "on": "a passage and a question/a paragraph followed by a question/a context", "with": "reading",
        "do": "answer the question from the passage/find the span of the text that answers the question/reply using only facts from the passage/extract the answer from the context/read the paragraph and answer what is asked",
        "ask": "According to the passage, what is the answer to the question?/What does the text say about it?/Using the context, can you answer the question?", "out": "a short phrase from the text/an exact quote/the answer"},
    "option answer": {
        "label": "select|answer", "on": "a question and several options/a problem with four choices/a question with candidate answers", "with": "options",
        "do": "choose the correct option/pick the best answer from the choices/select the letter of the right answer/mark which alternative is correct",
        "ask": "Which of the options is right?/Which choice answers the question best?/What is the correct alternative: A, B, C or D?", "out": "the letter of the option/A, B, C or D/the number of the choice"},
    "yes-no answer": {
        "label": "decide|yesno", "on": "a passage and a question/a question about a text", "with": "reading",
        "do": "answer the question with yes or no/say whether the answer is yes or no, judging by the passage/reply true or false, based on the text",
        "ask": "Judging by the text, is the answer yes or no?/True or false, according to the passage?", "out": "yes or no/true or false"},
    "answerability": {
        "label": "decide|question", "on": "a passage and a question", "with": "reading",
        "do": "decide whether the passage has the information needed to answer the question/tell whether the question can be answered from the text/judge whether the question is answerable",
        "ask": "Can the question be answered using only this passage?/Does the paragraph contain the answer to the question?/Is there enough information to answer?", "out": "answerable or unanswerable/yes or no"},
    "question writing": {
        "label": "generate|question", "on": "a passage/a paragraph/a fact/a short article", "with": "prose sentence",
        "do": "write a question that the passage answers/come up with a question about the text/turn the information into a question for a quiz/generate a question whose answer is in the paragraph/create a reading comprehension question",
        "ask": "What question could a teacher ask about this text?/Which question does this passage answer?/What would be a good quiz question for this?", "out": "one question/a question ending in a question mark"},
    "title": {
        "label": "generate|title", "on": "an article/a story/an abstract/a post", "with": "prose",
        "do": "write a title for it/come up with a fitting headline/suggest a short heading/generate the subject line/give the text a name that draws readers in",
        "ask": "What would be a good title for this?/Which headline fits this article?/How would you entitle this text?", "out": "a title of at most ten words/a headline"},
    "summary": {
        "label": "summarize|article", "on": "an article/a passage/a report/a conversation", "with": "prose dialogue",
        "do": "summarize it in one or two sentences/give the main points briefly/condense it to its essentials/write a short summary/boil the text down to its key message/write a tl;dr",
        "ask": "What is this text about, in a sentence?/How would you sum this up?/What are the key points?/Can you shorten this to the essentials?", "out": "a one-sentence summary/two sentences"},
    "keywords": {
        "label": "extract|keyword", "on": "a text/an abstract/a post", "with": "prose",
        "do": "extract the most important keywords/list five tags for it/pick out the key terms/find the words that tell what it is about",
        "ask": "What are the keywords of this text?/Which terms would you tag it with?/Which words matter most here?", "out": "a comma-separated list of keywords/five tags"},
    "entities": {
        "label": "identify|entity", "on": "a sentence/a news text/a paragraph", "with": "prose sentence",
        "do": "list all people, places and organizations mentioned/find the named entities/extract the names of persons/mark every location in the text/identify the type of the entity in question",
        "ask": "Which named entities occur in this text?/Which people are mentioned?/What places does the text name?/Is the name a person, a place or an organization?", "out": "a list of names/person, location or organization"},
    "reference": {
        "label": "identify|pronoun", "on": "a sentence with a pronoun/a passage with an ambiguous pronoun", "with": "sentence prose",
        "do": "find out whom the pronoun refers to/tell which noun the word 'it' stands for/resolve the pronoun/choose the person that 'she' means/determine the antecedent",
        "ask": "Who does the pronoun refer to?/What does 'it' stand for here?/Which of the two persons is meant by 'he'?", "out": "the name/the noun that the pronoun refers to"},
    "translation": {
        "label": "translate|sentence", "on": "a sentence in English/a sentence/a paragraph", "with": "sentence prose",
        "do": "translate it into {language}/render the text in {language}/give the {language} version of it/turn this into {language}/convert the sentence from English to {language}",
        "ask": "How do you say this in {language}?/What is the {language} translation of this?/How would a speaker of {language} put this?", "out": "the translation/a sentence in {language}"},
    "language": {
        "label": "identify|language", "on": "a sentence/a piece of text", "with": "sentence",
        "do": "name the language that it is written in/identify the language/decide whether the sentence is in English or another language",
        "ask": "Which language is this?/What language is the text written in?/Is this English, French or German?", "out": "the name of the language"},
    "part of speech": {
        "label": "identify|part", "on": "a sentence and one of its words/a sentence", "with": "sentence",
        "do": "give the part of speech of the word/tag every word with its grammatical category/tell whether the word is a noun, a verb or an adjective/list the verbs of the sentence/find all the nouns",
        "ask": "What part of speech is the marked word?/Which words are verbs?/Is the word used as a noun or as a verb?", "out": "noun, verb, adjective or adverb/the tag"},
    "continuation": {
        "label": "complete|text", "on": "the beginning of a text/an unfinished story/the start of a paragraph", "with": "prose",
        "do": "continue it/write what comes next/finish the passage/write a plausible ending/add the next sentence/choose the ending that makes most sense",
        "ask": "What happens next?/How does the text go on?/Which ending fits best?/How might the story end?", "out": "the next sentence/an ending"},
    "blank": {
        "label": "fill|blank", "on": "a sentence with a gap/a text in which one word is replaced by a blank", "with": "gap",
        "do": "fill in the blank/supply the missing word/replace the underscore with a fitting word/complete the sentence with one word/guess the word that was removed",
        "ask": "Which word is missing?/What goes in the gap?/What should stand instead of the underscore?", "out": "one word/the missing word"},
    "ordering": {
        "label": "arrange|sentence", "on": "sentences in the wrong order/several shuffled steps/a story whose parts are mixed up", "with": "steps",
        "do": "put them in the right order/arrange the sentences so that they make a story/sort the events by time/give the correct order of the steps",
        "ask": "In which order should these stand?/What is the correct sequence?/Which sentence comes first?", "out": "the numbers in order, such as 2 1 3/the right order"},
    "coherence": {
        "label": "determine|order", "on": "a short story/a sequence of sentences/a text and a candidate sentence", "with": "steps prose",
        "do": "decide whether the text makes sense as a whole/tell which sentence does not belong/judge if the ending is consistent with the beginning/find the sentence that breaks the flow",
        "ask": "Does this story hang together?/Which sentence is out of place?/Is the last sentence coherent with the others?", "out": "coherent or incoherent/the number of the sentence"},
    "story": {
        "label": "write|story", "on": "a title/a few words/the first line of a story/a situation", "with": "sentence words",
        "do": "write a short story based on it/make up a tale in which these appear/compose a story of five sentences/invent a story that begins like this",
        "ask": "What story could be told from this?/Can you tell a tale with these elements?", "out": "a short story/five sentences"},
    "reply": {
        "label": "write|response", "on": "a conversation/a dialogue between two people/the last turn of a chat/a message", "with": "dialogue",
        "do": "write the next turn/reply as the other speaker would/continue the conversation with a fitting answer/give a polite response to the last message",
        "ask": "What would the other person say next?/How should one respond to this?/Which reply fits the conversation?", "out": "one utterance/the response"},
    "dialogue act": {
        "label": "identify|intent", "on": "an utterance of a dialogue/a request by a user/a conversation", "with": "dialogue sentence",
        "do": "name the intent of the user/classify the utterance as a question, a request, an offer or a statement/tell what the speaker wants to achieve/identify the dialogue act",
        "ask": "What is the speaker's intention?/What does the user want?/Is this a request, a promise or a question?", "out": "the intent/question, inform, directive or commissive"},
    "speaker": {
        "label": "identify|speaker", "on": "a conversation/a dialogue", "with": "dialogue",
        "do": "tell who speaks the given line/identify the speaker/decide whether the agent or the customer said it/name the persons that take part",
        "ask": "Who says this?/Which of the speakers uttered the last line?/Was it the user or the assistant who said that?", "out": "the name of the speaker/user or agent"},
    "stance": {
        "label": "determine|stance", "on": "an argument/a claim and a comment/a post on a debated matter", "with": "pair prose",
        "do": "decide whether the author is for or against it/tell whether the comment supports or attacks the claim/classify the stance as favour, against or none",
        "ask": "Is the writer in favour or against?/Which side does the argument take?/Does the comment agree with the claim?", "out": "favour or against/supports or opposes"},
    "fact check": {
        "label": "decide|statement", "on": "a claim/a claim and some evidence/a statement", "with": "sentence pair",
        "do": "decide whether the claim is true/tell if the evidence supports or refutes the statement/check the fact/verify the claim/judge whether it is factual or false",
        "ask": "Is this claim true or false?/Does the evidence support the claim?/Is the statement factually correct?", "out": "true or false/supported, refuted or not enough information"},
    "plausibility": {
        "label": "decide|commonsense", "on": "a sentence about everyday life/two statements/a description of an event", "with": "sentence pair",
        "do": "decide whether it makes sense/tell which of the two goes against common sense/judge whether this could happen in real life/explain which one is absurd",
        "ask": "Does this make sense?/Could this happen?/Which statement is against common sense?/Is this plausible?", "out": "plausible or implausible/yes or no"},
    "cause": {
        "label": "identify|cause", "on": "an event/two events/a situation", "with": "sentence pair",
        "do": "tell what caused it/choose the more likely effect/decide whether the first event is the cause of the second/name a likely consequence/find the reason for what happened",
        "ask": "What was the cause of this?/What happened as a result?/Why did it happen?/Does the one lead to the other?", "out": "cause or effect/the more plausible alternative"},
    "analogy": {
        "label": "complete|analogy", "on": "two pairs of words/a pair of words and a third word", "with": "words",
        "do": "complete the analogy/find the word that relates to the third as the second to the first/say how the words are related",
        "ask": "Which word completes the analogy?/What is to the third word as the second is to the first?", "out": "one word"},
    "word meaning": {
        "label": "find|synonym", "on": "a word/a list of words/a sentence and one of its words", "with": "words sentence",
        "do": "give a word with the same meaning/find the opposite/define the word/explain what the word means in this sentence/find the odd one out",
        "ask": "What does the word mean here?/Which word means the same?/What is an antonym of this?/Which of the words does not fit?", "out": "a word/a definition"},
    "data to text": {
        "label": "write|description", "on": "a table/some facts in the form of attributes and values/a set of triples", "with": "table",
        "do": "put the facts in a sentence/write a text that tells all the given data/turn the attributes into a fluent description/describe the record in words",
        "ask": "How can these data be told in a sentence?/What does the table say, in plain words?", "out": "a sentence/a fluent description"},
    "code writing": {
        "label": "write|code", "on": "a description of a program/a specification/a question about data", "with": "sentence",
        "do": "write code that does this/implement it in {programming}/turn the request into an SQL query/write a function for it/give the shell command for this",
        "ask": "How would you program this?/What is the SQL query for this request?/Which command does that?", "out": "code alone/a function/a query"},
    "code explanation": {
        "label": "explain|code", "on": "a piece of code/a function/a program", "with": "code",
        "do": "explain what it does/describe the purpose of the function/say what it prints/document the program in plain words/find the bug in the code",
        "ask": "What does this program do?/What is the output of this code?/What is wrong with this function?/What is this code for?", "out": "an explanation/the output/a short comment"},
    "list work": {
        "label": "return|list", "on": "a list of numbers/a list of words/two lists/a list of integers and strings", "with": "list",
        "do": "return the elements in reverse order/remove every element that occurs twice/sort it from small to large/return only the numbers/count how often the first element occurs/find the elements that both have in common/return every second element",
        "ask": "What is the longest element?/Which element is the greatest?/What does the list look like in reverse?/How many elements are there?", "out": "a list/a number/the result alone"},
    "word problem": {
        "label": "solve|wordproblem", "on": "a word problem/a problem in arithmetic/an equation", "with": "math",
        "do": "solve it/calculate the result/work out the answer step by step/find the number asked for/evaluate the expression",
        "ask": "What is the result?/How much is it altogether?/Which number solves the problem?", "out": "a number/the final result"},
    "style": {
        "label": "change|tone", "on": "a sentence/an email/a casual message", "with": "sentence prose",
        "do": "make it more formal/rewrite it in a friendly tone/change the style from casual to professional/say the same more politely/turn it into the language of {author}",
        "ask": "How would one say this formally?/How can this be put more politely?/What would it sound like in the style of {author}?", "out": "the rewritten text/a formal version"},
    "simplification": {
        "label": "simplify|sentence", "on": "a difficult sentence/a technical text/a paragraph", "with": "prose sentence",
        "do": "make it easier to understand/rewrite it in simple words/explain it to a child/simplify the language/put it so that a learner of English understands it",
        "ask": "How would you say this in simple words?/Can you make this easier to read?/How would you tell this to a ten-year-old?", "out": "a simpler version/plain English"},
    "rewording": {
        "label": "rewrite|sentence", "on": "a sentence/a question/a paragraph", "with": "sentence prose",
        "do": "say the same in other words/paraphrase it/rephrase the sentence without changing its meaning/reword it/write a new version with the same meaning",
        "ask": "How else can this be said?/What is another way to put this?/Can you express this differently?", "out": "a paraphrase/a different sentence with the same meaning"},
    "perturbation": {
        "label": "change|sentence", "on": "a sentence/a statement/a premise", "with": "sentence",
        "do": "change it so that it means the opposite/negate it/write a statement that contradicts it/turn it into the passive voice/put the sentence into the past tense/replace one word so that the meaning changes",
        "ask": "What is the negation of this?/How does it read in the past tense?/Which sentence contradicts this one?", "out": "the changed sentence/a contradiction"},
    "rating": {
        "label": "evaluate|text", "on": "an essay/an answer to a question/a summary/a translation", "with": "prose pair",
        "do": "rate its quality from 1 to 5/judge how well it is written/score the answer for correctness/compare the two and tell which is better/assess whether it is helpful",
        "ask": "How good is this on a scale from 1 to 10?/Is this well written?/Which of the two is better?/How helpful is the answer?", "out": "a number from 1 to 5/a score and a reason"},
    "bias": {
        "label": "detect|bias", "on": "a sentence/a statement about a group of people", "with": "sentence pair",
        "do": "decide whether it contains a stereotype/tell which of them is biased/identify the group that is targeted/mark it as stereotype, anti-stereotype or unrelated",
        "ask": "Does this express a prejudice?/Which group is stereotyped here?/Is the sentence biased?", "out": "stereotype, anti-stereotype or unrelated/yes or no"},
    "irony": {
        "label": "detect|sarcasm", "on": "a headline/a tweet/a comment", "with": "sentence",
        "do": "decide whether it is meant ironically/tell whether the text is a joke/detect sarcasm/judge how funny it is",
        "ask": "Is the author being sarcastic?/Is this meant seriously?/Is this a joke?", "out": "sarcastic or sincere/funny or not"},
    "explanation": {
        "label": "explain|answer", "on": "a question and its answer/a statement/a decision", "with": "reading sentence",
        "do": "explain why this is so/give the reasons for the answer/justify the decision/say why the statement is true or false",
        "ask": "Why is this the case?/What is the reason behind the answer?/How can this be justified?", "out": "an explanation of one or two sentences/a reason"},
    "poem": {
        "label": "write|poem", "on": "a theme/a few words/an image", "with": "words sentence",
        "do": "write a poem about it/compose a haiku on this/make rhymes with it/turn it into verse",
        "ask": "Can you make a poem of this?/How would this sound as a rhyme?", "out": "a poem of four lines/a haiku"},
    "relation": {
        "label": "extract|relationship", "on": "a sentence that links two things/a text", "with": "sentence prose",
        "do": "extract the facts as subject, relation and object/tell how the two entities are related/list all triples/find the relation between the persons",
        "ask": "What is the relation between the two?/Which facts does the sentence state?/How are these two connected?", "out": "triples/(subject, relation, object)"},
    "connective": {
        "label": "choose|word", "on": "two clauses/two sentences without a connective", "with": "pair",
        "do": "choose the word that links them: but, because, so, although/find the fitting conjunction/join them with a connective/name the discourse relation between them",
        "ask": "Which connective fits between the two?/Should they be joined by 'because' or by 'although'?", "out": "but, because, so or although/one conjunction"},
    "date extraction": {
        "label": "extract|information", "on": "a text/a receipt/a message/a report", "with": "prose table",
        "do": "extract all dates and amounts/find the phone numbers and addresses/pull out the price/list every number that is mentioned/return the details as JSON with the keys name, date and place",
        "ask": "Which dates does the text mention?/What amount is stated?/When and where does it take place?", "out": "JSON/a list/the values alone"},
    "advice": {
        "label": "give|advice", "on": "a problem that someone describes/a letter asking for help/a situation", "with": "prose dialogue",
        "do": "give advice/suggest what the person should do/recommend a solution/offer help and say what the next step is",
        "ask": "What should this person do?/What would you advise?/How could the problem be solved?", "out": "advice in two sentences/a recommendation"},
    "distractor": {
        "label": "generate|answer", "on": "a question with its right answer/a passage and a question", "with": "reading",
        "do": "write a wrong but plausible answer/invent three incorrect options for a test/make up an answer that is not supported by the passage/create distractors",
        "ask": "What could be a wrong answer to this?/Which false option might fool a student?", "out": "an incorrect answer/three wrong options"},
    "steps": {
        "label": "write|instruction", "on": "a goal/a dish/a task in the household", "with": "sentence words",
        "do": "list the steps needed to reach it/write instructions for it/explain how it is done, step by step/write a recipe for it/plan how to do this",
        "ask": "How does one do this?/Which steps are needed?/What has to be done first, second and third?", "out": "numbered steps/a recipe"},
    "ideas": {
        "label": "generate|idea", "on": "a topic/a problem/a product", "with": "sentence words",
        "do": "brainstorm five ideas for it/come up with names for it/suggest some examples/list ways to improve it/think of uses for it",
        "ask": "Which ideas come to mind?/What could this be used for?/What are some examples of this?", "out": "a list of five ideas/bullet points"},
    "email": {
        "label": "write|email", "on": "a situation/some notes/a request", "with": "sentence prose",
        "do": "write an email about it/draft a letter based on the notes/compose a polite message/write a reply to the customer",
        "ask": "How would you put this in an email?/What would a letter on this matter say?", "out": "an email with a subject line/a letter"},
    "argument": {
        "label": "write|argument", "on": "a claim/a debated matter/a motion", "with": "sentence",
        "do": "argue for it/write an argument against it/name the pros and cons/write a persuasive paragraph on it/give a counter-argument",
        "ask": "What speaks for and against this?/How would an opponent argue?/What is the best argument for it?", "out": "an argument/pros and cons"},
    "sentence making": {
        "label": "generate|sentence", "on": "a word/a few words/an expression", "with": "words",
        "do": "make a sentence with them/use the words in one sentence/write an example sentence/build a sentence that contains all of them",
        "ask": "How can these be used in a sentence?/Which sentence contains all these words?", "out": "one sentence"},
}
