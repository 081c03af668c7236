import type { DemoActivity } from './activity.ts'

/** Safety that does not ask in which of the companies one works. */
export const safety: readonly DemoActivity[] = [
  {
    slug: 'safe-from-day-one',
    type: 'video',
    en: [
      'Safe from the first day',
      'Twelve minutes to watch before you walk onto the floor: routes, signs, protective equipment, and whom to call.',
    ],
    nl: [
      'Veilig vanaf de eerste dag',
      'Twaalf minuten om te bekijken voordat je de vloer op gaat: looproutes, borden, beschermingsmiddelen en wie je belt.',
    ],
    de: [
      'Sicher vom ersten Tag an',
      'Zwölf Minuten, bevor du die Halle betrittst: Wege, Schilder, Schutzausrüstung und wen du anrufst.',
    ],
    fr: [
      'En sécurité dès le premier jour',
      'Douze minutes à regarder avant d’entrer dans l’atelier : circulation, panneaux, équipements et qui appeler.',
    ],
  },
  {
    slug: 'fire-prevention',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Preventing fire at work',
      'How fires start at sites like ours, what keeps doors and escape routes free, and what you do in the first two minutes.',
    ],
    nl: [
      'Brand voorkomen op het werk',
      'Hoe brand ontstaat op locaties als de onze, hoe deuren en vluchtwegen vrij blijven en wat je doet in de eerste twee minuten.',
    ],
    de: [
      'Brände bei der Arbeit verhindern',
      'Wie Brände an Standorten wie unseren entstehen, wie Türen und Fluchtwege frei bleiben und was du in den ersten zwei Minuten tust.',
    ],
    fr: [
      'Prévenir l’incendie au travail',
      'Comment naît un incendie sur des sites comme les nôtres, comment garder les issues libres et que faire dans les deux premières minutes.',
    ],
  },
  {
    slug: 'fire-extinguishers',
    type: 'classroom',
    validMonths: 12,
    en: [
      'Using a fire extinguisher',
      'Outside, with real fire: foam, carbon dioxide and the blanket. Wear clothes that may smell of smoke.',
    ],
    nl: [
      'Een blusser gebruiken',
      'Buiten, met echt vuur: schuim, koolzuur en de blusdeken. Draag kleren die naar rook mogen ruiken.',
    ],
  },
  {
    slug: 'evacuation-plan',
    type: 'document',
    validMonths: 12,
    en: [
      'The evacuation plan of your location',
      'Where you assemble, who counts, and what differs at night. One page for each building.',
    ],
    nl: [
      'Het ontruimingsplan van jouw locatie',
      'Waar je verzamelt, wie er telt en wat er ’s nachts anders is. Eén pagina per gebouw.',
    ],
  },
  {
    slug: 'first-aid',
    type: 'classroom',
    validMonths: 24,
    en: [
      'First aid',
      'Two days with a certified instructor: wounds, burns, fractures, unconsciousness. Ends with a practical assessment.',
    ],
    nl: [
      'Eerste hulp',
      'Twee dagen met een gecertificeerde instructeur: wonden, brandwonden, breuken, bewusteloosheid. Met praktijktoets.',
    ],
  },
  {
    slug: 'first-aid-refresher',
    type: 'e-learning',
    validMonths: 12,
    en: [
      'First aid: what was it again?',
      'Thirty cases to keep your certificate alive between two courses. Ten minutes each month is enough.',
    ],
    nl: [
      'Eerste hulp: hoe zat het ook alweer?',
      'Dertig casussen om je certificaat bij te houden tussen twee cursussen. Tien minuten per maand is genoeg.',
    ],
  },
  {
    slug: 'cpr-and-aed',
    type: 'classroom',
    validMonths: 12,
    en: [
      'Resuscitation and the defibrillator',
      'Three hours on the mat. Nobody leaves before it goes without thinking.',
    ],
    nl: ['Reanimeren en de AED', 'Drie uur op de mat. Niemand gaat naar huis voordat het zonder nadenken gaat.'],
  },
  {
    slug: 'emergency-response-basic',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Emergency response officer: basic course',
      'Leading people out, keeping order at the assembly point, working with the fire brigade. Three days at the training center.',
    ],
    nl: [
      'Bedrijfshulpverlener: basisopleiding',
      'Mensen naar buiten brengen, orde houden op de verzamelplaats, samenwerken met de brandweer. Drie dagen in het oefencentrum.',
    ],
  },
  {
    slug: 'emergency-response-drill',
    type: 'classroom',
    validMonths: 12,
    en: [
      'Emergency response officer: the yearly drill',
      'Half a day at your own location, unannounced to everybody else. With smoke, a missing colleague and an evaluation.',
    ],
    nl: [
      'Bedrijfshulpverlener: de jaarlijkse oefening',
      'Een halve dag op je eigen locatie, onaangekondigd voor alle anderen. Met rook, een vermiste collega en een nabespreking.',
    ],
  },
  {
    slug: 'reporting-incidents',
    type: 'e-learning',
    en: [
      'Reporting incidents and near misses',
      'Why the accident that did not happen is worth a report, and how to make one in two minutes.',
    ],
    nl: [
      'Ongevallen en bijna-ongevallen melden',
      'Waarom het ongeval dat net niet gebeurde een melding waard is, en hoe je die in twee minuten doet.',
    ],
    de: [
      'Unfälle und Beinaheunfälle melden',
      'Warum sich eine Meldung auch lohnt, wenn nichts passiert ist, und wie sie in zwei Minuten geht.',
    ],
  },
  {
    slug: 'hazardous-substances',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Working with hazardous substances',
      'Reading labels and safety sheets, storing, decanting, and what to do when something spills.',
    ],
    nl: [
      'Werken met gevaarlijke stoffen',
      'Etiketten en veiligheidsbladen lezen, opslaan, overgieten en wat je doet als er iets gemorst is.',
    ],
    de: [
      'Umgang mit Gefahrstoffen',
      'Etiketten und Sicherheitsdatenblätter lesen, lagern, umfüllen und was bei einem Austritt zu tun ist.',
    ],
  },
  {
    slug: 'lifting',
    type: 'video',
    en: [
      'Lifting without hurting your back',
      'A physiotherapist from Marevelt Care visits four departments and shows what goes wrong, and how else.',
    ],
    nl: [
      'Tillen zonder rugklachten',
      'Een fysiotherapeut van Marevelt Care bezoekt vier afdelingen en laat zien wat er misgaat, en hoe het anders kan.',
    ],
    fr: [
      'Soulever sans se blesser le dos',
      'Une kinésithérapeute de Marevelt Care visite quatre services et montre ce qui ne va pas, et comment mieux faire.',
    ],
  },
  {
    slug: 'protective-equipment',
    type: 'document',
    validMonths: 36,
    en: [
      'Protective equipment: what, when, how',
      'The equipment of each department with photographs, how to check it, and where to get new.',
    ],
    nl: [
      'Beschermingsmiddelen: wat, wanneer, hoe',
      'De middelen van elke afdeling met foto’s, hoe je ze controleert en waar je nieuwe haalt.',
    ],
  },
  {
    slug: 'noise',
    type: 'video',
    en: [
      'Noise, and what it leaves behind',
      'An operator of sixty tells how he lost the high notes. With a hearing test you can do yourself.',
    ],
    nl: [
      'Geluid, en wat het achterlaat',
      'Een operator van zestig vertelt hoe hij de hoge tonen kwijtraakte. Met een gehoortest die je zelf kunt doen.',
    ],
  },
  {
    slug: 'last-minute-risk',
    type: 'webinar',
    validMonths: 36,
    en: [
      'The last-minute risk check',
      'Five questions before you start a job that is not routine. Live, with examples from the past quarter.',
    ],
    nl: [
      'De laatste-minuut-risicocheck',
      'Vijf vragen voordat je begint aan werk dat geen routine is. Live, met voorbeelden uit het afgelopen kwartaal.',
    ],
  },
  {
    slug: 'night-work',
    type: 'e-learning',
    en: [
      'Working nights and staying well',
      'Sleep, food, light and the way home: what research says, and what our own night shifts do with it.',
    ],
    nl: [
      'Nachtwerk en gezond blijven',
      'Slaap, eten, licht en de weg naar huis: wat onderzoek zegt en wat onze eigen nachtploegen ermee doen.',
    ],
    de: [
      'Nachtarbeit und gesund bleiben',
      'Schlaf, Essen, Licht und der Heimweg: was die Forschung sagt und was unsere Nachtschichten daraus machen.',
    ],
  },
]
