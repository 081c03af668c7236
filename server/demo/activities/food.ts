import type { DemoActivity } from './activity.ts'

export const food: readonly DemoActivity[] = [
  {
    slug: 'food-hygiene',
    type: 'e-learning',
    validMonths: 12,
    en: [
      'Hygiene on the production floor',
      'Clothing, jewelry, hands, zones: why the rules are as they are, with what the laboratory found without them.',
    ],
    nl: [
      'Hygiëne op de productievloer',
      'Kleding, sieraden, handen, zones: waarom de regels zijn zoals ze zijn, met wat het laboratorium vond zonder.',
    ],
    de: [
      'Hygiene in der Produktion',
      'Kleidung, Schmuck, Hände, Zonen: warum die Regeln so sind, mit Befunden aus dem Labor.',
    ],
    fr: [
      'L’hygiène en production',
      'Vêtements, bijoux, mains, zones : le pourquoi des règles, avec ce que le laboratoire trouve quand on les oublie.',
    ],
  },
  {
    slug: 'haccp-basics',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Food safety and HACCP: the basics',
      'Hazards, critical points, limits. You follow a quiche from delivery to dispatch and decide where to measure.',
    ],
    nl: [
      'Voedselveiligheid en HACCP: de basis',
      'Gevaren, kritische punten, grenzen. Je volgt een quiche van levering tot verzending en bepaalt waar je meet.',
    ],
    fr: [
      'Sécurité alimentaire et HACCP : les bases',
      'Dangers, points critiques, limites. Vous suivez une quiche de la livraison à l’expédition et décidez où mesurer.',
    ],
  },
  {
    slug: 'haccp-team',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Working in the HACCP team',
      'Two days for line leaders and quality staff: drawing the flow, judging risks, changing a plan and proving it.',
    ],
    nl: [
      'Werken in het HACCP-team',
      'Twee dagen voor lijnleiders en kwaliteitsmedewerkers: het proces tekenen, risico’s wegen, een plan wijzigen en aantonen.',
    ],
  },
  {
    slug: 'haccp-exam',
    type: 'exam',
    validMonths: 36,
    en: [
      'Food safety: the exam',
      'Forty questions and one case. The certificate is asked for by three of our five largest customers.',
    ],
    nl: [
      'Voedselveiligheid: het examen',
      'Veertig vragen en één casus. Drie van onze vijf grootste klanten vragen om het certificaat.',
    ],
  },
  {
    slug: 'allergens',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Allergens: fourteen names to know',
      'Where they hide, how they travel along the line, and how a change of product is cleaned and recorded.',
    ],
    nl: [
      'Allergenen: veertien namen om te kennen',
      'Waar ze zitten, hoe ze meereizen over de lijn en hoe een productwissel wordt gereinigd en vastgelegd.',
    ],
    fr: [
      'Allergènes : quatorze noms à connaître',
      'Où ils se cachent, comment ils voyagent sur la ligne et comment nettoyer et tracer un changement de produit.',
    ],
  },
  {
    slug: 'allergens-test',
    type: 'exam',
    validMonths: 24,
    en: ['Allergens: the test', 'Fifteen questions with photographs of our own lines. All of them have to be right.'],
    nl: ['Allergenen: de toets', 'Vijftien vragen met foto’s van onze eigen lijnen. Ze moeten allemaal goed zijn.'],
  },
  {
    slug: 'hand-washing',
    type: 'video',
    validMonths: 12,
    en: [
      'Forty seconds at the sink',
      'Under ultraviolet light you see what was missed. The shortest film we have, and the most watched.',
    ],
    nl: [
      'Veertig seconden aan de wasbak',
      'Onder ultraviolet licht zie je wat er is overgeslagen. De kortste film die we hebben, en de meest bekeken.',
    ],
    de: [
      'Vierzig Sekunden am Waschbecken',
      'Unter ultraviolettem Licht sieht man, was vergessen wurde. Unser kürzester Film, und der meistgesehene.',
    ],
    fr: [
      'Quarante secondes au lavabo',
      'Sous la lumière ultraviolette, on voit ce qui a été oublié. Notre film le plus court, et le plus regardé.',
    ],
  },
  {
    slug: 'foreign-bodies',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Metal, glass and plastic stay out of the product',
      'Registers, breakage, blades and pens: what a foreign body costs, and the four moments at which you can find it.',
    ],
    nl: [
      'Metaal, glas en plastic blijven uit het product',
      'Registers, breuk, messen en pennen: wat een vreemd voorwerp kost, en de vier momenten waarop je het kunt vinden.',
    ],
  },
  {
    slug: 'cleaning-and-disinfecting',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Cleaning and disinfecting: two different things',
      'Concentration, temperature, time and mechanics, and why more chemicals is seldom the answer.',
    ],
    nl: [
      'Reinigen en desinfecteren: twee verschillende dingen',
      'Concentratie, temperatuur, tijd en mechaniek, en waarom meer middel zelden het antwoord is.',
    ],
  },
  {
    slug: 'cleaning-packing-line',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Cleaning the packing line',
      'On the line itself, after the late shift: taking apart, cleaning, checking with swabs, putting back together.',
    ],
    nl: [
      'De verpakkingslijn reinigen',
      'Aan de lijn zelf, na de late dienst: uit elkaar halen, reinigen, controleren met swabs, weer opbouwen.',
    ],
  },
  {
    slug: 'locking-out-machines',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Locking out a machine before you reach into it',
      'Your own lock, your own key, every time. Half a day with the maintenance department.',
    ],
    nl: [
      'Een machine vergrendelen voordat je erin grijpt',
      'Je eigen slot, je eigen sleutel, elke keer. Een halve dag met de technische dienst.',
    ],
    fr: [
      'Consigner une machine avant d’y mettre la main',
      'Votre cadenas, votre clé, à chaque fois. Une demi-journée avec le service maintenance.',
    ],
  },
  {
    slug: 'packing-line',
    type: 'e-learning',
    en: [
      'Running the packing line',
      'Starting up, changing film, solving the ten most frequent stops, and handing the line over clean.',
    ],
    nl: [
      'De verpakkingslijn draaien',
      'Opstarten, folie wisselen, de tien meest voorkomende stops oplossen en de lijn schoon overdragen.',
    ],
    fr: [
      'Conduire la ligne d’emballage',
      'Démarrer, changer le film, résoudre les dix arrêts les plus fréquents et rendre la ligne propre.',
    ],
  },
  {
    slug: 'dough',
    type: 'classroom',
    en: [
      'Dough: mixing, resting, dividing',
      'Two days in the bakery with a master baker. You learn to feel what the display does not say.',
    ],
    nl: [
      'Deeg: kneden, rusten, verdelen',
      'Twee dagen in de bakkerij met een meesterbakker. Je leert voelen wat het scherm niet zegt.',
    ],
  },
  {
    slug: 'oven-line',
    type: 'e-learning',
    en: [
      'The oven line: color, core, conveyor',
      'Reading curves and bread at the same time, and what to change first when the crust is right and the core is not.',
    ],
    nl: [
      'De ovenlijn: kleur, kern, band',
      'Tegelijk curves en brood lezen, en wat je het eerst verandert als de korst goed is en de kern niet.',
    ],
  },
  {
    slug: 'metal-detector',
    type: 'video',
    validMonths: 12,
    en: [
      'Testing the metal detector',
      'Three test pieces, every hour, and what has to be checked again when one is missed.',
    ],
    nl: [
      'De metaaldetector testen',
      'Drie teststukjes, elk uur, en wat er opnieuw gecontroleerd moet worden als er één gemist wordt.',
    ],
  },
  {
    slug: 'traceability',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Tracing a batch within four hours',
      'From the complaint of one customer to every pallet, and back to the flour. You play it on real records.',
    ],
    nl: [
      'Een partij traceren binnen vier uur',
      'Van de klacht van één klant naar elke pallet, en terug naar het meel. Je speelt het na met echte gegevens.',
    ],
  },
  {
    slug: 'recall-exercise',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Recall exercise',
      'A morning around the table: who decides, who calls, what the press is told. With an outside observer.',
    ],
    nl: [
      'Recall-oefening',
      'Een ochtend rond de tafel: wie beslist, wie belt, wat de pers te horen krijgt. Met een waarnemer van buiten.',
    ],
  },
  {
    slug: 'tasting',
    type: 'classroom',
    en: [
      'Tasting with a method',
      'Describing instead of liking: salt, sour, texture, aftertaste. For everybody in a tasting panel.',
    ],
    nl: [
      'Proeven met methode',
      'Beschrijven in plaats van lekker vinden: zout, zuur, textuur, nasmaak. Voor iedereen in een smaakpanel.',
    ],
  },
  {
    slug: 'labels-and-law',
    type: 'webinar',
    validMonths: 24,
    en: [
      'What has to be on the label',
      'Names, quantities, origin, claims. An hour and a half with our food lawyer, for development and marketing.',
    ],
    nl: [
      'Wat er op het etiket moet staan',
      'Namen, hoeveelheden, herkomst, claims. Anderhalf uur met onze levensmiddelenjurist, voor ontwikkeling en marketing.',
    ],
  },
  {
    slug: 'supplier-audits',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Auditing a supplier',
      'Preparing questions, walking against the flow, writing findings that somebody can work with.',
    ],
    nl: [
      'Een leverancier auditen',
      'Vragen voorbereiden, tegen de stroom in lopen, bevindingen schrijven waar iemand mee verder kan.',
    ],
  },
  {
    slug: 'knives',
    type: 'video',
    validMonths: 24,
    en: [
      'Knives: sharp, counted, put away',
      'Grip, glove, sharpening, and the board on which every knife has its place at the end of the shift.',
    ],
    nl: [
      'Messen: scherp, geteld, opgeborgen',
      'Greep, handschoen, slijpen, en het bord waarop elk mes aan het eind van de dienst zijn plek heeft.',
    ],
  },
]
