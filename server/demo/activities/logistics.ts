import type { DemoActivity } from './activity.ts'

export const logistics: readonly DemoActivity[] = [
  {
    slug: 'forklift-theory',
    type: 'e-learning',
    validMonths: 60,
    en: [
      'Forklift: the theory',
      'Stability triangle, load charts, rules on the floor. Four hours that you can spread over a week.',
    ],
    nl: [
      'Heftruck: de theorie',
      'Stabiliteitsdriehoek, lastdiagrammen, verkeersregels op de vloer. Vier uur, die je over een week kunt verdelen.',
    ],
    de: [
      'Gabelstapler: die Theorie',
      'Standdreieck, Traglastdiagramme, Verkehrsregeln in der Halle. Vier Stunden, verteilt über eine Woche.',
    ],
    fr: [
      'Chariot élévateur : la théorie',
      'Triangle de stabilité, abaques de charge, règles de circulation. Quatre heures, à répartir sur une semaine.',
    ],
  },
  {
    slug: 'forklift-practice',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Forklift: the practice',
      'A day in the training hall at Tiel: driving, stacking at six meters, loading a trailer, parking.',
    ],
    nl: [
      'Heftruck: de praktijk',
      'Een dag in de oefenhal in Tiel: rijden, stapelen op zes meter, een trailer laden, parkeren.',
    ],
    de: [
      'Gabelstapler: die Praxis',
      'Ein Tag in der Übungshalle: fahren, auf sechs Metern stapeln, einen Auflieger beladen, abstellen.',
    ],
  },
  {
    slug: 'forklift-exam',
    type: 'exam',
    validMonths: 60,
    en: [
      'Forklift: the exam',
      'Theory and practice with an outside examiner. Bring proof of identity and safety shoes.',
    ],
    nl: [
      'Heftruck: het examen',
      'Theorie en praktijk bij een externe examinator. Neem een identiteitsbewijs en veiligheidsschoenen mee.',
    ],
    de: [
      'Gabelstapler: die Prüfung',
      'Theorie und Praxis bei einem externen Prüfer. Ausweis und Sicherheitsschuhe mitbringen.',
    ],
  },
  {
    slug: 'reach-truck',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Reach truck in the high-bay warehouse',
      'Narrow aisles, eleven meters, camera on the fork. For drivers who have their forklift certificate.',
    ],
    nl: [
      'Reachtruck in het hoogbouwmagazijn',
      'Smalle gangen, elf meter hoog, camera op de vork. Voor chauffeurs die hun heftruckcertificaat hebben.',
    ],
  },
  {
    slug: 'order-picker-truck',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Order-picking truck and electric pallet truck',
      'Half a day of driving, turning and giving way, among colleagues on foot.',
    ],
    nl: [
      'Orderpicktruck en elektrische pallettruck',
      'Een halve dag rijden, draaien en voorrang geven, tussen collega’s te voet.',
    ],
  },
  {
    slug: 'warehouse-tour',
    type: 'video',
    en: [
      'Finding your way in the distribution center',
      'Follow one pallet from the dock to the trailer, and learn how locations are numbered on the way.',
    ],
    nl: [
      'De weg vinden in het distributiecentrum',
      'Volg één pallet van het dock tot de trailer en leer onderweg hoe locaties genummerd zijn.',
    ],
  },
  {
    slug: 'goods-receipt',
    type: 'e-learning',
    en: [
      'Receiving goods: count, check, book',
      'Delivery notes, damages, temperature, blocked stock: what you look at before you sign.',
    ],
    nl: [
      'Goederen ontvangen: tellen, controleren, boeken',
      'Vrachtbrieven, schade, temperatuur, geblokkeerde voorraad: waar je naar kijkt voordat je tekent.',
    ],
    de: [
      'Wareneingang: zählen, prüfen, buchen',
      'Lieferscheine, Schäden, Temperatur, Sperrbestand: worauf du achtest, bevor du unterschreibst.',
    ],
  },
  {
    slug: 'picking-with-scanner',
    type: 'e-learning',
    en: [
      'Order picking with the scanner',
      'A full shift on screen: picking lists, short picks, check digits, and handing the scanner over charged.',
    ],
    nl: [
      'Orderpicken met de scanner',
      'Een hele dienst op het scherm: picklijsten, tekorten, controlegetallen, en de scanner opgeladen overdragen.',
    ],
    fr: [
      'Préparer des commandes au scanner',
      'Une équipe entière à l’écran : listes, manquants, chiffres de contrôle, et rendre le scanner chargé.',
    ],
  },
  {
    slug: 'load-securing',
    type: 'e-learning',
    validMonths: 36,
    en: [
      'Securing loads: forces and lashings',
      'How many straps a load needs and where, from the forces at braking and in bends. With a calculator to keep.',
    ],
    nl: [
      'Lading zekeren: krachten en sjorbanden',
      'Hoeveel banden een lading nodig heeft en waar, vanuit de krachten bij remmen en in bochten. Met een rekenhulp om te bewaren.',
    ],
    de: [
      'Ladungssicherung: Kräfte und Gurte',
      'Wie viele Gurte eine Ladung braucht und wo, aus den Kräften beim Bremsen und in Kurven. Mit Rechenhilfe.',
    ],
    fr: [
      'Arrimage : forces et sangles',
      'Combien de sangles et à quel endroit, à partir des forces au freinage et en virage. Avec une aide au calcul.',
    ],
  },
  {
    slug: 'load-securing-practice',
    type: 'classroom',
    validMonths: 36,
    en: [
      'Securing loads on your own trailer',
      'Pallets, drums, steel and mixed cargo. You load, the instructor drives.',
    ],
    nl: [
      'Lading zekeren op je eigen trailer',
      'Pallets, vaten, staal en gemengde lading. Jij laadt, de instructeur rijdt.',
    ],
  },
  {
    slug: 'dangerous-goods',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Dangerous goods: recognize and report',
      'The nine classes, the labels, what may stand next to what, and when you stop a shipment.',
    ],
    nl: [
      'Gevaarlijke goederen: herkennen en melden',
      'De negen klassen, de etiketten, wat naast wat mag staan en wanneer je een zending stopt.',
    ],
  },
  {
    slug: 'dangerous-goods-driver',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Dangerous goods for drivers',
      'Three days toward the driver’s certificate: packages, equipment, documents, tunnels, emergencies.',
    ],
    nl: [
      'Gevaarlijke goederen voor chauffeurs',
      'Drie dagen naar het chauffeurscertificaat: colli, uitrusting, documenten, tunnels, noodgevallen.',
    ],
  },
  {
    slug: 'driving-and-rest-times',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Driving and rest times',
      'What the tachograph records, which breaks count, ferries and night work, and what an inspector wants to see.',
    ],
    nl: [
      'Rij- en rusttijden',
      'Wat de tachograaf vastlegt, welke pauzes tellen, veerboten en nachtwerk, en wat een inspecteur wil zien.',
    ],
    de: [
      'Lenk- und Ruhezeiten',
      'Was der Fahrtenschreiber aufzeichnet, welche Pausen zählen, Fähren und Nachtarbeit, und was bei einer Kontrolle gefragt wird.',
    ],
    fr: [
      'Temps de conduite et de repos',
      'Ce qu’enregistre le tachygraphe, quelles pauses comptent, ferries et nuit, et ce que demande un contrôleur.',
    ],
  },
  {
    slug: 'economical-driving',
    type: 'classroom',
    en: [
      'Driving with less fuel',
      'A morning in your own truck with a coach. Most drivers save eight percent, and arrive just as early.',
    ],
    nl: [
      'Zuiniger rijden',
      'Een ochtend in je eigen vrachtwagen met een coach. De meeste chauffeurs besparen acht procent en komen even vroeg aan.',
    ],
  },
  {
    slug: 'vehicle-check',
    type: 'video',
    validMonths: 12,
    en: [
      'The daily vehicle check',
      'Once around the truck in six minutes, in the order in which you cannot forget anything.',
    ],
    nl: [
      'De dagelijkse voertuigcontrole',
      'In zes minuten om de vrachtwagen, in de volgorde waarin je niets kunt vergeten.',
    ],
    de: [
      'Die tägliche Abfahrtskontrolle',
      'In sechs Minuten um das Fahrzeug, in der Reihenfolge, in der man nichts vergisst.',
    ],
  },
  {
    slug: 'periodic-driver-training',
    type: 'classroom',
    validMonths: 60,
    en: [
      'Periodic driver training: a day on the road',
      'One of the five days that keep your professional competence valid. Traffic, behavior, braking distances.',
    ],
    nl: [
      'Nascholing chauffeurs: een dag op de weg',
      'Een van de vijf dagen waarmee je vakbekwaamheid geldig blijft. Verkeer, gedrag, remwegen.',
    ],
  },
  {
    slug: 'customs-basics',
    type: 'e-learning',
    en: [
      'Customs in plain words',
      'Origin, value and tariff: the three questions behind every form, and who at Marevelt answers which.',
    ],
    nl: [
      'Douane in gewone woorden',
      'Oorsprong, waarde en tarief: de drie vragen achter elk formulier, en wie bij Marevelt welke beantwoordt.',
    ],
  },
  {
    slug: 'customs-declarations',
    type: 'webinar',
    validMonths: 24,
    en: [
      'Customs declarations: what changed this year',
      'Two hours with our customs manager on new codes, bonded stock and the questions of last year’s audit.',
    ],
    nl: [
      'Douaneaangiften: wat er dit jaar is veranderd',
      'Twee uur met onze douanemanager over nieuwe codes, entrepotvoorraad en de vragen van de audit van vorig jaar.',
    ],
  },
  {
    slug: 'planning-rides',
    type: 'e-learning',
    en: [
      'Planning rides in three steps',
      'From orders to rides to drivers: time windows, rest times and the one ferry that is always late.',
    ],
    nl: [
      'Ritten plannen in drie stappen',
      'Van orders naar ritten naar chauffeurs: tijdvensters, rusttijden en die ene veerboot die altijd te laat is.',
    ],
  },
  {
    slug: 'cold-chain',
    type: 'e-learning',
    validMonths: 24,
    en: [
      'Keeping the cold chain closed',
      'From cold store to customer: where the degrees get lost, how you measure, and when you refuse a load.',
    ],
    nl: [
      'De koelketen gesloten houden',
      'Van koelhuis tot klant: waar de graden verloren gaan, hoe je meet en wanneer je een lading weigert.',
    ],
  },
]
