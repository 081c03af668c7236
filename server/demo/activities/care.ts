import type { DemoActivity } from './activity.ts'

export const care: readonly DemoActivity[] = [
  {
    slug: 'infection-prevention',
    type: 'e-learning',
    validMonths: 12,
    en: [
      'Preventing infections in care',
      'Routes of infection, isolation, laundry, visitors. Renewed every autumn with the season’s agreements.',
    ],
    nl: [
      'Infecties voorkomen in de zorg',
      'Besmettingswegen, isolatie, was, bezoek. Elk najaar vernieuwd met de afspraken van het seizoen.',
    ],
  },
  {
    slug: 'hand-hygiene-in-care',
    type: 'video',
    validMonths: 12,
    en: ['Five moments for clean hands', 'A morning round with a district nurse, who counts out loud.'],
    nl: ['Vijf momenten voor schone handen', 'Een ochtendronde met een wijkverpleegkundige, die hardop telt.'],
  },
  {
    slug: 'medication',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Handling medication safely',
      'Preparing, handing over, signing off; the double check; and what you do when a tablet is left in the tray.',
    ],
    nl: [
      'Veilig omgaan met medicatie',
      'Uitzetten, aanreiken, aftekenen; de dubbele controle; en wat je doet als er een tablet in het bakje achterblijft.',
    ],
  },
  {
    slug: 'medication-exam',
    type: 'exam',
    validMonths: 24,
    en: [
      'Medication: the exam',
      'Calculating doses and judging six situations. A calculator and the national guideline are allowed.',
    ],
    nl: [
      'Medicatie: de toets',
      'Doseringen berekenen en zes situaties beoordelen. Rekenmachine en landelijke richtlijn zijn toegestaan.',
    ],
  },
  {
    slug: 'insulin',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Insulin: measuring, injecting, recording',
      'Practice with pens and pumps, and recognizing a hypo before the meter does.',
    ],
    nl: [
      'Insuline: meten, spuiten, vastleggen',
      'Oefenen met pennen en pompen, en een hypo herkennen voordat de meter het doet.',
    ],
  },
  {
    slug: 'safe-transfers',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Helping people move without lifting them',
      'Bed, chair, bath, car: using what somebody can still do. Wear comfortable clothes.',
    ],
    nl: [
      'Mensen helpen bewegen zonder te tillen',
      'Bed, stoel, bad, auto: gebruikmaken van wat iemand nog kan. Draag makkelijke kleding.',
    ],
  },
  {
    slug: 'hoists',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Ceiling hoist and standing hoist',
      'Choosing the sling, checking the hoist, working in pairs. You are lifted yourself as well.',
    ],
    nl: [
      'Plafondlift en stalift',
      'De tilmat kiezen, de lift controleren, met zijn tweeën werken. Je wordt zelf ook getild.',
    ],
  },
  {
    slug: 'dementia',
    type: 'e-learning',
    en: [
      'Living with dementia',
      'What changes in remembering, seeing and feeling, told with people who have it and those who love them.',
    ],
    nl: [
      'Leven met dementie',
      'Wat er verandert in onthouden, zien en voelen, verteld met mensen die het hebben en wie van hen houdt.',
    ],
  },
  {
    slug: 'behavior-hard-to-read',
    type: 'classroom',
    en: [
      'Behavior that is hard to read',
      'Restlessness, suspicion, refusing: looking for the reason together, in cases that you bring.',
    ],
    nl: [
      'Gedrag dat lastig te lezen is',
      'Onrust, achterdocht, weigeren: samen zoeken naar de reden, met casussen die je zelf meeneemt.',
    ],
  },
  {
    slug: 'palliative-care',
    type: 'webinar',
    en: [
      'Care in the last phase of life',
      'Three evenings with a palliative nurse and a general practitioner on comfort, talking, and saying goodbye.',
    ],
    nl: [
      'Zorg in de laatste levensfase',
      'Drie avonden met een palliatief verpleegkundige en een huisarts over comfort, praten en afscheid nemen.',
    ],
  },
  {
    slug: 'wound-care',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Wound care',
      'Assessing, cleaning, dressing and photographing wounds, with the materials from our own trolleys.',
    ],
    nl: [
      'Wondzorg',
      'Wonden beoordelen, reinigen, verbinden en fotograferen, met het materiaal van onze eigen karren.',
    ],
  },
  {
    slug: 'client-record',
    type: 'e-learning',
    en: [
      'Writing in the client record',
      'What the next colleague needs to know, what the client may read, and what is not written down at all.',
    ],
    nl: [
      'Schrijven in het cliëntdossier',
      'Wat de volgende collega moet weten, wat de cliënt mag lezen en wat helemaal niet wordt opgeschreven.',
    ],
  },
  {
    slug: 'signs-of-abuse',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Signs of abuse: the reporting code',
      'Five steps from a suspicion to a decision, who thinks along with you, and what you tell the client.',
    ],
    nl: [
      'Signalen van mishandeling: de meldcode',
      'Vijf stappen van vermoeden naar besluit, wie er met je meedenkt en wat je de cliënt vertelt.',
    ],
  },
  {
    slug: 'care-and-coercion',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Care and coercion',
      'When a closed door is a measure, which steps come before it, and how freedom comes back.',
    ],
    nl: [
      'Zorg en dwang',
      'Wanneer een dichte deur een maatregel is, welke stappen eraan voorafgaan en hoe de vrijheid terugkomt.',
    ],
  },
  {
    slug: 'safe-meals',
    type: 'video',
    en: ['Safe meals for people who choke easily', 'A speech therapist and a cook on posture, thickness and patience.'],
    nl: ['Veilig eten voor wie zich snel verslikt', 'Een logopedist en een kok over houding, dikte en geduld.'],
  },
  {
    slug: 'preventing-falls',
    type: 'e-learning',
    validMonths: 24,
    en: ['Preventing falls', 'Looking at a room as if you were eighty, and the medicines that make people unsteady.'],
    nl: ['Vallen voorkomen', 'Naar een kamer kijken alsof je tachtig bent, en de medicijnen die mensen onvast maken.'],
  },
  {
    slug: 'alone-at-clients',
    type: 'webinar',
    en: [
      'Working alone at clients’ homes',
      'Dogs, keys, late shifts and unexpected visitors: agreements that make you feel safe.',
    ],
    nl: [
      'Alleen werken bij cliënten thuis',
      'Honden, sleutels, late diensten en onverwacht bezoek: afspraken waarmee je je veilig voelt.',
    ],
  },
  {
    slug: 'wanting-to-move',
    type: 'classroom',
    en: [
      'Talking so that people want to move',
      'Motivational conversations for therapists and activity coordinators. Two afternoons, three weeks apart.',
    ],
    nl: [
      'Zo praten dat mensen willen bewegen',
      'Motiverende gespreksvoering voor therapeuten en activiteitenbegeleiders. Twee middagen, met drie weken ertussen.',
    ],
  },
  {
    slug: 'pressure-ulcers',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Preventing pressure ulcers',
      'Skin, seat, mattress, food: a daily look that takes a minute and prevents months of wound care.',
    ],
    nl: [
      'Doorligwonden voorkomen',
      'Huid, zit, matras, voeding: een dagelijkse blik van een minuut die maanden wondzorg voorkomt.',
    ],
  },
  {
    slug: 'catheters',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Catheter care',
      'Inserting, flushing, changing bags, and noticing an infection early. Practical assessment at the end.',
    ],
    nl: [
      'Katheterzorg',
      'Inbrengen, spoelen, zakken wisselen en een infectie vroeg opmerken. Met een praktijktoets aan het eind.',
    ],
  },
]
