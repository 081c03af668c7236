import type { DemoActivity } from './activity.ts'

export const technical: readonly DemoActivity[] = [
  {
    slug: 'site-safety',
    type: 'e-learning',
    validMonths: 120,
    en: [
      'Site safety: the basics',
      'Law, permits, dangers and protective measures on building sites. The preparation for the national exam.',
    ],
    nl: [
      'Veilig werken op de bouwplaats: de basis',
      'Wet, vergunningen, gevaren en beheersmaatregelen op de bouwplaats. De voorbereiding op het landelijke examen.',
    ],
    de: [
      'Sicherheit auf der Baustelle: Grundlagen',
      'Recht, Erlaubnisscheine, Gefahren und Schutzmaßnahmen. Vorbereitung auf die landesweite Prüfung.',
    ],
  },
  {
    slug: 'site-safety-exam',
    type: 'exam',
    validMonths: 120,
    en: ['Site safety: the exam', 'Seventy questions at an examination center near you. Bring proof of identity.'],
    nl: [
      'Veilig werken op de bouwplaats: het examen',
      'Zeventig vragen in een examencentrum bij jou in de buurt. Neem een identiteitsbewijs mee.',
    ],
  },
  {
    slug: 'site-safety-supervisors',
    type: 'classroom',
    validMonths: 120,
    en: [
      'Site safety for supervisors',
      'Toolbox meetings, inspections, subcontractors, and stopping work that everybody wants to finish.',
    ],
    nl: [
      'Veilig werken voor leidinggevenden op de bouw',
      'Toolboxmeetings, inspecties, onderaannemers, en werk stilleggen dat iedereen af wil maken.',
    ],
  },
  {
    slug: 'working-at-height',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Working at height',
      'Harness, anchor points, rescue of a colleague. A day in the hall, of which four hours hanging.',
    ],
    nl: ['Werken op hoogte', 'Harnas, ankerpunten, een collega redden. Een dag in de hal, waarvan vier uur hangend.'],
  },
  {
    slug: 'ladders-and-scaffolds',
    type: 'video',
    validMonths: 24,
    en: [
      'Ladders, steps and mobile scaffolds',
      'When a ladder will do, when it will not, and the seven things to look at before you climb.',
    ],
    nl: [
      'Ladders, trappen en rolsteigers',
      'Wanneer een ladder volstaat, wanneer niet, en de zeven dingen waar je naar kijkt voordat je klimt.',
    ],
  },
  {
    slug: 'electrical-awareness',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Electricity for those who are no electricians',
      'What you may open, switch and replace yourself, and at which point you put the screwdriver away.',
    ],
    nl: [
      'Elektriciteit voor wie geen elektricien is',
      'Wat je zelf mag openen, schakelen en vervangen, en op welk punt je de schroevendraaier weglegt.',
    ],
  },
  {
    slug: 'electrical-work',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Safe electrical work for electricians',
      'Switching off, securing, proving dead, working near live parts. Two days, by the current standard.',
    ],
    nl: [
      'Veilig elektrotechnisch werk voor elektriciens',
      'Uitschakelen, beveiligen, spanningsloosheid aantonen, werken nabij spanning. Twee dagen, volgens de geldende norm.',
    ],
  },
  {
    slug: 'electrical-exam',
    type: 'exam',
    validMonths: 36,
    en: [
      'Safe electrical work: the exam',
      'Theory on screen, practice at the test panel. After it you receive your written designation.',
    ],
    nl: [
      'Veilig elektrotechnisch werk: het examen',
      'Theorie op het scherm, praktijk aan het testpaneel. Daarna krijg je je schriftelijke aanwijzing.',
    ],
  },
  {
    slug: 'refrigerants',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Handling refrigerants',
      'Leak testing, recovery, records, and the new flammable refrigerants. With the certificate the law asks for.',
    ],
    nl: [
      'Omgaan met koudemiddelen',
      'Lekdicht testen, terugwinnen, logboek, en de nieuwe brandbare koudemiddelen. Met het wettelijk verplichte certificaat.',
    ],
  },
  {
    slug: 'heat-pumps-installing',
    type: 'classroom',
    en: ['Installing heat pumps', 'Sizing, placing, connecting and commissioning, on six models that we sell.'],
    nl: [
      'Warmtepompen installeren',
      'Dimensioneren, plaatsen, aansluiten en in bedrijf stellen, op zes modellen die wij verkopen.',
    ],
  },
  {
    slug: 'heat-pumps-faults',
    type: 'e-learning',
    en: [
      'Heat pumps: finding the fault',
      'Thirty service calls from last winter. You ask, measure and decide; the app keeps your time.',
    ],
    nl: [
      'Warmtepompen: de storing vinden',
      'Dertig storingen van afgelopen winter. Jij vraagt, meet en beslist; de app houdt je tijd bij.',
    ],
  },
  {
    slug: 'solar-panels',
    type: 'classroom',
    en: [
      'Solar panels: from roof to meter',
      'Roof loads, cabling, inverter, inspection report. Two days, one of them on the training roof.',
    ],
    nl: [
      'Zonnepanelen: van dak tot meter',
      'Dakbelasting, bekabeling, omvormer, inspectierapport. Twee dagen, waarvan één op het oefendak.',
    ],
  },
  {
    slug: 'battery-storage',
    type: 'webinar',
    en: [
      'Home batteries',
      'What customers ask, what may stand in a garage, and what the fire brigade wants to know about it.',
    ],
    nl: ['Thuisbatterijen', 'Wat klanten vragen, wat er in een garage mag staan en wat de brandweer ervan wil weten.'],
  },
  {
    slug: 'gas-and-carbon-monoxide',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Gas and carbon monoxide',
      'Measuring, ventilating, shutting off, informing the resident. The lesson that has saved lives here twice.',
    ],
    nl: [
      'Gas en koolmonoxide',
      'Meten, ventileren, afsluiten, de bewoner informeren. De les die hier twee keer levens heeft gered.',
    ],
  },
  {
    slug: 'confined-spaces',
    type: 'classroom',
    validMonths: 24,
    en: [
      'Confined spaces',
      'Permit, measuring, safety guard, rescue. Nobody goes in alone, and nobody goes in after somebody.',
    ],
    nl: [
      'Besloten ruimten',
      'Vergunning, meten, mangatwacht, redding. Niemand gaat alleen naar binnen, en niemand gaat iemand achterna.',
    ],
  },
  {
    slug: 'aerial-platforms',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Aerial work platforms',
      'Scissor lift and boom: daily inspection, driving, placing, lowering in an emergency.',
    ],
    nl: ['Hoogwerkers', 'Schaar- en knikarmhoogwerker: dagelijkse inspectie, rijden, opstellen, dalen in nood.'],
  },
  {
    slug: 'at-the-customers-door',
    type: 'e-learning',
    en: ['At the customer’s door', 'Shoes, promises, bad news and the second question: how a visit is remembered.'],
    nl: [
      'Bij de klant aan de deur',
      'Schoenen, beloftes, slecht nieuws en de tweede vraag: hoe een bezoek wordt onthouden.',
    ],
  },
  {
    slug: 'work-order-app',
    type: 'video',
    en: [
      'The work order on your phone',
      'From accepting a job to the signature and the used parts. Nine minutes, made by the planning desk.',
    ],
    nl: [
      'De werkbon op je telefoon',
      'Van een klus aannemen tot de handtekening en het gebruikte materiaal. Negen minuten, gemaakt door de planning.',
    ],
  },
  {
    slug: 'asbestos',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Recognizing asbestos',
      'Forty photographs from houses built before 1994, and the one right thing to do: stop and call.',
    ],
    nl: [
      'Asbest herkennen',
      'Veertig foto’s uit huizen van voor 1994, en het enige juiste om te doen: stoppen en bellen.',
    ],
  },
  {
    slug: 'pressure-equipment',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Boilers, valves and pressure',
      'Safety valves, expansion, inspection intervals, and what a pressure gauge tells somebody who looks twice.',
    ],
    nl: [
      'Ketels, ventielen en druk',
      'Overdrukventielen, expansie, keuringstermijnen, en wat een manometer vertelt aan wie twee keer kijkt.',
    ],
  },
  {
    slug: 'site-supervision',
    type: 'webinar',
    en: [
      'A day in the life of a site supervisor',
      'Four supervisors on planning, neighbors, rain and the phone. For engineers who consider the step.',
    ],
    nl: [
      'Een dag uit het leven van een uitvoerder',
      'Vier uitvoerders over planning, buren, regen en de telefoon. Voor monteurs die de stap overwegen.',
    ],
  },
]
