/** What together qualifies people for their work, by the slugs of its learning activities. */
export const qualifications: ReadonlyArray<{ name: string; description: string; contains: readonly string[] }> = [
  {
    name: 'Forklift driver',
    description: 'Drives a counterbalance forklift at any of our sites.',
    contains: ['forklift-theory', 'forklift-practice', 'forklift-exam'],
  },
  {
    name: 'High-bay warehouse',
    description: 'Works with reach trucks and order-picking trucks above six meters.',
    contains: ['reach-truck', 'order-picker-truck', 'last-minute-risk'],
  },
  {
    name: 'Professional driver',
    description: 'Drives for us on public roads, with valid professional competence.',
    contains: ['driving-and-rest-times', 'load-securing', 'vehicle-check', 'periodic-driver-training'],
  },
  {
    name: 'Dangerous goods',
    description: 'Carries and hands over packaged dangerous goods.',
    contains: ['dangerous-goods', 'dangerous-goods-driver', 'hazardous-substances'],
  },
  {
    name: 'Emergency response officer',
    description: 'Leads people out of the building and gives first help until the services arrive.',
    contains: [
      'first-aid',
      'cpr-and-aed',
      'fire-extinguishers',
      'emergency-response-basic',
      'emergency-response-drill',
    ],
  },
  {
    name: 'First aider',
    description: 'Gives first aid in a department or a vehicle.',
    contains: ['first-aid', 'first-aid-refresher', 'cpr-and-aed'],
  },
  {
    name: 'Food handler',
    description: 'May work with unpacked food.',
    contains: ['food-hygiene', 'hand-washing', 'allergens', 'foreign-bodies'],
  },
  {
    name: 'HACCP lead',
    description: 'Keeps the food safety plan of a line, and proves that it is followed.',
    contains: ['haccp-basics', 'haccp-team', 'haccp-exam', 'traceability', 'recall-exercise'],
  },
  {
    name: 'Allergen control',
    description: 'Releases a line after a change of product.',
    contains: ['allergens', 'allergens-test', 'cleaning-packing-line'],
  },
  {
    name: 'Medication administration',
    description: 'Prepares and hands over medication by itself, insulin included.',
    contains: ['medication', 'medication-exam', 'insulin'],
  },
  {
    name: 'Safe moving and handling',
    description: 'Helps people move, with hoists where needed.',
    contains: ['safe-transfers', 'hoists', 'preventing-falls', 'lifting'],
  },
  {
    name: 'Nursing skills',
    description: 'Carries out reserved procedures in residential and home care.',
    contains: ['wound-care', 'catheters', 'pressure-ulcers', 'infection-prevention'],
  },
  {
    name: 'Site safety',
    description: 'May work on building sites of customers.',
    contains: ['site-safety', 'site-safety-exam', 'working-at-height', 'ladders-and-scaffolds'],
  },
  {
    name: 'Electrically competent person',
    description: 'Works on low-voltage installations, with a written designation.',
    contains: ['electrical-awareness', 'electrical-work', 'electrical-exam', 'locking-out-machines'],
  },
  {
    name: 'Leading a team',
    description: 'The basis for everybody who leads people.',
    contains: ['first-time-leader', 'absence-talks', 'yearly-conversation', 'fair-rosters'],
  },
]
