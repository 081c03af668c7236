import type { DemoActivity } from './activity.ts'

/** What everybody meets: the first weeks, agreements, information, working together, leading. */
export const everyone: readonly DemoActivity[] = [
  {
    slug: 'welcome',
    type: 'e-learning',
    onLeaving: 'keep',
    en: [
      'Welcome to Marevelt',
      'Who we are, what the four companies do, and whom to ask what in your first weeks. Forty minutes, with short films made by colleagues.',
    ],
    nl: [
      'Welkom bij Marevelt',
      'Wie we zijn, wat de vier bedrijven doen en bij wie je in je eerste weken terechtkunt. Veertig minuten, met korte films van collega’s.',
    ],
    de: [
      'Willkommen bei Marevelt',
      'Wer wir sind, was die vier Unternehmen tun und an wen du dich in den ersten Wochen wendest. Vierzig Minuten, mit kurzen Filmen von Kolleginnen und Kollegen.',
    ],
    fr: [
      'Bienvenue chez Marevelt',
      'Qui nous sommes, ce que font les quatre entreprises et à qui s’adresser pendant les premières semaines. Quarante minutes, avec de courts films réalisés par des collègues.',
    ],
  },
  {
    slug: 'code-of-conduct',
    type: 'document',
    validMonths: 24,
    en: [
      'Code of conduct',
      'Eight pages on how we treat each other, our clients and what belongs to the company. Read it, and confirm that you have.',
    ],
    nl: [
      'Gedragscode',
      'Acht pagina’s over hoe we omgaan met elkaar, met klanten en met wat van het bedrijf is. Lees ze en bevestig dat je ze gelezen hebt.',
    ],
    de: [
      'Verhaltenskodex',
      'Acht Seiten darüber, wie wir miteinander, mit Kunden und mit dem Eigentum des Unternehmens umgehen. Bitte lesen und bestätigen.',
    ],
    fr: [
      'Code de conduite',
      'Huit pages sur nos rapports entre nous, avec nos clients et avec les biens de l’entreprise. À lire et à confirmer.',
    ],
  },
  {
    slug: 'privacy-basics',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Privacy: whose data is it?',
      'What counts as personal data, what you may share with whom, and what to do in the first hour after something went wrong.',
    ],
    nl: [
      'Privacy: van wie zijn die gegevens?',
      'Wat persoonsgegevens zijn, wat je met wie mag delen en wat je doet in het eerste uur nadat er iets misging.',
    ],
    de: [
      'Datenschutz: Wem gehören die Daten?',
      'Was personenbezogene Daten sind, was du mit wem teilen darfst und was in der ersten Stunde nach einer Panne zu tun ist.',
    ],
    fr: [
      'Vie privée : à qui sont ces données ?',
      'Ce que sont les données personnelles, ce que l’on peut partager et avec qui, et que faire dans l’heure qui suit un incident.',
    ],
  },
  {
    slug: 'information-security',
    type: 'e-learning',
    validMonths: 12,
    en: [
      'Phishing, passwords and other people’s phones',
      'Six situations from our own mailboxes. You decide what to do, and see what happened next.',
    ],
    nl: [
      'Phishing, wachtwoorden en andermans telefoon',
      'Zes situaties uit onze eigen mailboxen. Jij beslist wat je doet en ziet hoe het afliep.',
    ],
    de: [
      'Phishing, Passwörter und fremde Telefone',
      'Sechs Situationen aus unseren eigenen Postfächern. Du entscheidest und siehst, wie es weiterging.',
    ],
    fr: [
      'Hameçonnage, mots de passe et téléphones des autres',
      'Six situations tirées de nos propres messageries. Vous décidez, puis vous voyez la suite.',
    ],
  },
  {
    slug: 'information-security-test',
    type: 'exam',
    validMonths: 12,
    en: [
      'Information security: the yearly test',
      'Twenty questions in thirty minutes. Seventy percent is enough; you may try three times.',
    ],
    nl: [
      'Informatiebeveiliging: de jaarlijkse toets',
      'Twintig vragen in dertig minuten. Zeventig procent is genoeg; je mag het drie keer proberen.',
    ],
  },
  {
    slug: 'speaking-up',
    type: 'video',
    en: [
      'Speaking up: where you can report a concern',
      'The confidential advisers introduce themselves and explain what happens with a report, and what does not.',
    ],
    nl: [
      'Je uitspreken: waar je een zorg kunt melden',
      'De vertrouwenspersonen stellen zich voor en vertellen wat er met een melding gebeurt, en wat niet.',
    ],
  },
  {
    slug: 'working-together',
    type: 'e-learning',
    en: [
      'Working together without assumptions',
      'How first impressions steer us, told by colleagues of five different ages and backgrounds.',
    ],
    nl: [
      'Samenwerken zonder aannames',
      'Hoe eerste indrukken ons sturen, verteld door collega’s van vijf verschillende leeftijden en achtergronden.',
    ],
  },
  {
    slug: 'gifts-and-interests',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Gifts, favors and conflicts of interest',
      'When a box of chocolates is just that, and when you had better call compliance first.',
    ],
    nl: [
      'Cadeaus, gunsten en belangenverstrengeling',
      'Wanneer een doos bonbons gewoon een doos bonbons is, en wanneer je eerst compliance belt.',
    ],
  },
  {
    slug: 'working-from-home',
    type: 'document',
    en: [
      'Working from home: agreements and equipment',
      'Which days, which allowance, what you may take home, and how to set up a table you can work at.',
    ],
    nl: [
      'Thuiswerken: afspraken en spullen',
      'Welke dagen, welke vergoeding, wat je mee naar huis mag nemen en hoe je een goede werkplek inricht.',
    ],
  },
  {
    slug: 'screen-work',
    type: 'e-learning',
    en: [
      'Screen work without complaints',
      'Chair, screen, breaks: measure your own workplace in ten steps and print the result for your manager.',
    ],
    nl: [
      'Beeldschermwerk zonder klachten',
      'Stoel, scherm, pauzes: meet in tien stappen je eigen werkplek op en geef de uitkomst aan je leidinggevende.',
    ],
  },
  {
    slug: 'feedback-that-helps',
    type: 'classroom',
    en: [
      'Feedback that helps',
      'A morning of practice with an actor. You bring one conversation that you have been putting off.',
    ],
    nl: [
      'Feedback waar je iets aan hebt',
      'Een ochtend oefenen met een acteur. Je neemt één gesprek mee dat je al een tijd uitstelt.',
    ],
  },
  {
    slug: 'first-time-leader',
    type: 'classroom',
    onLeaving: 'keep',
    en: [
      'Leading a team for the first time',
      'Two days for colleagues who lead since this year: from doing it yourself to seeing that it is done.',
    ],
    nl: [
      'Voor het eerst een team leiden',
      'Twee dagen voor collega’s die sinds dit jaar leidinggeven: van zelf doen naar zorgen dat het gebeurt.',
    ],
    de: [
      'Zum ersten Mal ein Team leiten',
      'Zwei Tage für alle, die seit diesem Jahr führen: vom Selbermachen zum Dafürsorgen.',
    ],
  },
  {
    slug: 'absence-talks',
    type: 'classroom',
    en: [
      'Conversations about absence',
      'What you may ask somebody who is ill, what you may not, and how to keep in touch without pushing.',
    ],
    nl: [
      'In gesprek over verzuim',
      'Wat je iemand die ziek is mag vragen, wat niet, en hoe je contact houdt zonder te duwen.',
    ],
  },
  {
    slug: 'yearly-conversation',
    type: 'webinar',
    en: [
      'The yearly conversation',
      'One hour on preparing, holding and writing down the yearly conversation, with the new form.',
    ],
    nl: [
      'Het jaargesprek',
      'Een uur over voorbereiden, voeren en vastleggen van het jaargesprek, met het nieuwe formulier.',
    ],
  },
  {
    slug: 'fair-rosters',
    type: 'webinar',
    en: [
      'Rosters that people can live with',
      'Working hours law in twelve rules, and how three of our planners deal with swaps, holidays and the night.',
    ],
    nl: [
      'Roosters waar mensen mee kunnen leven',
      'De Arbeidstijdenwet in twaalf regels, en hoe drie van onze planners omgaan met ruilen, vakanties en de nacht.',
    ],
  },
  {
    slug: 'selecting-fairly',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Selecting without prejudice',
      'Reading application letters, asking everybody the same questions, and deciding with notes instead of a feeling.',
    ],
    nl: [
      'Selecteren zonder vooroordeel',
      'Brieven lezen, iedereen dezelfde vragen stellen en beslissen op aantekeningen in plaats van gevoel.',
    ],
  },
  {
    slug: 'spreadsheets-formulas',
    type: 'e-learning',
    en: [
      'Spreadsheets: formulas that stay right',
      'Absolute and relative references, lookups, and seven habits that keep a sheet honest when somebody adds a row.',
    ],
    nl: [
      'Spreadsheets: formules die blijven kloppen',
      'Absolute en relatieve verwijzingen, opzoeken, en zeven gewoonten die een blad eerlijk houden als iemand een rij toevoegt.',
    ],
  },
  {
    slug: 'spreadsheets-pivots',
    type: 'webinar',
    en: [
      'Spreadsheets: pivot tables in an hour',
      'From a list of ten thousand deliveries to one clear table. Bring your own file; we work along.',
    ],
    nl: [
      'Spreadsheets: draaitabellen in een uur',
      'Van een lijst met tienduizend leveringen naar één heldere tabel. Neem je eigen bestand mee; we werken mee.',
    ],
  },
  {
    slug: 'clear-writing',
    type: 'e-learning',
    en: [
      'Writing so that it is read',
      'Shorter sentences, the conclusion first, no words that only we use. With twenty letters to improve.',
    ],
    nl: [
      'Schrijven zodat het gelezen wordt',
      'Kortere zinnen, de conclusie voorop, geen woorden die alleen wij gebruiken. Met twintig brieven om te verbeteren.',
    ],
  },
  {
    slug: 'dutch-on-the-floor',
    type: 'classroom',
    onLeaving: 'keep',
    en: [
      'Dutch on the work floor',
      'Twelve evenings toward level A2: safety signs, handing over a shift, asking and explaining.',
    ],
    nl: [
      'Nederlands op de werkvloer',
      'Twaalf avonden op weg naar niveau A2: veiligheidsborden, een dienst overdragen, vragen en uitleggen.',
    ],
    de: [
      'Niederländisch im Betrieb',
      'Zwölf Abende auf dem Weg zu A2: Sicherheitsschilder, Schichtübergabe, fragen und erklären.',
    ],
    fr: [
      'Le néerlandais au travail',
      'Douze soirées vers le niveau A2 : panneaux de sécurité, passation d’équipe, demander et expliquer.',
    ],
  },
  {
    slug: 'english-on-the-phone',
    type: 'webinar',
    en: [
      'English for the phone',
      'Six sessions of forty-five minutes in groups of five: spelling, times, complaints, and being put on hold.',
    ],
    nl: [
      'Engels aan de telefoon',
      'Zes sessies van drie kwartier in groepjes van vijf: spellen, tijden, klachten en in de wacht staan.',
    ],
  },
  {
    slug: 'less-waste',
    type: 'video',
    en: [
      'Less waste, less energy',
      'What our sites use, where it goes, and eleven things that teams changed by themselves last year.',
    ],
    nl: [
      'Minder afval, minder energie',
      'Wat onze locaties gebruiken, waar het blijft, en elf dingen die teams vorig jaar zelf veranderden.',
    ],
  },
]
