const listed = (words: string): readonly string[] => words.split(' ');

/** The words of a language that carry no topic, and those that requests are made of, as `FUNCTION_WORDS` and `REQUEST_WORDS` have them of English. */
export interface LanguageWords {
  readonly functions: ReadonlySet<string>;
  readonly requests: ReadonlySet<string>;
}

/**
 * Languages in Latin letters: their function words; those that are other words of English too, as `die`, `war` and `son`, which count only in a
 * text of that language; and the words that requests are made of. What turns a meaning round, as `vor` and `nach`, is not among them.
 */
const LANGUAGES = [
  {
    // German
    certain:
      'der das dem des ein eine einen einem einer eines und oder aber ist sind waren wäre wird werden wurde wurden haben habe hast hatte ' +
      'hatten bin bist seid sein seine seinen seinem seiner ich du er sie es wir ihr ihre ihren ihrem ihrer mich mir dich dir uns euch ihn ' +
      'ihm ihnen sich mein meine meinen meinem meiner dein deine deinen deinem deiner unser unsere unseren unserem dieser diese dieses diesen ' +
      'diesem jeder jede jedes jeden jedem alle allen aller welche welcher welches welchen welchem wie wo wer wen wem wann warum wieso dass ob ' +
      'wenn weil damit mit bei für im zum zur vom von zu aus auf auch nur noch schon sehr mehr etwa kann kannst können könnte könnten ' +
      'könntest muss musst müssen soll sollte sollten sollst darf dürfen möchte möchten würde würden würdest wollen bitte mal dann denn ' +
      'hier dort da dazu dabei dafür davon darüber folgende folgenden folgender folgendes gegeben gibt etwas jemand zwischen beim ins ans',
    also: 'die war was hat man in so an am um als also den will hatten tun tue tut machen mache macht',
    requests:
      'beschreibe beschreiben beschreib erkläre erklären erklär nenne nennen nennt gib geben finde finden findet schreibe schreiben schreib ' +
      'erstelle erstellen verfasse verfassen formuliere formulieren erzähle erzählen zeige zeigen sage sagen mach bedeutet bedeuten bedeutung ' +
      'heisst erklärung beschreibung begriff kommt kommen nimm nehmen nimmt verwende verwenden verwendet nutze nutzen bestimmte bestimmten',
  },
  {
    // French
    certain:
      'le la les un une des du au aux et ou est sont était étaient être avoir ont avait je tu il elle nous vous ils elles moi toi lui leur ' +
      'leurs mon mes tes ses notre nos votre vos ce cet cette ces qui que quoi quel quelle quels quelles dans avec chez comme si donc ainsi très ' +
      "aussi se sa peut peux pouvez pourrait pourriez doit dois devez il y en là ici quelque quelques tout toute tous toutes est-ce qu'est " +
      "c'est qu'il qu'elle d'un d'une qu'un qu'une j'ai suivant suivante suivants suivantes veuillez afin dont entre où",
    also: 'on or car son ton ma ta sur pour par plus comment as me te a de fait faire faut entre',
    requests:
      'décris décrire décrivez explique expliquer expliquez donne donner donnez écris écrire écrivez rédige rédiger rédigez crée créer créez ' +
      'trouve trouver trouvez nomme nommer nommez cite citer citez propose proposer proposez montre montrer dis dire dites raconte signifie ' +
      'signification sens définition explication description terme notion utiliser utilise',
  },
  {
    // Spanish
    certain:
      'el los las un una unos unas y del al es son está están era eran ser estar hay han había yo tú él ella ellos nosotros usted ustedes mi ' +
      'mis tus su sus nuestro nuestra este esta estos estas ese esa esos esas esto eso que qué quién quiénes cuál cuáles cómo cuándo dónde ' +
      'cuando donde como en por muy más también se les nos si pero porque puede puedo puedes pueden podría podrías debe debo debes deben ' +
      'tengo tienes tiene siguiente siguientes algún alguna algunos algunas todo toda todos todas cada entre favor hacer hago hace haz',
    also: 'la le lo me te a o e u de con para he ha sobre tu uno tener',
    requests:
      'describe describir describa explica explicar explique da dar dé dame escribe escribir escriba redacta redactar crea crear cree genera ' +
      'generar encuentra encontrar nombra nombrar menciona mencionar propone proponer muestra mostrar di decir cuenta contar significa ' +
      'significado definición explicación descripción término concepto usar usa utilizar utiliza',
  },
  {
    // Italian
    certain:
      'il lo gli uno una di del dello della dei degli delle al allo alla ai agli alle nel nello nella nei nelle sul sulla è sono era erano ' +
      'essere avere ho hai hanno io lui lei noi voi loro mio mia miei mie tuo tua suo sua questo questa questi queste quello quella che chi ' +
      'cosa quale quali come quando dove perché con per molto più anche si ci se ma e può posso puoi possono deve devo seguente seguenti',
    also: 'la le i a da in non un fare fa',
    requests:
      'descrivi descrivere spiega spiegare scrivi scrivere crea creare trova trovare elenca elencare dammi dai proponi mostra significa ' +
      'significato definizione spiegazione descrizione termine concetto usare',
  },
  {
    // Portuguese
    certain:
      'os um uma uns umas do dos das ao aos à às no na nos nas é são está estão era eram ser estar há tem têm eu ele ela eles elas nós você ' +
      'vocês meu minha meus minhas seu sua seus suas este esta estes estas esse essa isso isto que quem qual quais como quando onde porque com ' +
      'em por para muito mais também se mas e pode posso podem deve devo seguinte seguintes pelo pela',
    also: 'o a as de me te fazer faz',
    requests:
      'descreva descrever explique explicar escreva escrever crie criar gere gerar encontre encontrar liste listar dê dar mostre mostrar ' +
      'significa significado definição explicação descrição termo conceito usar',
  },
  {
    // Finnish
    certain:
      'ja tai on ovat oli olivat olla että joka jotka mikä mitkä mitä miten missä milloin kuka tämä tämän nämä näiden se sen ne niiden minä ' +
      'minun minulle sinä sinun hän hänen voi voit voiko voisitko kuten myös sekä kun jos vai seuraava seuraavan seuraavat',
    also: 'me te he',
    requests: 'kuvaile selitä kirjoita anna luo keksi listaa kerro mainitse laadi tarkoittaa merkitys',
  },
].map(({ certain, also, requests }) => ({
  certain: new Set(listed(certain)),
  functions: new Set([...listed(certain), ...listed(also)]),
  requests: new Set(listed(requests)),
}));

/** Words by which a text is English, and no other of these languages. */
const ENGLISH = new Set(
  listed(
    'the of is are was were what how to and for with that this these those does do did my your you can could which who when where why it its ' +
      'from by as be have has if or not there their they we i give write about into between',
  ),
);
/** One word of a language may be quoted in another one. */
const LEAST_CERTAIN = 2;
/** The first words of a text tell its language. */
const MOST_WORDS = 200;

/** The words of the language in Latin letters, other than English, that a text is in by most of its function words; null of every other text. */
export function languageOfWords(words: readonly string[]): LanguageWords | null {
  const head = words.slice(0, MOST_WORDS);
  const count = (among: ReadonlySet<string>): number =>
    head.reduce((sum, word) => sum + Number(among.has(word)), 0);
  const counts = LANGUAGES.map((language) => ({ language, certain: count(language.certain) }));
  const most = counts.reduce((best, one) => (one.certain > best.certain ? one : best));
  if (most.certain < LEAST_CERTAIN || most.certain <= count(ENGLISH)) return null;
  return most.language;
}
